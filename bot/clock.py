"""The only module that asks the time or sleeps.

Two clocks are handed to every part. **Campaign time** (beats, dates, retention) may jump in the sandbox. **Wire time**
(leases, retries, looks, pacing) never does. All datetimes are aware and in UTC.

Wire time is Slack's own: what Slack's answers say in their `Date` header, carried on by a counter of the machine that
nobody can set. A step of the machine's clock changes nothing, and all processes agree to a second or two. Where nothing
else is handed in, campaign time is wire time too.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

#: Seconds by which Slack's clock may be ahead of its `Date` header: whole seconds, renewed once a second.
HEADER_LAG = 2.0
#: Seconds that the machine's counter may go wrong in a second. Crystals do twenty millionths.
DRIFT = 1e-4


class Clock(Protocol):
    """Tells what time it is, in UTC."""

    def now(self) -> datetime:
        """Return the current aware UTC datetime."""
        ...


@dataclass
class AdjustableClock:
    """A clock that may be moved forward: the sandbox's story time, and tests.

    With `frozen_at` it stands still until moved; without, it runs on from the machine's clock plus an offset.
    """

    frozen_at: datetime | None = None
    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the adjusted time."""
        if self.frozen_at is not None:
            return self.frozen_at
        return datetime.now(UTC) + self.offset

    def move_to(self, moment: datetime) -> None:
        """Jump to `moment` (an aware datetime); later readings go on from there."""
        if self.frozen_at is not None:
            self.frozen_at = moment.astimezone(UTC)
        else:
            self.offset = moment - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Jump forward by a span of time."""
        self.move_to(self.now() + by)


@dataclass(frozen=True)
class Heard:
    """What Slack's clock said once: `told` at reading `at` of the counter, and at most `uncertain` seconds more."""

    told: datetime
    at: float
    uncertain: float

    def earliest(self, at: float) -> datetime:
        """Return the time that it is in Slack by now at least."""
        return self.told + timedelta(seconds=(at - self.at) * (1 - DRIFT))

    def spread(self, at: float) -> float:
        """Return how many seconds later than `earliest` it may be."""
        return self.uncertain + 2 * DRIFT * (at - self.at)


class WireClock:
    """Slack's own time, for leases, retries and looks; never jumps with the story or with the machine's clock.

    Until Slack has answered once it is the machine's time. `waymark` asks Slack who it is before it does anything else.
    """

    def __init__(self) -> None:
        self._heard: Heard | None = None

    def now(self) -> datetime:
        """Return the time that it is in Slack by now at least."""
        return self.machine() if self._heard is None else self._heard.earliest(self.monotonic())

    @property
    def uncertain(self) -> float:
        """Return how many seconds later than `now()` Slack's clock may be."""
        return 0.0 if self._heard is None else self._heard.spread(self.monotonic())

    @property
    def ahead(self) -> float:
        """Return the seconds by which the machine's clock is ahead of Slack's (negative: behind)."""
        return (self.machine() - self.now()).total_seconds()

    def hear(self, date: str | None, asked_at: float) -> None:
        """Learn from an answer: its `Date` header, and `monotonic()` when it was asked for.

        The surest reading is kept: a quick answer beats a slow one, and in time a new one beats an old one.
        """
        try:
            told = None if date is None else parsedate_to_datetime(date)
        except ValueError:
            return
        if told is None or told.tzinfo is None:
            return
        at = self.monotonic()
        fresh = Heard(told.astimezone(UTC), at, HEADER_LAG + at - asked_at)
        if self._heard is None or self._contradicts(fresh) or fresh.uncertain <= self._heard.spread(at):
            self._heard = fresh

    def machine(self) -> datetime:
        """Return what the machine's own clock says."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow, and grow while the machine sleeps too where it can count them."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many real seconds."""
        await asyncio.sleep(seconds)

    def _contradicts(self, fresh: Heard) -> bool:
        """Tell whether both cannot be true: the machine was halted without its counter, or Slack's clock was set."""
        known = self._heard
        if known is None:
            return False
        low, high = known.earliest(fresh.at), known.earliest(fresh.at) + timedelta(seconds=known.spread(fresh.at))
        return fresh.told > high or fresh.told + timedelta(seconds=fresh.uncertain) < low


@dataclass(frozen=True)
class Clocks:
    """Both clocks, handed in together."""

    campaign: Clock
    wire: WireClock = field(default_factory=WireClock)

    @classmethod
    def real(cls) -> "Clocks":
        """Both are Slack's own time."""
        wire = WireClock()
        return cls(wire, wire)
