"""Ticks. The scheduler remembers nothing and decides nothing: each tick asks the database what is due.

A tick may be lost, late, doubled or concurrent without harm. Settings: a store in memory; late ticks run
(`misfire_grace_time=None`: the default skips a tick that is a second late); many late ones count as one (`coalesce`);
one runs at a time (`max_instances=1`).

The scheduler goes by the machine's clock. When that is set back by an hour, its next tick is an hour away; so what lies
too far ahead is brought forward, by a wait that nobody can set back.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.chores import Chore
from bot.clock import WireClock
from bot.errors import TryLater

TICK = timedelta(seconds=5)
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
        told: Callable[[bool], None] = lambda _well: None,
    ) -> None:
        """`chores` are done beside the ticks, each at its own interval, and never twice at once.

        `told` learns of each tick whether it went well.
        """
        self._runner, self._dispatcher, self._wire, self._told = runner, dispatcher, wire, told
        self._chores = (Chore("campaigns", every, self._tick), *chores)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tick until the end of the block. Needs a running event loop. A tick under way is cancelled at the end."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for chore in self._chores:
            at = IntervalTrigger(seconds=chore.every.total_seconds(), timezone="UTC")
            scheduler.add_job(_done, at, [chore], id=chore.name, name=chore.name)
        scheduler.start()
        guard = asyncio.ensure_future(self._bring_forward(scheduler))
        try:
            yield
        finally:
            guard.cancel()
            scheduler.shutdown(wait=False)

    async def _bring_forward(self, scheduler: AsyncIOScheduler) -> None:
        while True:
            await self._wire.sleep(min(chore.every for chore in self._chores).total_seconds())
            now = self._wire.machine()
            for chore in self._chores:
                if scheduler.get_job(chore.name).next_run_time > now + chore.every:
                    scheduler.modify_job(chore.name, next_run_time=now)

    async def _tick(self) -> None:
        well = False
        try:
            well = (await self._runner.tick()).failed == 0
        finally:
            self._told(well)
            self._dispatcher.notify()


async def _done(chore: Chore) -> None:
    try:
        await chore.work()
    except TryLater as problem:
        LOG.warning("put_off", chore=chore.name, error=type(problem).__name__)
