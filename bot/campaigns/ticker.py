"""Ticks. The scheduler remembers nothing and decides nothing: each tick asks the database what is due.

A tick may be lost, late, doubled or concurrent without harm. Settings: a store in memory; late ticks run
(`misfire_grace_time=None`: the default skips a tick that is a second late); many late ones count as one (`coalesce`);
one runs at a time (`max_instances=1`).

The scheduler goes by the machine's clock. When that is set back by an hour, its next tick is an hour away; so what lies
too far ahead is brought forward, by a wait that nobody can set back. It is woken then too: for how long it sleeps was
worked out when it looked last, maybe at a moment when the clock was wrong.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.chores import Chore
from bot.clock import WireClock
from bot.errors import TryLater

TICK = timedelta(seconds=5)
FINISH = 4.0  # seconds that what is under way gets when the process stops
LOG = structlog.get_logger(__name__)


class Outcome(Protocol):
    """What a tick did."""

    @property
    def failed(self) -> int:
        """Return how much of what was due failed."""
        ...


class Ticked(Protocol):
    """Handles what is due when it is asked to: the campaign runner."""

    async def tick(self) -> Outcome:
        """Handle everything that is due."""
        ...


class Woken(Protocol):
    """Looks whether something is due when it is woken: the dispatcher."""

    def notify(self) -> None:
        """Say that something may be due."""
        ...


class Ticker:
    """Has the runner tick and wakes the dispatcher, again and again.

    The scheduler's own clock only paces the ticks; what is due is a matter of the campaign clock.
    """

    def __init__(
        self,
        runner: Ticked,
        dispatcher: Woken,
        wire: WireClock,
        *,
        every: timedelta = TICK,
        chores: Sequence[Chore] = (),
        told: Callable[[int | None], None] = lambda _failed: None,
    ) -> None:
        """`chores` are done beside the ticks, each at its own interval, and never twice at once.

        `told` learns of each tick how much of it failed, or None when it broke off.
        """
        self._runner, self._dispatcher, self._wire, self._told = runner, dispatcher, wire, told
        self._chores = (Chore("campaigns", every, self._tick), *chores)
        self._under_way: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tick until the end of the block; then a tick under way may finish, within `FINISH` seconds."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for chore in self._chores:
            at = IntervalTrigger(seconds=chore.every.total_seconds(), timezone="UTC")
            scheduler.add_job(self._do, at, [chore], id=chore.name, name=chore.name)
        scheduler.start()
        guard = asyncio.ensure_future(self._bring_forward(scheduler))
        try:
            yield
        finally:
            guard.cancel()
            scheduler.pause()
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=FINISH)
            left = set(self._under_way)
            scheduler.shutdown(wait=False)  # cancels what is left
            await asyncio.gather(*left, return_exceptions=True)

    async def _bring_forward(self, scheduler: AsyncIOScheduler) -> None:
        while True:
            await self._wire.sleep(min(chore.every for chore in self._chores).total_seconds())
            now = self._wire.machine()
            for chore in self._chores:
                if scheduler.get_job(chore.name).next_run_time > now + chore.every:
                    scheduler.modify_job(chore.name, next_run_time=now)
            scheduler.wakeup()

    async def _tick(self) -> None:
        failed: int | None = None
        try:
            failed = (await self._runner.tick()).failed
        finally:
            self._told(failed)
            self._dispatcher.notify()

    async def _do(self, chore: Chore) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._under_way.add(task)
        try:
            await chore.work()
        except TryLater as problem:
            LOG.warning("put_off", chore=chore.name, error=type(problem).__name__)
        finally:
            self._under_way.discard(task)
