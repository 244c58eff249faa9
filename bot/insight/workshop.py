"""What a facilitator sees of a session in a room, and what they enter there. Pure: plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.insight.promised import Wanted

Way = Literal["paper", "spoken"]
WAYS: Mapping[str, str] = {"paper": "on paper", "spoken": "spoken"}
"""How somebody who is not on Slack gave their answer, and how the audit trail says it."""


@dataclass(frozen=True)
class TeamOpen:
    """A team whose week is open, as a facilitator chooses it."""

    round_id: str
    team: str
    area_title: str


@dataclass(frozen=True)
class ActionCaptured:
    """What a session agreed. People are Slack ids; without `decider` nobody was named who can say yes."""

    text: str
    owner: str
    on: date
    decider: str = ""

    @property
    def wanted(self) -> Wanted:
        """The promise that it is."""
        return Wanted(self.text, self.owner, self.on, self.decider or None)


@dataclass(frozen=True)
class ActionsForm:
    """The form in which actions are captured; `captured` are those that the team has not been told of yet."""

    round_id: str
    team: str
    area_title: str
    captured: tuple[ActionCaptured, ...] = ()
    fresh: bool = True  # what was sent last was no repetition


@dataclass(frozen=True)
class Spoken:
    """What one person who is not on Slack said, in the parts of a week's question. Any part may be missing."""

    text: str = ""
    question: str = "headline"
    theme: str | None = None
    quotable: bool = False
    now: int | None = None
    needed: int | None = None
    ask: str = ""  # a question to leaders
    kind: str = "to_leaders"
    way: str = "paper"
    agreed: bool = False  # the facilitator read out what happens with it, and the person agreed
    alone: bool = False  # it is one person's, who is not on Slack and was not entered before


@dataclass(frozen=True)
class EntryForm:
    """The form in which such an answer is entered. `left`: how many more may be entered in this week."""

    round_id: str
    team: str
    area_title: str
    headline: str
    threshold: int
    questions: tuple[tuple[str, str], ...]  # key and short words
    themes: tuple[tuple[str, str], ...]
    entered: int
    left: int
    fresh: bool = True
