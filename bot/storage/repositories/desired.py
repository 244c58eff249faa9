"""What a message or a Home tab should look like now. One row a target; the latest version wins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Update, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.storage.models import Delivery, DesiredState
from bot.storage.repositories.base import Repository
from bot.storage.repositories.jobs import SHOW, has_job, soon_in
from bot.storage.types import UtcDateTime
from bot.storage.wakes import Touched, Wake

MESSAGE = "message/"  # then the id of the delivery that posted it


@dataclass(frozen=True)
class Held:
    """A target that was taken to show it. `lapsed`: from somebody who had taken it and did not come back in time."""

    wanted: DesiredState
    token: int
    lapsed: bool


class Desired(Repository):
    """Targets, what they should show, and what they show."""

    def __init__(self, session: AsyncSession, touched: Touched | None = None) -> None:
        """`touched` learns which targets may be behind."""
        super().__init__(session)
        self._touched = Touched() if touched is None else touched

    async def show(
        self,
        target: str,
        workspace: str,
        utterance: str | None,
        facts: Mapping[str, Any],
        language: str = "en",
        zone: str = "UTC",
    ) -> None:
        """Say what a target should look like from now on; `utterance` None: it should be gone."""
        row = DesiredState(
            target=target, workspace=workspace, utterance=utterance, facts=dict(facts), language=language, zone=zone
        )
        insert = self._insert(row)
        new = insert.excluded
        changes: dict[str, Any] = {
            "utterance": new.utterance, "facts": new.facts, "language": new.language, "zone": new.zone,
            "version": DesiredState.version + 1, "retry_at": None, "attempts": 0, "error": None,
        }  # fmt: skip
        await self._changed(insert.on_conflict_do_update(index_elements=["target"], set_=changes))
        self._touched.targets.add(target)

    async def show_message(self, row: Delivery, facts: Mapping[str, Any]) -> None:
        """Say with which facts a message of the ledger should stand from now on."""
        await self.show(f"{MESSAGE}{row.id}", row.workspace, row.utterance, facts, row.language, row.zone)

    async def all(self) -> list[DesiredState]:
        """Every target: for checks of the whole ledger."""
        return await self._fresh(select(DesiredState).order_by(DesiredState.target))

    async def get(self, target: str) -> DesiredState | None:
        """One target as it is now."""
        return await self._session.get(DesiredState, target, populate_existing=True)

    async def pending(self, now_wire: datetime, limit: int = 50) -> list[DesiredState]:
        """Targets that do not look as they should and may be tried now; a message only once it is posted."""
        return await self._all(_pending(), {"wire": now_wire, "most": limit})

    async def due(self, target: str, now_wire: datetime) -> DesiredState | None:
        """One target if it is among the pending ones."""
        found = await self._all(_pending_one(), {"wire": now_wire, "most": 1, "target": target})
        return found[0] if found else None

    async def claim(self, target: str, now_wire: datetime, lease_until: datetime) -> Held | None:
        """Take a target to show it: nobody else does until `lease_until`. None when there is nothing to do now."""
        wanted = await self.due(target, now_wire)
        return None if wanted is None else await self.take(wanted, lease_until)

    async def take(self, wanted: DesiredState, lease_until: datetime) -> Held | None:
        """The same for one that was found to be due. None when somebody was first."""
        held = Held(wanted, wanted.token + 1, lapsed=wanted.lease_until is not None)
        taken = self._held(wanted.target, wanted.token).values(token=held.token, lease_until=lease_until)
        return held if await self._changed(taken) == 1 else None

    async def shown(self, held: Held, again_at: datetime | None = None) -> bool:
        """The version that was taken is shown; with `again_at` it is to be shown once more then.

        False when somebody else has taken the target meanwhile, and nothing was noted.
        """
        version = held.wanted.version if again_at is None else held.wanted.version - 1
        return await self._let_go(held, shown_version=version, retry_at=again_at, attempts=0, error=None)

    async def postpone(self, held: Held, retry_at: datetime, error: str) -> bool:
        """Showing it failed for now; try again at `retry_at` (wire time). False as for `shown`."""
        attempts = DesiredState.attempts + 1
        return await self._let_go(held, retry_at=retry_at, attempts=attempts, error=error[:200])

    async def put_off(self, target: str, retry_at: datetime) -> None:
        """Nobody tried: its turn comes at `retry_at` (wire time)."""
        self._touched.targets.add(target)
        await self._changed(update(DesiredState).where(DesiredState.target == target).values(retry_at=retry_at))

    async def give_up(self, held: Held, error: str) -> bool:
        """Slack refuses this version for good; a later one will be tried. False as for `shown`."""
        version = held.wanted.version
        return await self._let_go(held, shown_version=version, retry_at=None, attempts=0, error=error[:200])

    async def show_again(self, target: str) -> None:
        """An older version may have been shown after the newest: have the newest shown once more."""
        row = update(DesiredState).where(DesiredState.target == target, ~_behind())
        await self._changed(row.values(shown_version=DesiredState.version - 1, retry_at=None))
        self._touched.targets.add(target)

    async def take_over(self, now_wire: datetime) -> None:
        """Let every lease end now: for a process that knows that it is the only one."""
        held = update(DesiredState).where(DesiredState.lease_until > now_wire)
        await self._changed(held.values(lease_until=now_wire))

    async def _let_go(self, held: Held, **changes: Any) -> bool:
        row = self._held(held.wanted.target, held.token)
        self._touched.targets.add(held.wanted.target)
        return await self._changed(row.values(lease_until=None, **changes)) == 1

    def _held(self, target: str, token: int) -> Update:
        return update(DesiredState).where(DesiredState.target == target, DesiredState.token == token)

    async def wakes(self, targets: Collection[str], ended: Collection[str]) -> list[Wake]:
        """When each of these targets is worth a step, and those of messages that ended. Left out is what is shown."""
        about = [*targets, *(f"{MESSAGE}{delivery_id}" for delivery_id in ended)]
        rows = await self._session.execute(_wakes(), {"targets": about})
        return [Wake(target, retry_at=max(filter(None, moments), default=None)) for target, *moments in rows]

    async def without_job(self, now_wire: datetime, limit: int, soon: float) -> list[Wake]:
        """Targets that are worth a step now and have no job within `soon` seconds."""
        moments = {"wire": now_wire, "most": limit, **soon_in(soon)}
        return [Wake(target) for target in await self._session.scalars(_without_job(), moments)]

    async def next_wake(self) -> datetime | None:
        """When the next retry or end of a lease falls due (wire time)."""
        moments = (await self._session.execute(_next_wake())).one()
        return min((moment for moment in moments if moment is not None), default=None)


@cache
def _pending() -> Select[DesiredState]:
    """Built once, because dispatchers ask it many times a second. Reads rows afresh, with their facts left sealed."""
    return _due().order_by(DesiredState.target).options(defer(DesiredState.facts, raiseload=True))


@cache
def _pending_one() -> Select[DesiredState]:
    return _due().where(DesiredState.target == bindparam("target"))


@cache
def _wakes() -> Select[str, datetime | None, datetime | None]:
    query = select(DesiredState.target, DesiredState.retry_at, DesiredState.lease_until)
    return query.where(DesiredState.target.in_(bindparam("targets", expanding=True)), _behind(), _stands())


@cache
def _without_job() -> Select[str]:
    return _due().where(~has_job(SHOW, DesiredState.target)).with_only_columns(DesiredState.target)


def _due() -> Select[DesiredState]:
    wire = bindparam("wire", type_=UtcDateTime())
    due = or_(DesiredState.retry_at.is_(None), DesiredState.retry_at <= wire)
    free = or_(DesiredState.lease_until.is_(None), DesiredState.lease_until <= wire)
    query = select(DesiredState).where(_behind(), _stands(), due, free).limit(bindparam("most", type_=Integer()))
    return query.execution_options(populate_existing=True)


@cache
def _next_wake() -> Select[datetime | None, datetime | None]:
    return select(func.min(DesiredState.retry_at), func.min(DesiredState.lease_until)).where(_behind())


def _behind() -> ColumnElement[bool]:
    return DesiredState.shown_version < DesiredState.version


def _stands() -> ColumnElement[bool]:
    delivery_id = func.substr(DesiredState.target, len(MESSAGE) + 1)
    posted = select(Delivery.id).where(Delivery.id == delivery_id, Delivery.state == "sent").exists()
    return or_(DesiredState.target.not_like(f"{MESSAGE}%"), posted)
