"""Beats: what is due. The database is the schedule."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update

from bot.dialogues.events import BEATS
from bot.storage.models import Beat, Campaign, Round
from bot.storage.repositories.base import Repository

# Where two beats of a round fall on one instant, the one that comes first in a week comes first.
_IN_ORDER = (Beat.due_at, case({kind: place for place, kind in enumerate(BEATS)}, value=Beat.kind, else_=99), Beat.id)


@dataclass(frozen=True)
class Move:
    """Another time for a beat."""

    beat_id: str
    local_date: date
    due_at: datetime


class Beats(Repository):
    """Things due in rounds. Only beats of running campaigns come due."""

    async def add(self, *beats: Beat) -> None:
        """Keep new beats; their round must be there."""
        await self._put(beats)

    async def get(self, beat_id: str) -> Beat | None:
        """One beat."""
        return await self._session.get(Beat, beat_id)

    async def of_round(self, round_id: str) -> list[Beat]:
        """A round's beats in order."""
        return await self._all(select(Beat).where(Beat.round_id == round_id).order_by(*_IN_ORDER))

    async def closing(self, round_id: str) -> datetime | None:
        """When a round closes, or should have."""
        query = select(Beat.due_at).where(Beat.round_id == round_id, Beat.kind == "close")
        return (await self._session.scalars(query)).first()

    async def of_campaign(self, campaign_id: str, teams: Collection[str] | None = None) -> list[Beat]:
        """A campaign's beats in order; of some teams, or of all."""
        query = select(Beat).join(Round, Round.id == Beat.round_id).where(Round.campaign_id == campaign_id)
        query = query if teams is None else query.where(Round.team_id.in_(teams))
        return await self._all(query.order_by(*_IN_ORDER))

    async def due(self, now: datetime, limit: int = 100) -> list[Beat]:
        """What is due at `now` (campaign time), oldest first."""
        return await self._all(select(Beat).where(_waiting(), Beat.due_at <= now).order_by(*_IN_ORDER).limit(limit))

    async def together(self, workspace: str, due_at: datetime) -> dict[str, int]:
        """How many beats of each kind fall on one instant in a workspace, done or not."""
        query = select(Beat.kind, func.count()).join(Round, Round.id == Beat.round_id)
        query = query.where(Beat.state.in_(("planned", "done")), Beat.due_at == due_at, Round.workspace == workspace)
        return {row[0]: row[1] for row in await self._session.execute(query.group_by(Beat.kind))}

    async def next_due(self) -> datetime | None:
        """When the next beat falls due (campaign time), None when nothing is planned."""
        return (await self._session.scalars(select(func.min(Beat.due_at)).where(_waiting()))).one()

    async def next_of_campaign(self, campaign_id: str) -> Beat | None:
        """The next planned beat of a campaign, running or not."""
        query = select(Beat).join(Round, Round.id == Beat.round_id)
        query = query.where(Round.campaign_id == campaign_id, Beat.state == "planned")
        return await self._first(query.order_by(*_IN_ORDER))

    async def mark(self, beat_id: str, state: str, at: datetime) -> bool:
        """Say what became of a planned beat: done, missed or cancelled. False when it is not planned any more."""
        waiting = update(Beat).where(Beat.id == beat_id, Beat.state == "planned")
        return await self._changed(waiting.values(state=state, done_at=at)) == 1

    async def move(self, beat_id: str, local_date: date, due_at: datetime) -> bool:
        """Plan a beat, or a cancelled one again, for another time. False when it is done or missed."""
        open_still = update(Beat).where(Beat.id == beat_id, Beat.state.in_(("planned", "cancelled")))
        moved = open_still.values(state="planned", done_at=None, local_date=local_date, due_at=due_at)
        return await self._changed(moved) == 1

    async def plan_again(self, round_id: str) -> None:
        """Make all beats of a round planned again: the round is to begin anew, once they have been moved."""
        again = update(Beat).where(Beat.round_id == round_id).values(state="planned", done_at=None)
        await self._changed(again)

    async def move_all(self, moves: Sequence[Move]) -> None:
        """Plan many beats, also cancelled ones, for other times, in one statement; done and missed ones stay."""
        if not moves:
            return
        await self._session.flush()
        open_still = or_(Beat.state == "planned", Beat.state == "cancelled")  # a list of values cannot be repeated
        moved = update(Beat).where(Beat.id == bindparam("beat"), open_still)
        moved = moved.values(state="planned", done_at=None, local_date=bindparam("day"), due_at=bindparam("at"))
        rows = [{"beat": move.beat_id, "day": move.local_date, "at": move.due_at} for move in moves]
        await (await self._session.connection()).execute(moved, rows)
        await self._fresh(select(Beat).where(Beat.id.in_([move.beat_id for move in moves])))


def _waiting() -> ColumnElement[bool]:
    running = select(Round.id).join(Campaign, Campaign.id == Round.campaign_id).where(Campaign.state == "running")
    return and_(Beat.state == "planned", Beat.round_id.in_(running))
