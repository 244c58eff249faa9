"""Jobs about what is due, in Procrastinate's tables beside the ledger, written in the ledger's own transactions.

A job only says "take a step for this one". The truth is in the ledger, so a job that is lost, late or doubled does no
harm: `requeue` makes it again, and a step that is not due does nothing. Rules:

- One waiting job for each message and target (Procrastinate's queueing lock). Where one waits already it is held until
  the commit and brought forward, so that no worker takes it before it can see what was changed.
- Times are turned into waits and counted from the database's clock, which decides when a job may be fetched.
- Who died with a job is found by its heartbeat. Its job goes back; if another waits already, it is removed.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, exceptions, jobs
from sqlalchemy import ColumnElement, String, column, exists, func, literal_column, or_, table
from sqlalchemy.engine import URL
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import Clocks
from bot.delivery.rows import Timing
from bot.storage.database import Database
from bot.storage.errors import in_our_words_from_psycopg
from bot.storage.models import Delivery, DesiredState
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakes import Wake

QUEUE = "delivery"
DELIVER = "deliver"  # also the task's name, and the prefix of its jobs' queueing locks
SHOW = "show"
BATCH = 500  # rows asked for in one go
KEPT_HOURS = 72  # jobs that broke are kept so long, for whoever looks for the reason
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

_JOBS = table("procrastinate_jobs", column("queueing_lock"), column("status"), column("scheduled_at"))
_BRING_FORWARD = """
UPDATE procrastinate_jobs SET
    scheduled_at = CASE WHEN %(at)s::timestamptz IS NULL THEN NULL ELSE least(scheduled_at, %(at)s) END,
    priority = greatest(priority, %(priority)s)
WHERE queueing_lock = %(lock)s AND status = 'todo'
"""


@dataclass(frozen=True)
class _Wanted:
    """A job to write: for whom, in how many seconds, and how urgent."""

    task: str
    id: str
    wait: float
    priority: int = 0


class JobQueue:
    """Writes jobs; workers take them (`scaled.py`). A process that only writes needs no `opened`."""

    def __init__(self, url: URL, clocks: Clocks, timing: Timing | None = None) -> None:
        """`url` names the PostgreSQL database that the ledger is in."""
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
        self._clocks = clocks
        self._longest_wait = (timing or Timing()).longest_wait

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep connections of our own, for workers and chores. Raises `DatabaseAway`."""
        with_pool: Any = self.app.open_async()
        async with plainly(), with_pool:
            yield

    async def before_commit(self, work: UnitOfWork) -> None:
        """Write jobs for what this transaction made due, in this transaction. Raises `TryLater`."""
        touched, campaign, wire = work.touched, self._clocks.campaign.now(), self._clocks.wire.now()
        messages, targets = list[Wake](), list[Wake]()
        if touched.deliveries:
            messages += await work.deliveries.wakes(touched.deliveries)
        if touched.ended:
            messages += await work.deliveries.freed_by(touched.ended, campaign, wire)
        if touched.targets or touched.ended:
            targets += await work.desired.wakes(touched.targets, touched.ended)
        connection = await (await work.session.connection()).get_raw_connection()
        await self._put(connection.driver_connection, self._wanted(messages, targets))

    async def later(self, task: str, key: str, seconds: float) -> None:
        """Write a job for so many seconds from now. Raises `TryLater`."""
        async with self._connection() as raw:
            await self._put(raw, [_Wanted(task, key, seconds)])

    async def requeue(self, database: Database, soon: float = 10.0) -> int:
        """Write jobs for what is due in the ledger and has none within `soon` seconds. Returns how many.

        Also emptied tables of the engine lose nothing, and a clock that moved on is noticed.
        """
        campaign, wire = self._clocks.campaign.now(), self._clocks.wire.now()
        async with database.reading() as work:
            messages = await work.deliveries.ready(campaign, wire, BATCH, _has_job(DELIVER, Delivery.id, soon))
            targets = await work.desired.ready(wire, BATCH, _has_job(SHOW, DesiredState.target, soon))
        wanted = self._wanted(messages, targets)
        if wanted:
            async with self._connection() as raw:
                await self._put(raw, wanted)
        return len(wanted)

    async def reap(self, silent: float) -> int:
        """Take jobs away from workers that gave no sign of life for `silent` seconds. Returns how many."""
        manager = self.app.job_manager
        async with plainly():
            stalled = list(await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silent))
            for job in stalled:
                try:
                    await manager.retry_job(job, retry_at=LONG_AGO)
                except exceptions.UniqueViolation:  # another job for the same waits already
                    await manager.finish_job(job, jobs.Status.FAILED, delete_job=True)
                except exceptions.ConnectorException as error:
                    if not isinstance(error.__cause__, psycopg.errors.RaiseException):
                        raise
                    # Somebody else reaped it at the same moment, or its worker came back.
        return len(stalled)

    async def tidy(self) -> None:
        """Remove what is left of jobs that broke or were broken off long ago."""
        async with plainly():
            await self.app.job_manager.delete_old_jobs(
                KEPT_HOURS, QUEUE, include_failed=True, include_cancelled=True, include_aborted=True
            )

    # --- writing -----------------------------------------------------------------------------------------------------

    def _wanted(self, messages: Iterable[Wake], targets: Iterable[Wake]) -> list[_Wanted]:
        """Jobs in one order in all processes, so that two that write the same never wait for each other."""
        jobs_ = {(DELIVER, wake.id): _Wanted(DELIVER, wake.id, self._wait(wake), -wake.priority) for wake in messages}
        jobs_ |= {(SHOW, wake.id): _Wanted(SHOW, wake.id, self._wait(wake), -wake.priority) for wake in targets}
        return [jobs_[key] for key in sorted(jobs_)]

    def _wait(self, wake: Wake) -> float:
        calendar = (wake.due_at - self._clocks.campaign.now()).total_seconds() if wake.due_at else 0.0
        retry = (wake.retry_at - self._clocks.wire.now()).total_seconds() if wake.retry_at else 0.0
        # A retry further away than any wait means that the clock went back: it is due now.
        return max(calendar, 0.0 if retry > self._longest_wait else retry, 0.0)

    async def _put(self, raw: Any, wanted: Sequence[_Wanted]) -> None:
        if not wanted:
            return
        async with plainly():
            now = await _now(raw)
            rows = [self._job(one, now) for one in wanted]
            try:
                async with raw.transaction():
                    await self.app.job_manager.batch_defer_jobs_async(rows, connection=raw)
            except exceptions.AlreadyEnqueued:
                for job in rows:
                    await self._put_one(raw, job)

    async def _put_one(self, raw: Any, job: jobs.Job) -> None:
        """Bring the job forward that waits already, or write one; until one of the two worked."""
        values = {"lock": job.queueing_lock, "at": job.scheduled_at, "priority": job.priority}
        while (await raw.execute(_BRING_FORWARD, values)).rowcount == 0:
            try:
                async with raw.transaction():
                    await self.app.job_manager.defer_job_async(job, connection=raw)
                    return
            except exceptions.AlreadyEnqueued:
                continue

    @staticmethod
    def _job(wanted: _Wanted, now: datetime) -> jobs.Job:
        return jobs.Job(
            queue=QUEUE,
            task_name=wanted.task,
            task_kwargs={"key": wanted.id},
            lock=None,
            queueing_lock=f"{wanted.task}:{wanted.id}",
            priority=wanted.priority,
            scheduled_at=now + timedelta(seconds=wanted.wait) if wanted.wait > 0 else None,
        )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        connector: Any = self.app.connector
        async with plainly(), connector.pool.connection() as raw:
            yield raw


async def _now(raw: Any) -> datetime:
    """What the database's clock says."""
    row = await (await raw.execute("SELECT clock_timestamp()")).fetchone()
    moment: datetime = row[0]
    return moment


def _has_job(task: str, key: InstrumentedAttribute[str], soon: float) -> ColumnElement[bool]:
    """Whether a job for `key` waits, and may be taken within `soon` seconds by the database's clock."""
    lock = literal_column(f"'{task}:'", String()) + key
    by_then = func.clock_timestamp() + timedelta(seconds=soon)
    soon_enough = or_(_JOBS.c.scheduled_at.is_(None), _JOBS.c.scheduled_at <= by_then)
    return exists().where(_JOBS.c.queueing_lock == lock, _JOBS.c.status == literal_column("'todo'"), soon_enough)


@asynccontextmanager
async def plainly() -> AsyncIterator[None]:
    """Turn the engine's and its driver's errors into ours, where they mean that it may work later."""
    try:
        yield
    except (exceptions.ConnectorException, psycopg.Error) as error:
        meaning = in_our_words_from_psycopg(error if isinstance(error, psycopg.Error) else error.__cause__)
        if meaning is None:
            raise
        raise meaning from error
