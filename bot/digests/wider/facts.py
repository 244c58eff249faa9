"""What a wider digest is made from, gathered by the caller. Pure, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.insight.sums import Sum


class Kind(StrEnum):
    """What somebody is who gets a wider digest."""

    SERVICE = "service"  # leads a service: an organisation's teams
    BOARD = "board"  # a member of a board, or elected
    PARTNERSHIP = "partnership"  # sits on the partnership's board: all organisations


USUAL_WEEKS: Mapping[Kind, int] = {Kind.SERVICE: 1, Kind.BOARD: 4, Kind.PARTNERSHIP: 4}
"""How many weeks lie between two digests until somebody chooses otherwise: who meets monthly reads monthly."""
FREQUENCIES = (1, 2, 4)


def group_key(organisation: str | None) -> str:
    """Name a group in forms and ids: an organisation, or (None) all teams together."""
    return "all" if organisation is None else f"of/{organisation}"


USUAL_SLOT = "Tue 09:00"
"""After Monday 15:00, when teams have heard what comes of their questions: the digest can tell of it."""


@dataclass(frozen=True)
class Account:
    """What came of the questions of one organisation's teams so far. `days`: the median to the first answer.

    `oldest` is for how many days the oldest one that nobody has answered waits; None where none does. `late` are open
    promises whose day is over. `talks` were offered, and so many with a whole team were `held`.
    """

    organisation: str
    raised: int
    answered: int
    waiting: int
    days: int | None = None
    oldest: int | None = None
    talks: int = 0
    held: int = 0
    promises: int = 0
    late: int = 0


@dataclass(frozen=True)
class AreaTold:
    """One week's area and what was published of it: of the reader's own group, of each organisation, and of all.

    None: nothing may be shown.
    """

    week: int
    title: str
    own: Sum | None
    organisations: Mapping[str, Sum | None] = field(default_factory=dict)
    together: Sum | None = None


@dataclass(frozen=True)
class WiderBrief:
    """All that the sections read. `organisation` None: all teams together. `passed`, `passed_days`: how many questions
    were passed on to the reader and wait, and for how long the oldest of them does."""

    digest_id: str
    subscription_id: str
    kind: Kind
    organisation: str | None
    campaign: str
    weeks: int
    threshold: int
    areas: tuple[AreaTold, ...]
    accounts: tuple[Account, ...]
    every: int = 1
    passed: int = 0
    passed_days: int = 0
    is_over: bool = False
