"""Jobs in Procrastinate's tables, as far as we write and read them ourselves: on PostgreSQL only.

The tables are those of our own migration. Its test compares them with the installed package's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, column, exists, func, literal_column, or_, table, text
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import Interval, String

from bot.storage.repositories.base import Repository

QUEUE = "delivery"
DELIVER = "deliver"
SHOW = "show"

_JOBS = table("procrastinate_jobs", column("queueing_lock"), column("status"), column("scheduled_at"))

# One waiting job for each key: the engine's own unique index says so. Where one waits already it is brought forward,
# and held until the end of the transaction, so that no worker takes it before it can see what was changed. Waits are
# counted from the database's clock, which decides when a job may be taken. One order, so that two who write the same
# wait for each other one way only.
_PUT = text("""
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, queueing_lock, args, scheduled_at)
SELECT :queue, task, priority, task || ':' || key, jsonb_build_object('key', key),
       CASE WHEN wait > 0 THEN clock_timestamp() + make_interval(secs => wait) END
FROM unnest(CAST(:tasks AS text[]), CAST(:keys AS text[]), CAST(:priorities AS int[]), CAST(:waits AS float8[]))
     AS wanted (task, key, priority, wait)
ORDER BY task, key
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET
    priority = greatest(procrastinate_jobs.priority, excluded.priority),
    scheduled_at = CASE
        WHEN procrastinate_jobs.scheduled_at IS NULL OR excluded.scheduled_at IS NULL THEN NULL
        ELSE least(procrastinate_jobs.scheduled_at, excluded.scheduled_at)
    END
""")


@dataclass(frozen=True)
class Job:
    """A step that is to be taken: of which kind, for which message or target, in how many seconds at the earliest.

    The higher its priority, the sooner it is taken of those that may be.
    """

    task: str
    key: str
    wait: float = 0.0
    priority: int = 0


class Jobs(Repository):
    """Jobs that wait for a worker."""

    async def put(self, jobs: Sequence[Job]) -> None:
        """Write jobs. A key may be there once."""
        columns = {
            "tasks": [job.task for job in jobs],
            "keys": [job.key for job in jobs],
            "priorities": [job.priority for job in jobs],
            "waits": [job.wait for job in jobs],
        }
        await self._session.execute(_PUT, {"queue": QUEUE, **columns})


def has_job(task: str, key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a job of that kind for `key` waits, and may be taken within the parameter `soon` (`soon_in`)."""
    lock = literal_column(f"'{task}:'", String()) + key
    by_then = func.clock_timestamp() + bindparam("soon", type_=Interval())
    soon_enough = or_(_JOBS.c.scheduled_at.is_(None), _JOBS.c.scheduled_at <= by_then)
    return exists().where(_JOBS.c.queueing_lock == lock, _JOBS.c.status == literal_column("'todo'"), soon_enough)


def soon_in(seconds: float) -> dict[str, timedelta]:
    """The value of that parameter."""
    return {"soon": timedelta(seconds=seconds)}
