"""A machine whose clock a test sets, with a wire clock that learns the true time from Slack's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.clock import WireClock

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)


@dataclass
class Machine(WireClock):
    """A machine whose clock and counter a test moves; the true time, which Slack knows, passes with the counter."""

    wall: datetime = NOON
    counter: float = 1000.0
    true: datetime = field(default=NOON)

    def __post_init__(self) -> None:
        super().__init__()

    def machine(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.counter

    def pass_(self, seconds: float) -> None:
        """Let so many seconds pass, for everybody."""
        span = timedelta(seconds=seconds)
        self.wall, self.true, self.counter = self.wall + span, self.true + span, self.counter + seconds

    def ask(self, there: float = 0.05, back: float = 0.05) -> None:
        """Ask Slack something; it answers after `there` seconds, with the second that has begun."""
        asked_at = self.counter
        self.pass_(there)
        date = format_datetime(self.true.replace(microsecond=0), usegmt=True)
        self.pass_(back)
        self.hear(date, asked_at)
