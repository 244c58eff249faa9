"""A Slack that does nothing but count: it takes exactly its budget and refuses everything beyond."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import WireClock
from bot.delivery.pacing import Limit
from bot.delivery.ports import Limited, Outgoing, Posted

#: What may arrive at once though it did not leave at once: requests that one process has under way.
UNDER_WAY = 16


@dataclass
class HardSlack:
    """The `Messenger` of `bot/delivery/ports.py`. `budget` is what a workspace gets, in real seconds."""

    wire: WireClock
    budget: Limit
    latency: float = 0.02  # seconds that a request takes
    refused: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = self._most
        self._at = self.wire.monotonic()

    @property
    def _most(self) -> float:
        return float(self.budget.burst + UNDER_WAY)

    @property
    def taken(self) -> int:
        """How many messages stand."""
        return self.marks.total()

    @property
    def twice(self) -> int:
        """How many of them stand more than once."""
        return sum(number > 1 for number in self.marks.values())

    async def post(self, message: Outgoing, may_leave: Callable[[], bool] = lambda: True) -> Posted:
        """Take a message, or raise `Limited`."""
        now = self.wire.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self.budget.rate)
        self._at = now
        if self._tokens < 1:
            self.refused += 1
            raise Limited(math.ceil((1 - self._tokens) / self.budget.rate))
        self._tokens -= 1
        self.marks[message.mark or ""] += 1
        await asyncio.sleep(self.latency)
        return Posted(message.channel, f"1700000000.{self.taken:06}")

    def is_open(self, workspace: str, recipient: str) -> bool:
        """Every place is open."""
        return True

    async def address(self, workspace: str, recipient: str) -> str:
        """Every place is itself."""
        return recipient

    async def update(self, channel: str, ts: str, message: Outgoing) -> None:
        """Nothing is updated here."""
        raise NotImplementedError

    async def delete(self, channel: str, ts: str) -> None:
        """Nothing is deleted here."""
        raise NotImplementedError

    async def publish_home(self, user: str, message: Outgoing) -> None:
        """Nobody has a Home here."""
        raise NotImplementedError

    async def find(self, channel: str, mark: str, thread_ts: str | None, since: datetime) -> Sequence[Posted]:
        """Nothing is ever in doubt here."""
        raise NotImplementedError

    async def has_replies(self, channel: str, ts: str) -> bool:
        """Nobody replies here."""
        raise NotImplementedError
