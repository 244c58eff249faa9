"""The dispatcher inside a process: asks the ledger what is due, and lets a pool of tasks do it.

It holds no truth: everything due is in the database, so a lost, late or doubled wake-up changes nothing, and any number
of dispatchers may run on one database. A task that waits or hangs keeps only its own channel waiting. Cancelling `run`
starts nothing new and lets the requests under way finish. What does not finish in time is let go: what did not begin is
planned again, what may have been posted is reconciled later.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog

from bot.chores import Chore
from bot.delivery.desired import method_of
from bot.delivery.pacing import REPLY, Errand, Forecast, Method, NotYet
from bot.delivery.steps import Steps
from bot.errors import TryLater
from bot.storage.models import Delivery, DesiredState
from bot.storage.unit_of_work import UnitOfWork

IDLE = 1.0  # seconds between two looks at the ledger when nobody notifies: leases, looks and retries fall due unasked
SOON = 0.01  # seconds: the least between two looks
REST = 1.0  # seconds that a task which broke, and a database that is away, are left alone
FRESH = 0.1  # seconds for which the ledger is not asked again because something was done, unless nothing is known to do
BATCH = 200  # rows looked at in one go
FINISH = 5.0  # seconds that requests under way get when the process stops (a platform's SIGTERM leaves ten)


class _Kind(StrEnum):
    LOOK = "look"
    SEND = "send"
    SHOW = "show"


@dataclass(frozen=True)
class _Due:
    """One thing to do. Nothing else for the same `place` is started beside it."""

    kind: _Kind
    id: str
    workspace: str
    place: str
    errand: Errand | None = None  # of a message
    method: Method | None = None  # of a target

    @classmethod
    def to_look(cls, row: Delivery) -> "_Due":
        """A message in doubt."""
        return cls(_Kind.LOOK, row.id, row.workspace, row.id)

    @classmethod
    def to_send(cls, row: Delivery) -> "_Due":
        """A message."""
        errand = Errand(row.workspace, row.recipient, row.priority <= REPLY)
        return cls(_Kind.SEND, row.id, row.workspace, row.recipient, errand=errand)

    @classmethod
    def to_show(cls, row: DesiredState) -> "_Due":
        """What something should look like."""
        return cls(_Kind.SHOW, row.target, row.workspace, row.target, method=method_of(row))

    @property
    def key(self) -> str:
        """What it keeps busy."""
        return f"{self.kind} {self.workspace} {self.place}"


class EmbeddedDispatcher:
    """Delivers what the ledger and the desired states hold, until it is cancelled."""

    def __init__(self, steps: Steps, *, workers: int = 16, alone: bool = False) -> None:
        """`alone`: this process holds the database's file lock, so leases of earlier ones are over."""
        self.steps = steps
        self._database = steps.database
        self._wire = steps.wire
        self._alone = alone
        self._workers = workers
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._resting: dict[str, float] = {}
        self._known: list[_Due] = []  # what the ledger said last and has not been started
        self._forecast = Forecast({}, steps.turnstile.pace)
        self._asked_at = float("-inf")
        self._ask_at = float("-inf")
        self._wake = asyncio.Event()
        self._running = 0
        self._swept_at = float("-inf")
        self._log = structlog.get_logger("delivery")

    def notify(self) -> None:
        """Say that something may be due: after a commit that planned messages, and on each tick."""
        self._ask_at = float("-inf")
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is under way."""
        with self._counted():
            try:
                if self._alone:
                    await self.steps.take_over()
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

    def chores(self) -> Sequence[Chore]:
        """None: the loop asks the ledger by itself."""
        return ()

    # --- one look at the ledger --------------------------------------------------------------------------------------

    async def _pass_or_rest(self) -> float:
        try:
            return await self._pass()
        except TryLater as problem:
            self._log.warning("delivery.database_away", error=type(problem).__name__)
            self._ask_at = float("-inf")
            return REST

    async def _pass(self) -> float:
        """Start what may go now; return the seconds until it is worth looking again."""
        soonest = self._start_known()
        if not self._known or self._wire.monotonic() >= self._ask_at:
            await self._sweep()
            await self._ask()
            soonest = self._start_known()
        return max(0.0, min(soonest, self._ask_at - self._wire.monotonic()))

    def _start_known(self) -> float:
        """Start what may go of what the ledger said last; return the shortest wait among the others."""
        soonest, left = IDLE, list[_Due]()
        shut: dict[str, float] = {}  # workspaces whose budget is gone, for all that is left of it
        for due in self._known:
            wait = self._wait(due, shut)
            if wait > 0 or len(self._tasks) >= self._workers or due.key in self._tasks:
                soonest = min(soonest, wait or IDLE)
                left.append(due)
            else:
                self._start(due)
        self._known = left
        return soonest

    async def _ask(self) -> None:
        self._asked_at, self._ask_at = self._wire.monotonic(), float("inf")
        moment = self.steps.ledger.now()
        async with self._database.reading() as work:
            doubtful = await work.deliveries.in_doubt(moment.wire, BATCH)
            messages = await self._messages(work)
            wanted = await work.desired.pending(moment.wire, BATCH)
            sends, shows = [_Due.to_send(row) for row in messages], [_Due.to_show(row) for row in wanted]
            self._known = [*map(_Due.to_look, doubtful), *sends, *shows]
            self._forecast = await self.steps.turnstile.forecast(
                work,
                [due.errand for due in sends if due.errand],
                [(due.workspace, due.method) for due in shows if due.method],
            )
            self._ask_at = min(self._ask_at, self._asked_at + await self._until_next(work))

    async def _messages(self, work: UnitOfWork) -> list[Delivery]:
        """What is due, most urgent first; however much one workspace has, the others' is seen too."""
        moment, found, seen = self.steps.ledger.now(), list[Delivery](), set[str]()
        while True:
            rows = await work.deliveries.claimable(moment.campaign, moment.wire, BATCH, without=seen)
            found += rows
            if len(rows) < BATCH:
                return found
            seen.update(row.workspace for row in rows)

    async def _sweep(self) -> None:
        now = self._wire.monotonic()
        if now - self._swept_at >= IDLE:
            self._swept_at = now
            self._resting = {key: until for key, until in self._resting.items() if until > now}
            await self.steps.sweep()

    async def _until_next(self, work: UnitOfWork) -> float:
        """Seconds until the next retry or look, at most `IDLE`. One that is past waits for something else."""
        moments = [await work.deliveries.next_wake(), await work.desired.next_wake()]
        now = self.steps.ledger.now().wire
        waits = [(moment - now).total_seconds() for moment in moments if moment is not None and moment > now]
        return max(SOON, min([IDLE, *waits]))

    def _wait(self, due: _Due, shut: dict[str, float]) -> float:
        """Seconds that a place is still left alone, because Slack's limits or a failure want it so."""
        now = self._wire.monotonic()
        resting = max(0.0, self._resting.get(due.key, 0.0) - now)
        if due.errand and not due.errand.reply:
            budget = shut.get(due.workspace) or self._forecast.wait_for_budget(due.workspace, now)
            if budget > 0:
                shut[due.workspace] = budget
                return max(resting, budget)
        if due.errand:
            return max(resting, self._forecast.wait(due.errand, now))
        return max(resting, self._forecast.wait_to_show(due.workspace, due.method, now)) if due.method else resting

    # --- tasks -------------------------------------------------------------------------------------------------------

    def _start(self, due: _Due) -> None:
        now = self._wire.monotonic()
        if due.errand:
            self._forecast.take(due.errand, now)
        if due.method:
            self._forecast.take_to_show(due.workspace, due.method, now)
        step = {_Kind.LOOK: self.steps.look, _Kind.SEND: self.steps.send, _Kind.SHOW: self.steps.show}[due.kind]
        task = asyncio.create_task(step(due.id))
        self._tasks[due.key] = task
        task.add_done_callback(lambda done: self._done(due.key, done))

    def _done(self, key: str, task: asyncio.Task[Any]) -> None:
        del self._tasks[key]
        problem = None if task.cancelled() else task.exception()
        outcome = None if task.cancelled() or problem else task.result()
        if isinstance(outcome, NotYet):
            # Where a turn is far off the ledger knows it; a more urgent one to the same place must not wait so long.
            self._resting[key] = self._wire.monotonic() + min(outcome.seconds, REST)
        elif problem is not None:
            self._resting[key] = self._wire.monotonic() + REST
            self._log.error("delivery.task_failed", task=key.partition(" ")[0], error=type(problem).__name__)
        self._ask_at = min(self._ask_at, self._asked_at + FRESH)
        self._wake.set()

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=FINISH)
        stuck = list(self._tasks.values())
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        if stuck:
            await self._hand_back()

    async def _hand_back(self) -> None:
        try:
            if messages := await self.steps.hand_back():
                self._log.info("delivery.handed_back", messages=messages)
        except TryLater as problem:
            self._log.warning("delivery.not_handed_back", error=type(problem).__name__)

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
        return await self.steps.unfinished()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
