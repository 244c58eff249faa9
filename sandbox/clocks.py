"""The two clocks of the sandbox, handed in from outside.

Wire time is real time: message timestamps, trigger expiry, rate limits, retries and the HTTP ``Date`` header come
from it, and it never jumps. Story time is what the browser shows beside a message; it may jump by weeks.
Nothing else in the package asks the machine for the time.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

Story = Callable[[], datetime]
"""Returns story time as an aware UTC datetime."""


class Wire(Protocol):
    """Real time: seconds since 1970, and a way to wait."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        ...


class SystemWire:
    """The machine's own time."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        await asyncio.sleep(seconds)


class ManualWire:
    """A wire clock that tests move by hand; sleepers wake when it passes their time."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Return the seconds since 1970, as last set."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has moved the clock that far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, waiting))
        await waiting

    def advance(self, seconds: float) -> None:
        """Move time forward and wake whoever waited for that moment."""
        self._now += seconds
        due = [item for item in self._sleepers if item[0] <= self._now]
        self._sleepers = [item for item in self._sleepers if item[0] > self._now]
        for _, waiting in due:
            if not waiting.done():
                waiting.set_result(None)


def system_story() -> datetime:
    """Story time that does not jump: the machine's own time."""
    return datetime.now(UTC)


class Timestamps:
    """Makes message timestamps: wire time with six digits, unique and increasing."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._last = 0

    def next(self) -> str:
        """Return the next timestamp, such as ``1800000000.000100``."""
        self._last = max(self._last + 1, int(self._wire.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
