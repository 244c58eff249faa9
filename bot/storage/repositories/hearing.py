"""Whether anybody was there to take Slack's events, and which threads are to be read back because nobody was.

All times are wire time, save where campaign time is named.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select, update

from bot.storage.models import ReadBack, Round, SignOfLife
from bot.storage.repositories.base import Repository
from bot.storage.types import UtcDateTime


class SignsOfLife(Repository):
    """When processes that take Slack's events were last there."""

    async def newest(self) -> datetime | None:
        """When anybody was last there; None when nobody ever was."""
        return (await self._session.scalars(select(func.max(SignOfLife.seen_at)))).one()

    async def all(self) -> dict[str, datetime]:
        """When each process was last there that is not forgotten yet, by its name."""
        rows = await self._fresh(select(SignOfLife))
        return {row.node: row.seen_at for row in rows}

    async def note(self, node: str, now: datetime) -> None:
        """Say that `node` is there now."""
        fresh = self._insert(SignOfLife(node=node, seen_at=now))
        await self._changed(fresh.on_conflict_do_update(index_elements=["node"], set_={"seen_at": now}))

    async def forget_before(self, moment: datetime) -> int:
        """Forget processes that were last there before a moment, and say how many."""
        return await self._changed(delete(SignOfLife).where(SignOfLife.seen_at < moment))


class ReadBacks(Repository):
    """Rounds whose threads are to be read back: at most one row each, however often it is asked for."""

    async def owe_all(self, now: datetime, *, opened_since: datetime) -> None:
        """Have every open round read back, and every other one whose question stands and is not too old.

        `opened_since` is campaign time.
        """
        standing = and_(Round.prompt_ts.is_not(None), Round.opened_at >= opened_since)
        await self._owe(or_(Round.state == "open", standing), now)

    async def owe(self, round_id: str, now: datetime) -> None:
        """Have one round read back."""
        await self._owe(Round.id == round_id, now)

    async def of(self, round_id: str) -> ReadBack | None:
        """What is owed to a round, as it is now."""
        return await self._session.get(ReadBack, round_id, populate_existing=True)

    async def next(self, now: datetime) -> ReadBack | None:
        """The one to read next: what a close waits for, then open rounds, then the newest; None when none is due."""
        order = (ReadBack.urgent.desc(), case((Round.state == "open", 0), else_=1), Round.opened_at.desc(), Round.id)
        query = select(ReadBack).join(Round, Round.id == ReadBack.round_id).where(_is_due(now)).order_by(*order)
        return await self._first(query.execution_options(populate_existing=True))

    async def claim(self, round_id: str, now: datetime, until: datetime) -> bool:
        """Take one, so that nobody else reads it before `until`. False when somebody has it, or it is not due."""
        taken = update(ReadBack).where(ReadBack.round_id == round_id, _is_due(now))
        return await self._changed(taken.values(lease_until=until)) == 1

    async def hurry(self, round_id: str) -> None:
        """Have it read before others."""
        await self._changed(update(ReadBack).where(ReadBack.round_id == round_id).values(urgent=True))

    async def close_waits(self, round_id: str, now: datetime) -> datetime | None:
        """Note that a round's close waits; return since when it does. None when nothing is owed any more."""
        waiting = update(ReadBack).where(ReadBack.round_id == round_id, ReadBack.close_waits_since.is_(None))
        await self._changed(waiting.values(close_waits_since=now))
        owed = await self.of(round_id)
        return None if owed is None else owed.close_waits_since

    async def done(self, round_id: str, began_at: datetime) -> bool:
        """It was read, from `began_at` on. False when it was asked for again after that: then it is still owed."""
        waiting = ReadBack.round_id == round_id
        gone = await self._changed(delete(ReadBack).where(waiting, ReadBack.asked_at <= began_at)) == 1
        await self._changed(update(ReadBack).where(waiting).values(lease_until=None))
        return gone

    async def postpone(self, round_id: str, retry_at: datetime, error: str) -> None:
        """It could not be read: try again at `retry_at`."""
        later = {"retry_at": retry_at, "lease_until": None, "attempts": ReadBack.attempts + 1, "error": error}
        await self._changed(update(ReadBack).where(ReadBack.round_id == round_id).values(**later))

    async def give_up(self, round_id: str) -> None:
        """It can never be read: nothing is owed any more."""
        await self._changed(delete(ReadBack).where(ReadBack.round_id == round_id))

    async def count(self) -> int:
        """How many rounds are still to be read."""
        return (await self._session.scalars(select(func.count()).select_from(ReadBack))).one()

    async def _owe(self, which: ColumnElement[bool], now: datetime) -> None:
        rounds = select(Round.id, literal(now, UtcDateTime()), literal(value=False), literal(0)).where(which)
        fresh = self._insert_from(ReadBack, ["round_id", "asked_at", "urgent", "attempts"], rounds)
        again = {"asked_at": now, "retry_at": None}
        await self._changed(fresh.on_conflict_do_update(index_elements=["round_id"], set_=again))


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(ReadBack.lease_until.is_(None), ReadBack.lease_until <= now)
    return and_(free, or_(ReadBack.retry_at.is_(None), ReadBack.retry_at <= now))
