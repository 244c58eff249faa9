"""The dispatcher for many machines: any number of workers take Procrastinate's jobs and do the same steps.

What is due is written as a job in the transaction that made it due (`scaled_queue.py`), and PostgreSQL wakes the
workers. A job runs one step; whether there is to be another, and when, the ledger says. The engine repeats nothing by
itself. Chores run on every worker, on no leader: leases that are over, jobs of dead workers, due rows without a job.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from procrastinate.worker import Worker

from bot.chores import Chore
from bot.delivery.pacing import NotYet
from bot.delivery.scaled_queue import JobQueue, plainly
from bot.delivery.steps import Steps
from bot.errors import TryLater
from bot.storage.repositories.jobs import DELIVER, QUEUE, SHOW

Step = Callable[[str], Awaitable[object]]


@dataclass(frozen=True)
class Beat:
    """How often a worker looks round, in seconds."""

    poll: float = 1.0  # for jobs whose time has come: nobody is told of those
    heartbeat: float = 10.0
    silent: float = 30.0  # a worker that gave no sign of life for so long is dead
    sweep: float = 10.0
    requeue: float = 15.0
    tidy: float = 3600.0
    rest: float = 1.0  # after a step that broke, and while the database is away
    finish: float = 5.0  # for steps under way when the process stops (a platform's SIGTERM leaves ten)


class ScaledDispatcher:
    """One worker among any number, over one PostgreSQL database."""

    def __init__(self, steps: Steps, queue: JobQueue, *, workers: int = 32, beat: Beat | None = None) -> None:
        """`queue` is this dispatcher's own, for the database of the steps, which writes jobs before each commit.

        `workers`: steps at once. Most of them wait: for Slack, or for their turn.
        """
        self.steps = steps
        self._queue = queue
        self._workers = workers
        self._beat = beat or Beat()
        self._worker: Worker | None = None
        self._under_way = 0
        self._running = 0
        self._log = structlog.get_logger("delivery")
        for name, step in ((DELIVER, steps.deliver), (SHOW, steps.show)):
            queue.app.task(name=name, queue=QUEUE)(self._job(name, step))

    def notify(self) -> None:
        """Nothing to do: what is due was written as a job, and the database tells the workers."""

    def chores(self) -> Sequence[Chore]:
        """What each worker does again and again."""
        chores = {
            "sweep": (self._beat.sweep, self.steps.sweep),
            "reap": (self._beat.heartbeat, self._reap),
            "requeue": (self._beat.requeue, self._requeue),
            "tidy": (self._beat.tidy, self._tidy),
        }
        return [Chore(name, timedelta(seconds=every), work) for name, (every, work) in chores.items()]

    async def run(self) -> None:
        """Work until cancelled; then finish what is under way. Waits while the database is away."""
        with self._counted():
            try:
                while True:
                    try:
                        async with self._queue.opened(), plainly():
                            await self._work()
                    except TryLater as problem:
                        self._log.warning("delivery.database_away", error=type(problem).__name__)
                    await self.steps.wire.sleep(self._beat.rest)
            finally:
                await self._hand_back()

    async def settle(self, timeout: float = 30.0) -> None:
        """Return when nothing that is due is left: sent, refused or expired, and every desired state shown.

        For the demo and for tests. Runs by itself where `run` does not. Raises `TimeoutError` after `timeout` seconds
        of wire time, saying what is left.
        """
        own = asyncio.create_task(self.run()) if not self._running else None
        deadline = self.steps.wire.monotonic() + timeout
        try:
            while left := await self._left():
                if own is not None and own.done():
                    own.result()
                if self.steps.wire.monotonic() > deadline:
                    raise TimeoutError(f"Deliveries did not settle in {timeout:g} s: {left}.")
                await self.steps.wire.sleep(0.02)
                if self._worker is not None:
                    await self.steps.sweep()
                    await self._queue.requeue(self.steps.database, soon=0.2)
        finally:
            if own is not None:
                own.cancel()
                await asyncio.wait([own])

    # --- working -----------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        """Take jobs until cancelled, or until the engine gives up because the database is away."""
        self._worker = Worker(
            self._queue.app,
            queues=[QUEUE],
            concurrency=self._workers,
            fetch_job_polling_interval=self._beat.poll,
            shutdown_graceful_timeout=self._beat.finish,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self._beat.heartbeat,
            stalled_worker_timeout=self._beat.silent,
        )
        try:
            await self._worker.run()  # type: ignore[no-untyped-call]
        finally:
            self._worker = None

    async def _hand_back(self) -> None:
        """Let go of what did not finish in time: what did not begin is planned again, the rest is looked for."""
        try:
            if messages := await self.steps.hand_back():
                self._log.info("delivery.handed_back", messages=messages)
        except TryLater as problem:
            self._log.warning("delivery.not_handed_back", error=type(problem).__name__)

    def _job(self, name: str, step: Step) -> Callable[[str], Awaitable[None]]:
        async def job(key: str) -> None:
            self._under_way += 1
            try:
                await self._step(name, key, step)
            finally:
                self._under_way -= 1

        return job

    async def _step(self, name: str, key: str, step: Step) -> None:
        """Take a step. One that breaks is told of by its error's type alone, and is taken again later."""
        (outcome,) = await asyncio.gather(step(key), return_exceptions=True)
        if isinstance(outcome, NotYet):
            await self._queue.later(self.steps.database, name, key, outcome.seconds)
        elif isinstance(outcome, BaseException):
            self._log.error("delivery.task_failed", task=name, error=type(outcome).__name__)
            await self._queue.later(self.steps.database, name, key, self._beat.rest)

    # --- chores ------------------------------------------------------------------------------------------------------

    async def _reap(self) -> None:
        """Give a sign of life, and take jobs away from those who give none.

        The engine's own heartbeat ends for good at the first error that it meets.
        """
        worker = self._worker
        if worker is None or worker.worker_id is None:
            return
        async with plainly():
            await self._queue.app.job_manager.update_heartbeat(worker.worker_id)
        await self._queue.reap(self._beat.silent)

    async def _requeue(self) -> None:
        if self._worker is not None:
            await self._queue.requeue(self.steps.database)

    async def _tidy(self) -> None:
        if self._worker is not None:
            await self._queue.tidy()

    async def _left(self) -> str:
        """Say what is due and not done yet; empty when there is nothing."""
        return f"{self._under_way} under way" if self._under_way else await self.steps.unfinished()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
