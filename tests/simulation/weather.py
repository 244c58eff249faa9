"""What goes wrong with Slack, the database and the way to them: drawn from the seed, worst points preferred.

Each story has a mood of its own, so that some are full of lost answers and others of frozen machines. Everything that
was done to it is counted. `calm` ends it all: from then on everything works.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.delivery.rows import Timing


class Answer(StrEnum):
    """What comes back for a request."""

    OK = "ok"
    LIMITED = "429"
    BROKEN = "server error"
    RESET = "connection lost"
    TIMEOUT = "time-out"
    NO_CONNECTION = "no connection"


@dataclass(frozen=True, slots=True)
class Fate:
    """A request's way: `counts` when Slack does what it asks. Seconds are counted from the call."""

    answer: Answer
    counts: bool
    leaves: float
    arrives: float
    ends: float
    retry_after: float = 0.0


@dataclass
class Mood:
    """How likely each kind of trouble is in this story."""

    request: float  # a request goes wrong
    lateness: float  # an accepted message is shown late
    unreadable: float  # history cannot be read for a while
    database: float  # the database is away for a while
    slow: float  # something takes long


class Weather:
    """Decides how each question to Slack and to the database goes."""

    def __init__(self, chance: Random, timing: Timing) -> None:
        self.chance = chance
        self.timing = timing
        self.counts: Counter[str] = Counter()
        self.calm = False
        self.away_until = 0.0
        self.unreadable_until = 0.0
        self.mood = Mood(
            request=chance.choice((0.1, 0.4, 0.7)),
            lateness=chance.choice((0.2, 0.8)),
            unreadable=chance.choice((0.0, 0.0, 0.2)),
            database=chance.choice((0.0, 0.0, 0.01)),
            slow=chance.choice((0.02, 0.2)),
        )
        self._now = lambda: 0.0

    def watch(self, clock: object) -> None:
        """Take the time from a kernel (anything with `now`)."""
        self._now = lambda: clock.now  # type: ignore[attr-defined]

    # --- the database ------------------------------------------------------------------------------------------------

    def database_delay(self) -> float:
        """Return the seconds that a way to the database takes."""
        return self.database_delay_back() or self.chance.random() * 0.004

    def database_delay_back(self) -> float:
        """Return the seconds that an answer of the database takes: mostly none."""
        if not self.calm and self.chance.random() < self.mood.slow * 0.1:
            return self.chance.uniform(0, 8)
        return 0.0

    def database_is_away(self) -> bool:
        """Tell whether nobody answers; now and then begin such a time."""
        if self.calm:
            return False
        now = self._now()
        if now >= self.away_until and self.chance.random() < self.mood.database:
            self.counts["database away"] += 1
            self.away_until = now + self.chance.choice((0.0, 1.0, 10.0, 40.0))
            return True
        return now < self.away_until

    def commit_is_kept(self) -> bool:
        """Tell whether a commit was kept whose asker is gone, or whose answer is lost."""
        return self.chance.random() < 0.5

    # --- Slack -------------------------------------------------------------------------------------------------------

    def fate_of_post(self) -> Fate:
        """Draw how a request to post goes."""
        http, chance = self.timing.http, self.chance
        leaves = self._connecting()
        if self.calm or chance.random() >= self.mood.request:
            arrives = leaves + chance.random() * 0.2
            return Fate(Answer.OK, True, leaves, arrives, min(arrives + chance.random() * 0.2, http))
        kind = chance.choice(tuple(Answer))
        self.counts[kind.value] += kind is not Answer.OK
        if kind is Answer.NO_CONNECTION:
            return Fate(kind, False, leaves, leaves, leaves)
        if kind is Answer.LIMITED:
            return Fate(kind, False, leaves, leaves + 0.1, leaves + 0.2, chance.choice((1.0, 5.0, 30.0, 3000.0)))
        arrives = self._within(leaves, http)
        if kind is Answer.OK:
            return Fate(kind, True, leaves, arrives, self._within(arrives, http))
        ends = http if kind is Answer.TIMEOUT else self._within(leaves, http)
        return Fate(kind, chance.random() < 0.6, leaves, arrives, ends)

    def fate_of_reading(self) -> Fate:
        """Draw how a request that changes nothing goes."""
        http, chance = self.timing.http, self.chance
        leaves = self._connecting()
        if self.calm or chance.random() >= self.mood.request * 0.5:
            arrives = leaves + chance.random() * 0.2
            return Fate(Answer.OK, True, leaves, arrives, arrives + chance.random() * 0.2)
        kind = chance.choice(tuple(Answer))
        arrives = self._within(leaves, http)
        ends = http if kind is Answer.TIMEOUT else self._within(arrives, http)
        return Fate(kind, kind is Answer.OK, leaves, arrives, ends, chance.choice((1.0, 10.0, 60.0)))

    def is_unreadable(self) -> bool:
        """Tell whether history may not be read now; now and then begin such a time."""
        if self.calm:
            return False
        now = self._now()
        if now >= self.unreadable_until and self.chance.random() < self.mood.unreadable:
            self.counts["unreadable history"] += 1
            self.unreadable_until = now + self.chance.choice((5.0, 60.0, 400.0))
        return now < self.unreadable_until

    def shown_after(self, earliest: float, latest: float) -> float:
        """Return when an accepted message is shown: between two moments, often at the very last."""
        if self.chance.random() >= self.mood.lateness:
            return earliest
        self.counts["shown late"] += 1
        if self.chance.random() < 0.6:
            return max(earliest, latest - self.chance.random() * 0.5)
        return self.chance.uniform(earliest, max(earliest, latest))

    def _connecting(self) -> float:
        if not self.calm and self.chance.random() < self.mood.slow:
            return self.chance.random() * 5.0
        return self.chance.random() * 0.02

    def _within(self, earliest: float, latest: float) -> float:
        """Draw a moment of a request, its end preferred."""
        if self.chance.random() < 0.4:
            return max(earliest, latest - self.chance.random() * 0.3)
        return self.chance.uniform(earliest, max(earliest, latest))
