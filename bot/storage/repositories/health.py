"""How the installation does: its processes, how often things happened, and troubles that admins are told of.

Nothing in these tables leads to a person, a team or a channel.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, text

from bot.storage.models import Beat, Delivery, DeliveryAttempt, DesiredState, ProcessNow, Round, Tally, TroubleNote
from bot.storage.repositories.base import Repository


class Processes(Repository):
    """What each process last told of itself."""

    async def note(self, process: ProcessNow) -> None:
        """Keep what a process tells."""
        insert = self._insert(process)
        told = {name: insert.excluded[name] for name in _TOLD}
        await self._changed(insert.on_conflict_do_update(index_elements=["id"], set_=told))

    async def seen_since(self, moment: datetime) -> list[ProcessNow]:
        """Processes that told something since `moment` (wire time), the oldest first."""
        query = select(ProcessNow).where(ProcessNow.seen_at >= moment)
        return await self._fresh(query.order_by(ProcessNow.started_at, ProcessNow.id))

    async def newest(self) -> ProcessNow | None:
        """The process that told something last."""
        return await self._first(select(ProcessNow).order_by(ProcessNow.seen_at.desc(), ProcessNow.id))

    async def gone(self, process_id: str) -> None:
        """Forget a process that ends in good order."""
        await self._changed(delete(ProcessNow).where(ProcessNow.id == process_id))

    async def forget_before(self, moment: datetime) -> int:
        """Forget processes that have told nothing since `moment`, and say how many."""
        return await self._changed(delete(ProcessNow).where(ProcessNow.seen_at < moment))


_TOLD = ("seen_at", "ticked_at", "failing_since", "uses_socket", "socket_at", "clock_ahead")


class Tallies(Repository):
    """How often things happened, added up over all processes."""

    async def add(self, counted: Mapping[str, int]) -> None:
        """Add to tallies. In the order of their names, so that two processes never wait for each other."""
        for name, number in sorted(counted.items()):
            insert = self._insert(Tally(name=name, number=number))
            more = {"number": Tally.number + insert.excluded.number}
            await self._changed(insert.on_conflict_do_update(index_elements=["name"], set_=more))

    async def all(self) -> dict[str, int]:
        """Every tally by its name."""
        rows = await self._session.execute(select(Tally.name, Tally.number))
        return {row[0]: row[1] for row in rows}


class Troubles(Repository):
    """What does not go as it should."""

    async def of(self, workspace: str) -> dict[str, TroubleNote]:
        """Every trouble there ever was, by its kind."""
        rows = await self._fresh(select(TroubleNote).where(TroubleNote.workspace == workspace))
        return {row.kind: row for row in rows}

    async def lock(self, workspace: str, kind: str) -> TroubleNote | None:
        """One trouble as it is now, which nobody else can change before this transaction ends."""
        key = (workspace, kind)
        return await self._session.get(TroubleNote, key, with_for_update=True, populate_existing=True)

    async def begin(self, trouble: TroubleNote) -> bool:
        """Keep a new one. False when it is there already."""
        return await self._insert_once(trouble)

    async def open(self, workspace: str) -> list[TroubleNote]:
        """Troubles that are not over, the oldest first."""
        query = select(TroubleNote).where(TroubleNote.workspace == workspace, TroubleNote.over_at.is_(None))
        return await self._fresh(query.order_by(TroubleNote.since, TroubleNote.kind))


class Signs(Repository):
    """Figures about everything else, for whoever looks after the installation."""

    async def revision(self) -> str | None:
        """The revision that the tables are at."""
        return (await self._session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()

    async def attempts(self) -> dict[str, int]:
        """How many requests ended in which way."""
        query = select(DeliveryAttempt.outcome, func.count()).group_by(DeliveryAttempt.outcome)
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def throttled_since(self, moment: datetime, among: int = 200) -> int:
        """How many of the last requests Slack has limited since `moment` (wire time)."""
        last = select(DeliveryAttempt).order_by(DeliveryAttempt.id.desc()).limit(among)
        rows = await self._all(last)
        return sum(row.outcome == "throttled" and row.started_at >= moment for row in rows)

    async def oldest_doubt(self) -> datetime | None:
        """When the oldest request began of which nobody knows what came of it (wire time)."""
        query = select(func.min(Delivery.slack_last)).where(Delivery.state == "in_doubt")
        return (await self._session.scalars(query)).one()

    async def strays(self) -> tuple[int, int]:
        """How many messages were found a second time, and how many of these were taken away."""
        query = select(func.count()).select_from(DesiredState).where(DesiredState.target.like("stray/%"))
        done = query.where(DesiredState.shown_version >= DesiredState.version, DesiredState.error.is_(None))
        return (await self._session.scalars(query)).one(), (await self._session.scalars(done)).one()

    async def unshown(self, tries: int = 0) -> int:
        """How many messages and Home tabs do not look as they should, after at least so many tries."""
        query = select(func.count()).select_from(DesiredState)
        query = query.where(DesiredState.shown_version < DesiredState.version, DesiredState.attempts >= tries)
        return (await self._session.scalars(query)).one()

    async def missed(self) -> tuple[int, int]:
        """How many beats came too late to be of use, and how many weeks too late to be asked."""
        beats = select(func.count()).select_from(Beat).where(Beat.state == "missed")
        weeks = select(func.count()).select_from(Round).where(Round.state == "missed")
        return (await self._session.scalars(beats)).one(), (await self._session.scalars(weeks)).one()

    async def told_since(self, workspace: str, utterance: str, moment: datetime) -> list[Delivery]:
        """Messages with an utterance, planned since `moment`, that stand or may still be sent; the oldest first."""
        query = select(Delivery).where(Delivery.utterance == utterance, Delivery.created_at >= moment)
        query = query.where(Delivery.workspace == workspace, Delivery.state.in_(("planned", "sent")))
        return await self._all(query.order_by(Delivery.created_at, Delivery.id))

    async def takes_again(self, workspace: str, recipient: str, moment: datetime) -> bool:
        """Whether a message to a place was sent after `moment`, and none after that one was refused or is in doubt."""
        there = (Delivery.workspace == workspace, Delivery.recipient == recipient)
        ended = func.max(Delivery.sent_at)
        sent: datetime | None = (await self._session.scalars(select(ended).where(*there))).one()
        if sent is None or sent <= moment:
            return False
        tried_at = func.coalesce(Delivery.slack_last, Delivery.due_at)
        bad = select(Delivery.id).where(*there, Delivery.state.in_(("failed", "in_doubt")), tried_at >= sent)
        return await self._first(bad) is None
