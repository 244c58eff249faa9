"""What can be wrong with a content file. Each message says where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import AskAgain, OurFault, WaymarkError


class ContentError(WaymarkError):
    """A content file cannot be used; the message names the file and the place in it."""


class TextError(ContentError, OurFault):
    """A message template or a label is missing, malformed, or asks for a fact it was not given."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the file, the place in it (may be empty) and a sentence."""

    file: str
    key: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.problem) if part)


class PackError(ContentError, AskAgain):
    """A pack does not fit the schema; the message has a line for each fault, which names the file and the key."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
