"""The dispatcher inside a process: asks the ledger what is due, and lets a pool of tasks do it.

It holds no truth: everything due is in the database, so a lost, late or doubled wake-up changes nothing, and any number
of dispatchers may run on one database. A task that waits or hangs keeps only its own channel waiting. Cancelling `run`
starts nothing new and lets the requests under way finish; what does not finish in time is reconciled later.
"""

import asyncio
from collections.abc import Collection, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from bot.clock import Clocks
from bot.delivery.desired import DesiredStates, kind_of
from bot.delivery.ledger import Ledger
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.ports import Messenger
from bot.delivery.reconciler import Reconciler
from bot.delivery.sender import Sender
from bot.delivery.transitions import Timing
from bot.errors import TryLater
from bot.ids import fresh_id
from bot.storage.database import Database

IDLE = 1.0  # seconds between two looks at the ledger when nobody notifies: leases, looks and retries fall due unasked
SOON = 0.01  # seconds: the least between two looks
REST = 1.0  # seconds that a task which broke, and a database that is away, are left alone
BATCH = 200  # rows looked at in one go
FINISH = 8.0  # seconds that requests under way get when the process stops (a platform's SIGTERM leaves ten)


@dataclass(frozen=True)
class _Due:
    """One thing to do: what it keeps busy meanwhile, and how long it has to wait."""

    key: str
    wait: float
    workspace: str
    place: str
    priority: int
    id: str


class Dispatcher:
    """Delivers what the ledger and the desired states hold, until it is cancelled."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clocks: Clocks,
        *,
        admins: Collection[str] = (),
        pace: Pace | None = None,
        timing: Timing | None = None,
        workers: int = 16,
        alone: bool = False,
    ) -> None:
        """`pace` is Slack's by default; a scaled sandbox needs `Pace(factor=…)`.

        `alone`: this process holds the database's file lock, so leases of earlier ones are over.
        """
        self._database = database
        self._wire = clocks.wire
        self._owner = fresh_id()
        self._alone = alone
        self._workers = workers
        self._pacing = Pacing(pace or Pace())
        self._ledger = Ledger(database, clocks, timing or Timing(), admins)
        self._sender = Sender(self._ledger, messenger, self._pacing, self._owner)
        self._reconciler = Reconciler(self._ledger, messenger)
        self._desired = DesiredStates(self._ledger, messenger, self._pacing)
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._resting: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._running = 0
        self._swept_at = float("-inf")
        self._log = structlog.get_logger("delivery")

    def notify(self) -> None:
        """Say that something may be due: after a commit that planned messages, and on each tick."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is under way."""
        with self._counted():
            try:
                if self._alone:
                    await self._reconciler.take_over(self._owner)
                while True:
                    self._wake.clear()
                    await self._pause(await self._pass_or_rest())
            finally:
                await self._finish()

    async def settle(self, timeout: float = 30.0) -> None:
        """Return when nothing that is due is left: sent, refused or expired, and every desired state shown.

        For the demo and for tests. Runs by itself where `run` does not. Raises `TimeoutError` after `timeout` seconds
        of wire time, saying what is left.
        """
        own = asyncio.create_task(self.run()) if not self._running else None
        deadline = self._wire.monotonic() + timeout
        try:
            self.notify()
            while left := await self._left():
                if own is not None and own.done():
                    own.result()
                if self._wire.monotonic() > deadline:
                    raise TimeoutError(f"Deliveries did not settle in {timeout:g} s: {left}.")
                await self._wire.sleep(0.01)
        finally:
            if own is not None:
                own.cancel()
                await asyncio.wait([own])

    # --- one look at the ledger --------------------------------------------------------------------------------------

    async def _pass_or_rest(self) -> float:
        try:
            return await self._pass()
        except TryLater as problem:
            self._log.warning("delivery.database_away", error=type(problem).__name__)
            return REST

    async def _pass(self) -> float:
        """Start what may go now; return the seconds until it is worth looking again."""
        await self._sweep()
        everything = await self._due()
        soonest = IDLE if everything else await self._until_next()
        for due in everything:
            if due.wait > 0:
                soonest = min(soonest, due.wait)
            elif len(self._tasks) >= self._workers:
                break
            elif self._is_free(due):
                self._start(due)
        return soonest

    async def _sweep(self) -> None:
        now = self._wire.monotonic()
        if now - self._swept_at >= IDLE:
            self._swept_at = now
            self._resting = {key: until for key, until in self._resting.items() if until > now}
            await self._reconciler.sweep()

    async def _due(self) -> list[_Due]:
        moment, now = self._ledger.now(), self._wire.monotonic()
        async with self._database.reading() as work:
            messages = await work.deliveries.claimable(moment.campaign, moment.wire, BATCH)
            doubtful = await work.deliveries.in_doubt(moment.wire, BATCH)
            wanted = await work.desired.pending(moment.wire, BATCH)
        due = [_Due(f"look {row.id}", 0.0, row.workspace, "", 0, row.id) for row in doubtful]
        for row in messages:
            wait = self._pacing.wait(row.workspace, row.recipient, row.priority, now)
            place = f"send {row.workspace} {row.recipient}"
            due.append(_Due(place, wait, row.workspace, row.recipient, row.priority, row.id))
        for target in wanted:
            wait = self._pacing.wait_to_show(target.workspace, kind_of(target.target), now)
            due.append(_Due(f"show {target.target}", wait, target.workspace, "", 0, target.target))
        return due

    async def _until_next(self) -> float:
        """Seconds until the next retry or look, at most `IDLE`. One that is past waits for something else."""
        async with self._database.reading() as work:
            moments = [await work.deliveries.next_wake(), await work.desired.next_wake()]
        now = self._ledger.now().wire
        waits = [(moment - now).total_seconds() for moment in moments if moment is not None and moment > now]
        return max(SOON, min([IDLE, *waits]))

    def _is_free(self, due: _Due) -> bool:
        return due.key not in self._tasks and self._resting.get(due.key, 0.0) <= self._wire.monotonic()

    # --- tasks -------------------------------------------------------------------------------------------------------

    def _start(self, due: _Due) -> None:
        """Start one thing if the pace still allows it after what was started just before."""
        now = self._wire.monotonic()
        if due.key.startswith("look "):
            self._spawn(due.key, self._reconciler.look(due.id))
        elif due.key.startswith("show "):
            if self._pacing.wait_to_show(due.workspace, kind_of(due.id), now) <= 0:
                self._pacing.take_to_show(due.workspace, kind_of(due.id), now)
                self._spawn(due.key, self._desired.show(due.id))
        elif self._pacing.wait(due.workspace, due.place, due.priority, now) <= 0:
            self._pacing.take(due.workspace, due.place, due.priority, now)
            self._spawn(due.key, self._sender.step(due.id))

    def _spawn(self, key: str, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._done(key, done))

    def _done(self, key: str, task: asyncio.Task[Any]) -> None:
        del self._tasks[key]
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            self._resting[key] = self._wire.monotonic() + REST
            self._log.error("delivery.task_failed", task=key.partition(" ")[0], error=type(problem).__name__)
        self._wake.set()

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=FINISH)
        stuck = list(self._tasks.values())
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)

    # --- waiting -----------------------------------------------------------------------------------------------------

    async def _pause(self, seconds: float) -> None:
        """Wait to be woken, or so many seconds of wire time."""
        waiters = {asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self._wire.sleep(seconds))}
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def _left(self) -> str:
        """Say what is due and not done yet; empty when there is nothing."""
        if self._tasks:
            return f"{len(self._tasks)} under way"
        moment = self._ledger.now()
        async with self._database.reading() as work:
            next_due = await work.deliveries.next_due()
            counts = await work.deliveries.counts()
            behind = await work.desired.pending(moment.later(10 * 365 * 86_400), 1)
        open_ones = {state: counts[state] for state in ("claimed", "sending", "in_doubt") if counts.get(state)}
        if next_due is not None and next_due <= moment.campaign:
            open_ones["planned"] = counts.get("planned", 0)
        if behind:
            open_ones["not shown"] = len(behind)
        return ", ".join(f"{number} {state}" for state, number in open_ones.items())

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
