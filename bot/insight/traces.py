"""What is kept of a person besides what they said and rated, as they read it in their own data. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class WeekSeen:
    """A week of a campaign, as people know it."""

    opens_on: date
    area_title: str
    week: int
    campaign: str


@dataclass(frozen=True)
class Reminded:
    """A reminder that the reader was sent: when, or (once the message is forgotten) in the week of which Monday."""

    area_title: str
    at: datetime | None
    week_of: date


@dataclass(frozen=True)
class PlaceHeld:
    """A place of the reader's at a meeting: `state` is booked, waiting, or (where one time is to suit all) suits."""

    time_id: str
    topic: str
    at: datetime
    state: str


@dataclass(frozen=True)
class OwnPromise:
    """A promise that the reader has to do with; `roles`: made, own, can say yes to."""

    text: str
    due_on: date
    state: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PromiseChangedByMe:
    """Something the reader said of a promise; `words` are the reason, `on` the new date of one that was moved."""

    what: str
    at: datetime
    words: str
    on: date | None


@dataclass(frozen=True)
class Traces:
    """What else is kept of the reader; `reacted` holds the names of reactions to colleagues' answers."""

    took_part: tuple[WeekSeen, ...] = ()
    reacted: tuple[tuple[WeekSeen, tuple[str, ...]], ...] = ()
    reminded: tuple[Reminded, ...] = ()
    teams: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    digests: int = 0
    talks: int = 0
    asked_too: int = 0  # questions of colleagues that the reader asks too
    said_helped: int = 0  # of how many questions they said whether what came of it helped
    said_of_meetings: int = 0  # of how many meetings they said whether they felt heard, or would come again
    spoken_for: int = 0  # questions of others that they were asked to speak for
    written_back: tuple[str, ...] = ()  # what they wrote to leaders who answered, without a name
    places: tuple[PlaceHeld, ...] = ()  # at meetings, the earliest first
    meetings: int = 0  # that the reader offered
    opened_home: bool = False
    promises: tuple[OwnPromise, ...] = ()
    changed_promises: tuple[PromiseChangedByMe, ...] = ()  # the newest first
    sponsor_of: tuple[str, ...] = ()  # campaigns of whose late promises they hear
