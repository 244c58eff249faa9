"""The only module that asks the time or sleeps.

Two clocks are handed to every part. **Campaign time** (beats, dates, retention) may jump in the sandbox. **Wire time**
(signatures, leases, Retry-After, pacing) never does. All datetimes are aware and in UTC.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is, in UTC."""

    def now(self) -> datetime:
        """Return the current aware UTC datetime."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)


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


class WireClock:
    """Real time for leases, pacing and waiting. Never jumps with the story."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many real seconds."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Clocks:
    """Both clocks, handed in together."""

    campaign: Clock = field(default_factory=SystemClock)
    wire: WireClock = field(default_factory=WireClock)
