"""Promises as people read them: their states, frozen facts for boards and forms, and their order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

OPEN, KEPT, DROPPED = "open", "kept", "dropped"
MOVED = "moved"
"""A change that leaves a promise open: it has a new date."""
STATES = (OPEN, KEPT, DROPPED)
NOT_YOURS = "Only who made a promise, owns it or can say yes to it, and the team’s leaders, can change it."
FROM_QUESTION, FROM_TEAM, FROM_SESSION = "question", "team", "session"
"""What a promise comes from: a question to leaders, a team's week as a whole, or a session.

Whoever made one in a session only wrote it down.
"""


@dataclass(frozen=True)
class Wanted:
    """What is to be promised: the words, who owns it, until when, and who can say yes (None: nobody needs to)."""

    words: str
    owner: str
    due_on: date
    decider: str | None = None


@dataclass(frozen=True)
class PromiseChanged:
    """One change: moved (from `was` to `on`), kept or dropped; `words` are the reason."""

    what: str
    by: str  # a Slack id
    at: datetime
    words: str = ""
    was: date | None = None
    on: date | None = None


@dataclass(frozen=True)
class PromiseShown:
    """A promise as somebody reads it. People are Slack ids; `may_change`: the reader may say what becomes of it."""

    promise_id: str
    text: str
    teams: tuple[str, ...]
    area_title: str
    week: int
    made_by: str
    made_at: datetime
    owner: str
    decider: str | None
    due_on: date
    state: str
    late: bool = False  # open, and its day is over
    kept_at: datetime | None = None
    history: tuple[PromiseChanged, ...] = ()
    may_change: bool = False
    in_session: bool = False  # agreed there: `made_by` only wrote it down

    @property
    def first_due_on(self) -> date:
        """The day that was promised first."""
        return next((change.was for change in self.history if change.was), self.due_on)

    @property
    def why(self) -> str:
        """The reason that was given last, for a new date or for dropping it."""
        return self.history[-1].words if self.history else ""


@dataclass(frozen=True)
class TeamPromises:
    """What was promised to one of the reader's teams; `more` are not listed."""

    team_id: str
    team: str
    promises: tuple[PromiseShown, ...]
    more: int = 0


@dataclass(frozen=True)
class PromiseForm:
    """The teams to which a leader may promise something, as (id of the team's week, name of the team)."""

    weeks: tuple[tuple[str, str], ...]


def in_order(promises: Iterable[PromiseShown]) -> list[PromiseShown]:
    """Open ones first, the first due first (so what is late leads); then kept, then dropped ones, the newest first."""
    found = sorted(promises, key=lambda one: one.promise_id)
    still = sorted((one for one in found if one.state == OPEN), key=lambda one: one.due_on)
    ended = sorted((one for one in found if one.state != OPEN), key=lambda one: one.due_on, reverse=True)
    return [*still, *sorted(ended, key=lambda one: STATES.index(one.state))]
