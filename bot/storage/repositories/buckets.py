"""What is remembered of Slack's limits, shared by all processes on one database.

Moments are seconds on the buckets' own clock: PostgreSQL's, which is one for all machines, or with SQLite the counter
of the one machine there is. A row is its columns by name, without its key; a missing one is full.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, func, or_, select, update

from bot.storage.models import RateBucket
from bot.storage.repositories.base import Repository

Values = Mapping[str, float]

AT_ONCE = 500  # rows forgotten in one go
IMPOSSIBLE = 86_400.0  # seconds: what is full again so late was written by another clock
FULL = {"tat": 0.0, "queue": 0.0, "share": 1.0, "cut_at": 0.0, "closed_until": 0.0, "full_at": 0.0}
_TABLE = RateBucket.metadata.tables[RateBucket.__tablename__]
_COLUMNS = tuple(_TABLE.c[name] for name in FULL)


class Buckets(Repository):
    """One row for each limit that is not full."""

    async def now(self, reading: float) -> float:
        """Read the buckets' clock; `reading` is the machine's own counter."""
        return reading if self._is_sqlite else float((await self._session.scalars(_clock())).one())

    async def hold(self, keys: Collection[str]) -> dict[str, Values]:
        """The rows of these keys, made where they are missing; nobody else has them before this transaction ends."""
        # In one order, so that two who want the same rows wait for each other one way only.
        rows = [{"key": key, **FULL} for key in sorted(keys)]
        insert = self._insert_into(RateBucket)
        held = insert.on_conflict_do_update(index_elements=["key"], set_={"key": insert.excluded.key})
        return _by_key((await self._session.execute(held.returning(_TABLE.c.key, *_COLUMNS), rows)).all())

    async def keep(self, changed: Mapping[str, Values]) -> None:
        """Store rows that are held."""
        rows = [{"of": key, **values} for key, values in changed.items()]
        if rows:
            await (await self._session.connection()).execute(_keep(), rows)

    async def look(self, keys: Collection[str]) -> dict[str, Values]:
        """The rows of these keys as they are now; the others are full."""
        return _by_key((await self._session.execute(_look(), {"keys": list(keys)})).all())

    async def all(self) -> dict[str, Values]:
        """Every row."""
        return _by_key((await self._session.execute(_every())).all())

    async def forget(self, now: float, limit: int = AT_ONCE) -> int:
        """Drop rows that are full again, and say how many."""
        worthless = or_(RateBucket.full_at <= now, RateBucket.full_at > now + IMPOSSIBLE)
        some = select(RateBucket.key).where(worthless).order_by(RateBucket.key).limit(limit)
        return await self._changed(delete(RateBucket).where(RateBucket.key.in_(some), worthless))


def _by_key(rows: Collection[Any]) -> dict[str, Values]:
    return {row[0]: dict(zip(FULL, row[1:], strict=True)) for row in rows}


@cache
def _clock() -> Select[Any]:
    return select(func.extract("epoch", func.clock_timestamp()))


@cache
def _every() -> Select[Any]:
    return select(_TABLE.c.key, *_COLUMNS).order_by(_TABLE.c.key)


@cache
def _look() -> Select[Any]:
    return select(_TABLE.c.key, *_COLUMNS).where(_TABLE.c.key.in_(bindparam("keys", expanding=True)))


@cache
def _keep() -> Update:
    return update(_TABLE).where(_TABLE.c.key == bindparam("of")).values({name: bindparam(name) for name in FULL})
