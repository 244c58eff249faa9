"""Workers in processes of their own, which may be killed at any moment: forked from one that has loaded everything."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess

from bot.chores import Chore
from bot.clock import AdjustableClock, Clocks, WireClock
from bot.delivery.pacing import Pace
from bot.delivery.ports import Dispatcher
from bot.delivery.scaled import ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.delivery.steps import Steps
from bot.errors import TryLater
from bot.storage.addresses import async_url
from tests.delivery.office import CROWDED, PATIENT, QUICK, TUESDAY, Door


def start(door: Door) -> ForkServerProcess:
    """Start a worker; kill it when you like."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_work, args=(door,), daemon=True)
    process.start()
    return process


def _work(door: Door) -> None:
    asyncio.run(_worker(door))


async def _worker(door: Door) -> None:
    clocks = Clocks(AdjustableClock(frozen_at=TUESDAY), WireClock())
    async with door.opened(clocks) as (database, messenger):
        steps = Steps(database, messenger, clocks, pace=Pace(factor=CROWDED), timing=PATIENT)
        queue = JobQueue(async_url(door.database_url), clocks, PATIENT)
        async with working(ScaledDispatcher(steps, queue, workers=8, beat=QUICK)):
            await asyncio.Event().wait()


@asynccontextmanager
async def working(*dispatchers: Dispatcher) -> AsyncIterator[None]:
    """Have dispatchers run, and their chores done, until the end of the block."""
    tasks = [asyncio.create_task(dispatcher.run()) for dispatcher in dispatchers]
    chores = [chore for dispatcher in dispatchers for chore in dispatcher.chores()]
    tasks += [asyncio.create_task(_again_and_again(chore)) for chore in chores]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _again_and_again(chore: Chore) -> None:
    while True:
        await asyncio.sleep(chore.every.total_seconds())
        try:
            await chore.work()
        except TryLater:
            continue
