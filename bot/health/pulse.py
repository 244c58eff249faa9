"""What a process tells of itself, every few seconds: that it is there, how ticks and socket do, what it counted.

It keeps this in the database, where every other process and the command line can read it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import WireClock
from bot.errors import TryLater
from bot.health.tallies import Tallies
from bot.ids import fresh_id
from bot.storage.database import Database
from bot.storage.models import ProcessNow

EVERY = timedelta(seconds=10)
KEPT = timedelta(days=1)
LOG = structlog.get_logger("health")

Alive = Callable[[], Awaitable[bool]]


class Pulse:
    """The signs of one process. `role` is run, web or worker."""

    def __init__(self, database: Database, wire: WireClock, tallies: Tallies, role: str) -> None:
        self._database = database
        self._wire = wire
        self._tallies = tallies
        self._alive: Alive | None = None
        self._process = ProcessNow(
            id=fresh_id(),
            role=role,
            started_at=wire.now(),
            ticked_at=None,
            failing_since=None,
            uses_socket=False,
            socket_at=None,
        )

    def ticked(self, failed: int | None) -> None:
        """Learn of a tick: how much of it failed, or None when it broke off."""
        now = self._wire.now()
        if failed is not None:
            self._process.ticked_at = now
        self._process.failing_since = None if failed == 0 else self._process.failing_since or now
        self._tallies.tick(well=failed == 0)

    def listens(self, alive: Alive) -> None:
        """Learn how to find out whether Slack answers on the socket."""
        self._alive, self._process.uses_socket = alive, True

    async def beat(self) -> None:
        """Tell once. Raises `TryLater`; what was counted is kept for the next time."""
        process, now = self._process, self._wire.now()
        process.seen_at, process.clock_ahead = now, round(self._wire.ahead, 1)
        if self._alive is not None and await self._alive():
            process.socket_at = now
        counted = self._tallies.take()
        try:
            async with self._database.unit_of_work() as work:
                await work.processes.note(process)
                await work.processes.forget_before(now - KEPT)
                await work.tallies.add(counted)
                await work.commit()
        except TryLater:
            self._tallies.give_back(counted)
            raise

    async def run(self) -> None:
        """Tell again and again until cancelled."""
        while True:
            try:
                await self.beat()
            except TryLater as problem:
                LOG.warning("no_pulse", error=type(problem).__name__)
            await self._wire.sleep(EVERY.total_seconds())

    async def end(self) -> None:
        """Hand over what was counted, and be forgotten: this process ends in good order. Raises `TryLater`."""
        counted = self._tallies.take()
        async with self._database.unit_of_work() as work:
            await work.tallies.add(counted)
            await work.processes.gone(self._process.id)
            await work.commit()
