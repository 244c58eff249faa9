"""Deleting what has been kept for long enough: so many rows at once, found anew each time.

Nothing is remembered between two batches. A purge that breaks off goes on wherever something is left.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Select, Table, and_, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.sql.selectable import ScalarSelect

from bot.storage.models import (
    Answer,
    AuditEntry,
    Beat,
    Campaign,
    CampaignSketch,
    Contact,
    Delivery,
    DeliveryAttempt,
    DesiredState,
    DigestRecord,
    Round,
    Team,
)
from bot.storage.repositories.base import Repository
from bot.storage.retention_models import Deletion, Uninstall
from bot.storage.tables import METADATA

ID_LENGTH = 36  # of a UUID
UNDER_WAY = ("claimed", "sending")
OF_A_DIGEST = "digest/%"


class Rows(Protocol):
    """Some rows of a table, and the column that leads from them to their campaign (one of `LEADS`)."""

    @property
    def table(self) -> str:
        """The table's name."""
        ...

    @property
    def by(self) -> str:
        """The column."""
        ...

    @property
    def only(self) -> tuple[str, tuple[str, ...]] | None:
        """A column and its values, where not all rows are meant."""
        ...


@dataclass(frozen=True)
class Batch:
    """How many rows were there to be deleted, and how many of them were deleted here and not by somebody else."""

    found: int
    gone: int


@dataclass(frozen=True)
class Whose:
    """A campaign, with the messages of its digests: those belong to no week."""

    id: str
    messages: Collection[str] = ()


@dataclass(frozen=True)
class Lived:
    """What a campaign's end is read from."""

    id: str
    name: str
    workspace: str
    state: str
    created_at: datetime
    start: date
    last_close: datetime | None
    last_act: datetime | None
    uninstalled_at: datetime | None


class Purging(Repository):
    """What may go, and its going."""

    async def lives(self) -> list[Lived]:
        """All campaigns, the oldest first, with what their end is read from."""
        closed = _latest(select(func.max(Round.closed_at)).where(Round.campaign_id == Campaign.id))
        acted = select(func.max(Beat.done_at)).join(Round, Round.id == Beat.round_id)
        acted = acted.where(Round.campaign_id == Campaign.id, Beat.state == "done")
        removed = _latest(select(Uninstall.at).where(Uninstall.workspace == Campaign.workspace))
        told = (
            Campaign.id, Campaign.name, Campaign.workspace, Campaign.state, Campaign.created_at, Campaign.start, closed,
            _latest(acted), removed,
        )  # fmt: skip
        rows = await self._session.execute(select(*told).order_by(Campaign.created_at, Campaign.id))
        return [Lived(*row) for row in rows]

    async def remove(self, what: Rows, campaign: Whose, most: int) -> Batch:
        """Delete up to `most` rows that lead to a campaign."""
        table = METADATA.tables[what.table]
        which = LEADS[what.by](table, campaign)
        if what.only is not None:
            column, values = what.only
            which = and_(which, table.columns[column].in_(values))
        return await self._remove(table, which, most)

    async def end(self, campaign_id: str) -> bool:
        """Destroy a campaign's salt and end it, with what is still planned. False when all that was done before."""
        row = await self._locked(Campaign, campaign_id)
        if row is None or (row.salt is None and row.state in {"finished", "draft"}):
            return False
        row.salt = None
        row.state = "finished" if row.state != "draft" else row.state
        planned = select(Beat.id).join(Round, Round.id == Beat.round_id).where(Round.campaign_id == campaign_id)
        waiting = update(Beat).where(Beat.id.in_(planned), Beat.state == "planned")
        await self._changed(waiting.values(state="cancelled").execution_options(synchronize_session=False))
        return True

    async def empty_teams(self, campaign_id: str) -> int:
        """Forget who was in a campaign's teams; who led them stays."""
        teams = await self._all(select(Team).where(Team.campaign_id == campaign_id).order_by(Team.id))
        named = [team for team in teams if team.members]
        for team in named:
            team.members = []
        await self._session.flush()
        return len(named)

    async def rounds_after(self, campaign_id: str, after: str, most: int) -> list[Round]:
        """A campaign's rounds, in the order of their ids, held."""
        query = select(Round).where(Round.campaign_id == campaign_id, Round.id > after)
        return await self._all(query.order_by(Round.id).limit(most).with_for_update())

    async def digests_after(self, campaign_id: str, after: str, most: int) -> list[DigestRecord]:
        """A campaign's digests, in the order of their ids, held."""
        query = select(DigestRecord).where(DigestRecord.campaign_id == campaign_id, DigestRecord.id > after)
        return await self._all(query.order_by(DigestRecord.id).limit(most).with_for_update())

    async def digest_ids(self, campaign_id: str) -> list[str]:
        """The ids of a campaign's digests."""
        return await self._all(select(DigestRecord.id).where(DigestRecord.campaign_id == campaign_id))

    async def remove_old(self, table: str, before: datetime, most: int) -> Batch:
        """Delete up to `most` rows of a table that belong to no campaign and are older than a moment."""
        return await self._remove(METADATA.tables[table], OLD[table](before), most)

    async def _remove(self, table: Table, which: ColumnElement[bool], most: int) -> Batch:
        """Find some rows, then delete those: of what somebody else deletes at this moment, only the finding counts."""
        keys = list(table.primary_key.columns)
        found = [
            tuple(row) for row in await self._session.execute(select(*keys).where(which).order_by(*keys).limit(most))
        ]
        values = found if len(keys) > 1 else [row[0] for row in found]
        return Batch(len(found), await self._changed(delete(table).where(_key(keys).in_(values))) if found else 0)


def _key(keys: Sequence[Column[Any]]) -> ColumnElement[Any]:
    return keys[0] if len(keys) == 1 else tuple_(*keys)


def _latest(query: Select[Any]) -> ScalarSelect[Any]:
    return query.correlate(Campaign).scalar_subquery()


def _rounds(campaign_id: str) -> Select[str]:
    return select(Round.id).where(Round.campaign_id == campaign_id)


def _answers(campaign_id: str) -> Select[str]:
    return select(Answer.id).where(Answer.round_id.in_(_rounds(campaign_id)))


def _messages(whose: Whose) -> Select[str]:
    """Ids of a campaign's messages, save those on their way at this moment: they go the next night."""
    about = or_(
        Delivery.round_id.in_(_rounds(whose.id)),
        Delivery.answer_id.in_(_answers(whose.id)),
        Delivery.id.in_(whose.messages),
    )
    return select(Delivery.id).where(about, Delivery.state.not_in(UNDER_WAY))


def _targets(messages: Select[str]) -> Select[str]:
    return messages.with_only_columns(literal("message/") + Delivery.id)


def _talks(table: Table, whose: Whose) -> ColumnElement[bool]:
    """Conversations in a week or about a digest: a key's second part is its id."""
    key = table.columns["key"]
    digests = select(DigestRecord.id).where(DigestRecord.campaign_id == whose.id)
    coaching = and_(key.startswith("coaching/"), _part(key, "coaching/").in_(_rounds(whose.id)))
    return or_(coaching, and_(key.startswith("review/"), _part(key, "review/").in_(digests)))


def _part(key: Column[Any], beginning: str) -> ColumnElement[str]:
    return func.substr(key, len(beginning) + 1, ID_LENGTH)


def _itself(table: Table, whose: Whose) -> ColumnElement[bool]:
    return table.columns["id"].in_(_messages(whose) if table.name == "deliveries" else [whose.id])


LEADS: Mapping[str, Callable[[Table, Whose], ColumnElement[bool]]] = {
    "campaign_id": lambda table, whose: table.columns["campaign_id"] == whose.id,
    "round_id": lambda table, whose: table.columns["round_id"].in_(_rounds(whose.id)),
    "answer_id": lambda table, whose: table.columns["answer_id"].in_(_answers(whose.id)),
    "delivery_id": lambda table, whose: table.columns["delivery_id"].in_(_messages(whose)),
    "target": lambda table, whose: table.columns["target"].in_(_targets(_messages(whose))),
    "key": _talks,
    "id": _itself,
}
"""How rows are found by the column that leads to their campaign."""


def _old(before: datetime) -> Select[str]:
    """Ids of messages about no week, no answer and no digest, made before a moment."""
    alone = and_(Delivery.round_id.is_(None), Delivery.answer_id.is_(None), Delivery.utterance.not_like(OF_A_DIGEST))
    return select(Delivery.id).where(alone, Delivery.created_at < before, Delivery.state.not_in(UNDER_WAY))


OLD: Mapping[str, Callable[[datetime], ColumnElement[bool]]] = {
    "audit": lambda before: AuditEntry.at < before,
    "campaign_sketches": lambda before: CampaignSketch.changed_at < before,
    "contacts": lambda before: and_(Contact.round_id.is_(None), Contact.week_of < before.date()),
    "deletions": lambda before: Deletion.day < before.date(),
    "delivery_attempts": lambda before: DeliveryAttempt.delivery_id.in_(_old(before)),
    "desired_states": lambda before: DesiredState.target.in_(_targets(_old(before))),
    "deliveries": lambda before: Delivery.id.in_(_old(before)),
}
"""Which rows of a table belong to no campaign and are older than a moment."""
