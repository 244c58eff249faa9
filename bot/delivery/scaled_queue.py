"""Jobs about what is due, beside the ledger and in the ledger's own transactions; workers take them (`scaled.py`).

A job only says "take a step for this one". The truth is in the ledger, so a job that is lost, late or doubled does no
harm: `requeue` writes it again, and a step that is not due does nothing. Who died with a job is found by its heartbeat.
Its job goes back; if another for the same waits already, it is removed.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import psycopg
from procrastinate import App, PsycopgConnector, exceptions, jobs
from sqlalchemy.engine import URL

from bot.clock import Clocks
from bot.delivery.rows import Timing
from bot.storage.database import Database
from bot.storage.errors import in_our_words_from_psycopg
from bot.storage.repositories.jobs import DELIVER, QUEUE, SHOW, Job
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakes import Wake

BATCH = 2000  # rows asked for in one go
KEPT_HOURS = 72  # jobs that broke are kept so long, for whoever looks for the reason
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class JobQueue:
    """Writes jobs. Only workers need it `opened`."""

    def __init__(self, url: URL, clocks: Clocks, timing: Timing | None = None) -> None:
        """`url` names the PostgreSQL database that the ledger is in."""
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
        self._clocks = clocks
        self._longest_wait = (timing or Timing()).longest_wait

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep the engine's own connections. Raises `DatabaseAway`."""
        async with plainly(), self.app.open_async():
            yield

    async def before_commit(self, work: UnitOfWork) -> None:
        """Write jobs for what this transaction made due, in this transaction."""
        touched, campaign, wire = work.touched, self._clocks.campaign.now(), self._clocks.wire.now()
        messages, targets = list[Wake](), list[Wake]()
        if touched.deliveries:
            messages += await work.deliveries.wakes(touched.deliveries)
        if touched.ended:
            messages += await work.deliveries.freed(touched.ended.values(), campaign, wire)
        if touched.resumed:
            messages += await work.deliveries.resumed(touched.resumed, campaign, wire)
        if touched.targets or touched.ended:
            targets += await work.desired.wakes(touched.targets, touched.ended)
        await self._put(work, messages, targets)

    async def later(self, database: Database, task: str, key: str, seconds: float) -> None:
        """Write a job for so many seconds from now."""
        async with database.unit_of_work() as work:
            await work.jobs.put([Job(task, key, seconds)])
            await work.commit()

    async def requeue(self, database: Database, soon: float = 10.0) -> int:
        """Write jobs for what is due in the ledger and has none within `soon` seconds. Returns how many.

        So emptied tables of the engine lose nothing, and a clock that moved on is noticed.
        """
        written, found = 0, BATCH
        while found >= BATCH:
            campaign, wire = self._clocks.campaign.now(), self._clocks.wire.now()
            async with database.unit_of_work() as work:
                messages = await work.deliveries.without_job(campaign, wire, BATCH, soon)
                targets = await work.desired.without_job(wire, BATCH, soon)
                await self._put(work, messages, targets)
                await work.commit()
            found = max(len(messages), len(targets))
            written += len(messages) + len(targets)
        return written

    async def reap(self, silent: float) -> int:
        """Take jobs away from workers that gave no sign of life for `silent` seconds. Returns how many."""
        manager = self.app.job_manager
        async with plainly():
            stalled = list(await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silent))
            for job in stalled:
                try:
                    await self._take_away(job)
                except exceptions.ConnectorException as error:
                    if not isinstance(error.__cause__, psycopg.errors.RaiseException):
                        raise
                    # Somebody else took it away at the same moment, or its worker came back and ended it.
        return len(stalled)

    async def tidy(self) -> None:
        """Remove what is left of jobs that broke or were broken off long ago."""
        async with plainly():
            await self.app.job_manager.delete_old_jobs(
                KEPT_HOURS, QUEUE, include_failed=True, include_cancelled=True, include_aborted=True
            )

    async def _take_away(self, job: jobs.Job) -> None:
        try:
            await self.app.job_manager.retry_job(job, retry_at=LONG_AGO)
        except exceptions.UniqueViolation:  # another job for the same waits already
            await self.app.job_manager.finish_job(job, jobs.Status.FAILED, delete_job=True)

    async def _put(self, work: UnitOfWork, messages: Iterable[Wake], targets: Iterable[Wake]) -> None:
        wanted = {(DELIVER, wake.id): self._job(DELIVER, wake) for wake in messages}
        wanted |= {(SHOW, wake.id): self._job(SHOW, wake) for wake in targets}
        if wanted:
            await work.jobs.put(list(wanted.values()))

    def _job(self, task: str, wake: Wake) -> Job:
        calendar = (wake.due_at - self._clocks.campaign.now()).total_seconds() if wake.due_at else 0.0
        retry = (wake.retry_at - self._clocks.wire.now()).total_seconds() if wake.retry_at else 0.0
        # A retry further away than any wait means that the clock went back: it is due now.
        wait = max(calendar, 0.0 if retry > self._longest_wait else retry, 0.0)
        return Job(task, wake.id, wait, -wake.priority)


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
