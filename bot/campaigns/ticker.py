"""Ticks. The scheduler remembers nothing and decides nothing: each tick asks the database what is due.

A tick may be lost, late, doubled or concurrent without harm. Settings: a store in memory; late ticks run
(`misfire_grace_time=None`: the default skips a tick that is a second late); many late ones count as one (`coalesce`);
one runs at a time (`max_instances=1`).
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import TryLater

TICK = timedelta(seconds=5)
LOG = structlog.get_logger(__name__)


class Ticked(Protocol):
    """Handles what is due when it is asked to: the campaign runner."""

    async def tick(self) -> object:
        """Handle everything that is due."""
        ...


class Woken(Protocol):
    """Looks whether something is due when it is woken: the dispatcher."""

    def notify(self) -> None:
        """Say that something may be due."""
        ...


@dataclass(frozen=True)
class Chore:
    """Something to be done again and again, which may be lost, late, doubled or put off without harm."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


class Ticker:
    """Has the runner tick and wakes the dispatcher, again and again.

    The scheduler's own clock only paces the ticks; what is due is a matter of the campaign clock.
    """

    def __init__(
        self, runner: Ticked, dispatcher: Woken, *, every: timedelta = TICK, chores: Sequence[Chore] = ()
    ) -> None:
        """`chores` are done beside the ticks, each at its own interval, and never twice at once."""
        self._runner, self._dispatcher, self._every, self._chores = runner, dispatcher, every, chores

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tick until the end of the block. Needs a running event loop. A tick under way is cancelled at the end."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        trigger = IntervalTrigger(seconds=self._every.total_seconds(), timezone="UTC")
        scheduler.add_job(self._tick, trigger, id="campaigns", name="campaigns")
        for chore in self._chores:
            at = IntervalTrigger(seconds=chore.every.total_seconds(), timezone="UTC")
            scheduler.add_job(_done, at, [chore], id=chore.name, name=chore.name)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        try:
            await self._runner.tick()
        except TryLater as problem:
            LOG.warning("tick_put_off", error=type(problem).__name__)
        self._dispatcher.notify()


async def _done(chore: Chore) -> None:
    try:
        await chore.work()
    except TryLater as problem:
        LOG.warning("chore_put_off", chore=chore.name, error=type(problem).__name__)
