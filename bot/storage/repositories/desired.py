"""What a message or a Home tab should look like now. One row a target; the latest version wins."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import defer

from bot.storage.models import Delivery, DesiredState
from bot.storage.repositories.base import Repository
from bot.storage.types import UtcDateTime

MESSAGE = "message/"  # then the id of the delivery that posted it


class Desired(Repository):
    """Targets, what they should show, and what they show."""

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

    async def all(self) -> list[DesiredState]:
        """Every target: for checks of the whole ledger."""
        return await self._fresh(select(DesiredState).order_by(DesiredState.target))

    async def get(self, target: str) -> DesiredState | None:
        """One target as it is now."""
        return await self._session.get(DesiredState, target, populate_existing=True)

    async def pending(self, now_wire: datetime, limit: int = 50) -> list[DesiredState]:
        """Targets that do not look as they should and may be tried now; a message only once it is posted."""
        return await self._all(_pending(), {"wire": now_wire, "most": limit})

    async def shown(self, target: str, version: int) -> None:
        """This version was shown. An older one than was shown before changes nothing."""
        older = update(DesiredState).where(DesiredState.target == target, DesiredState.shown_version < version)
        await self._changed(older.values(shown_version=version, retry_at=None, attempts=0, error=None))

    async def postpone(self, target: str, retry_at: datetime, error: str) -> None:
        """Showing it failed for now; try again at `retry_at` (wire time)."""
        row = update(DesiredState).where(DesiredState.target == target)
        await self._changed(
            row.values(retry_at=retry_at, attempts=DesiredState.attempts + 1, error=error[:200])
        )  # fmt: skip

    async def give_up(self, target: str, version: int, error: str) -> None:
        """Slack refuses this version for good; a later one will be tried."""
        row = update(DesiredState).where(DesiredState.target == target, DesiredState.shown_version < version)
        await self._changed(row.values(shown_version=version, retry_at=None, attempts=0, error=error[:200]))

    async def next_wake(self) -> datetime | None:
        """When the next retry falls due (wire time)."""
        return (await self._session.scalars(_next_wake())).one()


@cache
def _pending() -> Select[DesiredState]:
    """Built once, because dispatchers ask it many times a second. Reads rows afresh, with their facts left sealed."""
    wire = bindparam("wire", type_=UtcDateTime())
    due = or_(DesiredState.retry_at.is_(None), DesiredState.retry_at <= wire)
    query = select(DesiredState).where(_behind(), _stands(), due).order_by(DesiredState.target)
    query = query.limit(bindparam("most", type_=Integer())).options(defer(DesiredState.facts, raiseload=True))
    return query.execution_options(populate_existing=True)


@cache
def _next_wake() -> Select[datetime | None]:
    return select(func.min(DesiredState.retry_at)).where(_behind())


def _behind() -> ColumnElement[bool]:
    return DesiredState.shown_version < DesiredState.version


def _stands() -> ColumnElement[bool]:
    delivery_id = func.substr(DesiredState.target, len(MESSAGE) + 1)
    posted = select(Delivery.id).where(Delivery.id == delivery_id, Delivery.state == "sent").exists()
    return or_(DesiredState.target.not_like(f"{MESSAGE}%"), posted)
