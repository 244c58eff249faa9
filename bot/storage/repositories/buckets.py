"""What is remembered of Slack's limits, shared by all processes on one database.

Moments are seconds on the buckets' own clock: PostgreSQL's, which is one for all machines, or with SQLite the counter
of the one machine there is.
"""

from collections.abc import Collection

from sqlalchemy import delete, func, or_, select

from bot.storage.models import RateBucket
from bot.storage.repositories.base import Repository

AT_ONCE = 500  # rows forgotten in one go
IMPOSSIBLE = 86_400.0  # seconds: what is full again so late was written by another clock


class Buckets(Repository):
    """One row for each limit that is not full."""

    async def now(self, reading: float) -> float:
        """Read the buckets' clock; `reading` is the machine's own counter."""
        if self._is_sqlite:
            return reading
        clock = func.extract("epoch", func.clock_timestamp())
        return float((await self._session.scalars(select(clock))).one())

    async def hold(self, keys: Collection[str]) -> dict[str, RateBucket]:
        """The rows of these keys, made where they are missing; nobody else has them before this transaction ends.

        Set what changes; it is stored with the commit.
        """
        # In one order, so that two who want the same rows wait for each other one way only.
        insert = self._insert_into(RateBucket).values([{"key": key, **_FULL} for key in sorted(keys)])
        held = insert.on_conflict_do_update(index_elements=["key"], set_={"key": insert.excluded.key})
        rows = await self._session.scalars(held.returning(RateBucket), execution_options={"populate_existing": True})
        return {row.key: row for row in rows}

    async def look(self, keys: Collection[str]) -> dict[str, RateBucket]:
        """The rows of these keys as they are now; the others are full."""
        rows = await self._fresh(select(RateBucket).where(RateBucket.key.in_(keys)))
        return {row.key: row for row in rows}

    async def all(self) -> list[RateBucket]:
        """Every row."""
        return await self._fresh(select(RateBucket).order_by(RateBucket.key))

    async def forget(self, now: float, limit: int = AT_ONCE) -> int:
        """Drop rows that are full again, and say how many."""
        worthless = or_(RateBucket.full_at <= now, RateBucket.full_at > now + IMPOSSIBLE)
        some = select(RateBucket.key).where(worthless).order_by(RateBucket.key).limit(limit)
        return await self._changed(delete(RateBucket).where(RateBucket.key.in_(some), worthless))


_FULL = {"tat": 0.0, "queue": 0.0, "share": 1.0, "cut_at": 0.0, "closed_until": 0.0, "full_at": 0.0}
