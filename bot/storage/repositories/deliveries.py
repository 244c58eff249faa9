"""The ledger of outgoing messages. Each write names the state and token it expects, so a stale worker changes nothing.

Campaign time decides when a message is due; wire time decides retries, leases and looks.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from bot.ids import mark_of
from bot.storage.models import Answer, Campaign, Delivery, DesiredState, Round
from bot.storage.repositories.attempts import Attempts
from bot.storage.repositories.base import Repository
from bot.storage.repositories.jobs import DELIVER, has_job, soon_in
from bot.storage.spelling import Untempting
from bot.storage.types import UtcDateTime
from bot.storage.wakes import Touched, Wake

# A retry further away than this means that the clock went back: it is due now.
LONGEST_BACK_OFF = timedelta(hours=1)
# Replies to people: a pause of their campaign does not hold them.
REPLY = 1
WAITING = frozenset({"planned", "in_doubt"})
NEVER_CAME = frozenset({"failed", "expired", "cancelled"})
ENDED = NEVER_CAME | {"sent"}
# A message in doubt holds later ones to the same place back this long, and no longer.
DOUBT_HOLDS_FOR = timedelta(minutes=5)


class Deliveries(Repository):
    """Messages to send, and what became of them."""

    def __init__(self, session: AsyncSession, touched: Touched | None = None) -> None:
        """`touched` learns what is planned, ended, or due at another time."""
        super().__init__(session)
        self.attempts = Attempts(session)
        self._planned = 0
        self._touched = Touched() if touched is None else touched

    async def plan(self, delivery: Delivery) -> bool:
        """Plan a message. False when it was planned before (same id): planning twice plans once.

        Its mark is made from its id, unless it has one.
        """
        delivery.mark = delivery.mark or mark_of(delivery.id)
        self._planned += 1
        delivery.place = self._planned
        fresh = await self._insert_once(delivery)
        if fresh:
            self._touched.deliveries.add(delivery.id)
        return fresh

    async def get(self, delivery_id: str) -> Delivery | None:
        """One message as it is now, not as it was read before."""
        return await self._session.get(Delivery, delivery_id, populate_existing=True)

    async def hold(self, delivery_id: str) -> Delivery | None:
        """One message as it is now, held until the transaction ends: for what changes one of several things it says."""
        return await self._locked(Delivery, delivery_id)

    async def by_mark(self, mark: str) -> Delivery | None:
        """The message whose opaque id came back in Slack's metadata."""
        return await self._first(select(Delivery).where(Delivery.mark == mark))

    async def claimable(
        self, now_campaign: datetime, now_wire: datetime, limit: int = 50, *, without: Collection[str] = ()
    ) -> list[Delivery]:
        """Messages whose turn it is, most urgent first: at most one for each place they go to.

        A message waits for its parent to be sent, for every more urgent or earlier one to the same place, and while
        its campaign is paused. `without`: workspaces to leave out.
        """
        moments = {"campaign": now_campaign, **_wire_moments(now_wire), "most": limit, "without": list(without)}
        return await self._all(_claimable(), moments)

    async def turn_of(self, delivery_id: str, now_campaign: datetime, now_wire: datetime) -> Delivery | None:
        """One message if it is its turn, by the same rules as `claimable`; None when it is not."""
        moments = {"campaign": now_campaign, **_wire_moments(now_wire), "most": 1, "id": delivery_id}
        found = await self._all(_turn(), moments)
        return found[0] if found else None

    async def is_to_be_looked_for(self, delivery_id: str, now_wire: datetime) -> bool:
        """Whether one message may have been posted, and should be looked for now."""
        return bool(await self._all(_look(), {**_wire_moments(now_wire), "most": 1, "id": delivery_id}))

    async def compare_and_set(self, delivery_id: str, *, state: str, token: int, changes: Mapping[str, Any]) -> bool:
        """Change a message that is still in `state` with `token`. False when it is not: somebody else was first.

        `changes` maps names of columns to values, `state` and `token` among them.
        """
        expected = (Delivery.id == delivery_id, Delivery.state == state, Delivery.token == token)
        await self._session.flush()
        place = (Delivery.workspace, Delivery.recipient)
        changing = update(Delivery).where(*expected).values(**changes).returning(*place)
        changed = (await self._session.execute(changing)).first()
        if changed is not None and changes.get("state", state) in WAITING:
            self._touched.deliveries.add(delivery_id)
        elif changed is not None and changes.get("state", state) in ENDED:
            self._touched.ended[delivery_id] = (changed[0], changed[1])
        return changed is not None

    async def draw_plainly(self, delivery_id: str) -> None:
        """Have a message drawn in its plain form from now on; whatever else it says stays."""
        row = await self.get(delivery_id)
        if row is not None and row.facts:
            row.facts = {**row.facts, "plain": True}

    async def cancel(self, row: Delivery) -> bool:
        """Have a message that waits never leave. False when it is on its way, or was."""
        return await self.compare_and_set(row.id, state="planned", token=row.token, changes={"state": "cancelled"})

    async def wakes(self, ids: Collection[str]) -> list[Wake]:
        """When each of these messages is worth a step. Left out are those that nobody waits for."""
        rows = await self._session.execute(_wakes(), {"ids": list(ids)})
        return [Wake(*row) for row in rows]

    async def freed(
        self, places: Collection[tuple[str, str]], now_campaign: datetime, now_wire: datetime
    ) -> list[Wake]:
        """Messages whose turn it is at these places (workspace, recipient), after one there has ended."""
        moments = {"campaign": now_campaign, **_wire_moments(now_wire), "places": sorted(set(places))}
        return [Wake(*row) for row in await self._session.execute(_freed(), moments)]

    def pause_is_over(self, campaign_id: str) -> None:
        """Say that what a campaign's pause held may go: whoever writes jobs writes them in this transaction."""
        self._touched.resumed.add(campaign_id)

    async def resumed(self, campaigns: Collection[str], now_campaign: datetime, now_wire: datetime) -> list[Wake]:
        """Messages of these campaigns whose turn it is. Their jobs were taken in vain while they were held."""
        moments = {"campaign": now_campaign, **_wire_moments(now_wire), "campaigns": sorted(campaigns)}
        return [Wake(*row) for row in await self._session.execute(_resumed(), moments)]

    async def without_job(self, now_campaign: datetime, now_wire: datetime, limit: int, soon: float) -> list[Wake]:
        """Messages that are worth a step now, to be sent or looked for, and have no job within `soon` seconds."""
        moments = {"campaign": now_campaign, **_wire_moments(now_wire), "most": limit, **soon_in(soon)}
        found = [await self._session.execute(query, moments) for query in _without_job()]
        return [Wake(*row) for rows in found for row in rows]

    async def in_doubt(self, now_wire: datetime, limit: int = 50) -> list[Delivery]:
        """Messages that may have been posted, and should be looked for now."""
        return await self._all(_in_doubt(), {**_wire_moments(now_wire), "most": limit})

    async def lapsed_leases(self, now_wire: datetime, limit: int = 50) -> list[Delivery]:
        """Messages whose worker stopped: claimed or sending, with a lease that is over."""
        query = select(Delivery).where(Delivery.state.in_(("claimed", "sending")), Delivery.lease_until < now_wire)
        return await self._all(query.order_by(Delivery.lease_until, Delivery.id).limit(limit))

    async def held_by(self, owner: str) -> list[Delivery]:
        """Messages that one process has claimed, or is sending."""
        query = select(Delivery).where(Delivery.state.in_(("claimed", "sending")), Delivery.owner == owner)
        return await self._all(query.order_by(Delivery.lease_until, Delivery.id))

    async def orphans(self, limit: int = 50) -> list[Delivery]:
        """Planned messages whose parent was refused, expired or cancelled: nothing will ever stand above them."""
        parent = aliased(Delivery)
        gone = select(parent.id).where(
            parent.id == Delivery.parent_id, parent.state.in_(("failed", "expired", "cancelled"))
        )
        query = select(Delivery).where(Delivery.state == "planned", gone.exists())
        return await self._all(query.order_by(Delivery.id).limit(limit))

    async def cancel_planned(self, round_id: str) -> int:
        """Cancel what was planned for a round and has not begun to be sent; say how many."""
        waiting = update(Delivery).where(Delivery.round_id == round_id, Delivery.state == "planned")
        return await self._changed(waiting.values(state="cancelled"))

    async def plan_again(self, delivery: Delivery) -> bool:
        """Give a message that has not begun to be sent other facts and times. False when it has begun, or is gone."""
        waiting = update(Delivery).where(Delivery.id == delivery.id, Delivery.state == "planned", _never_left())
        changes = {"facts": delivery.facts, "due_at": delivery.due_at, "not_after": delivery.not_after}
        changed = await self._changed(waiting.values(**changes)) == 1
        if changed:
            self._touched.deliveries.add(delivery.id)
        return changed

    async def take_back(self, round_id: str) -> int:
        """Forget a round's messages that never began to be sent, as if they had not been planned; say how many."""
        unsent = delete(Delivery).where(Delivery.round_id == round_id, _never_left())
        return await self._changed(unsent.where(Delivery.state.in_(("planned", "expired", "cancelled"))))

    async def all(self) -> list[Delivery]:
        """Every message, oldest first: for checks of the whole ledger."""
        return await self._all(select(Delivery).order_by(*_AGE))

    async def of_round(self, round_id: str) -> list[Delivery]:
        """A round's messages, oldest first."""
        return await self._all(select(Delivery).where(Delivery.round_id == round_id).order_by(*_AGE))

    async def at_message(self, workspace: str, channel: str, ts: str) -> Delivery | None:
        """The message of ours that stands at `ts` in a channel."""
        query = select(Delivery).where(Delivery.workspace == workspace, Delivery.channel == channel)
        return await self._first(query.where(Delivery.ts == ts))

    async def forget_whose(self, campaign_id: str, most: int) -> int:
        """Take from messages about a campaign's Confidential answers to whom they went and about which; say how many.

        What has not left never will, and what stands in Slack is changed no more.
        """
        rounds = select(Round.id).where(Round.campaign_id == campaign_id)
        named = select(Answer.id).where(Answer.round_id.in_(rounds), Answer.mode == "named")
        about = or_(Delivery.answer_id.is_(None), Delivery.answer_id.not_in(named))
        query = select(Delivery.id).where(Delivery.round_id.in_(rounds), Delivery.address.is_not(None), about)
        ids = list(await self._all(query.order_by(Delivery.id).limit(most)))
        chosen = update(Delivery).where(Delivery.id.in_(ids)).execution_options(synchronize_session=False)
        await self._changed(chosen.where(Delivery.state.not_in(ENDED)).values(state="cancelled"))
        await self._changed(chosen.values(address=None, answer_id=None, facts={}))
        targets = [f"message/{key}" for key in ids]
        await self._changed(delete(DesiredState).where(DesiredState.target.in_(targets)))
        return len(ids)

    async def of_answer(self, answer_id: str) -> list[Delivery]:
        """Messages about one answer (its receipt, its follow-up), oldest first."""
        return await self._all(select(Delivery).where(Delivery.answer_id == answer_id).order_by(*_AGE))

    async def of_campaign(self, campaign_id: str) -> list[Delivery]:
        """Messages of a campaign's rounds, oldest first."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id).where(Round.campaign_id == campaign_id)
        return await self._all(query.order_by(*_AGE))

    async def troubled_of(self, campaign_id: str) -> list[Delivery]:
        """A campaign's messages that Slack refused for good or that are in doubt, oldest first."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id).where(Round.campaign_id == campaign_id)
        return await self._all(query.where(Delivery.state.in_(("failed", "in_doubt"))).order_by(*_AGE))

    async def troubled(self, workspace: str | None = None, limit: int = 50) -> list[Delivery]:
        """Messages that Slack refused for good or that are in doubt, newest first: what an admin must see."""
        query = select(Delivery).where(Delivery.state.in_(("failed", "in_doubt")))
        query = query if workspace is None else query.where(Delivery.workspace == workspace)
        return await self._all(query.order_by(Delivery.due_at.desc(), Delivery.id).limit(limit))

    async def next_due(self) -> datetime | None:
        """When the next planned message falls due (campaign time).

        Those that wait for a parent, or for the end of a pause, are left out.
        """
        return (await self._session.scalars(_next_due())).one()

    async def next_wake(self) -> datetime | None:
        """When the next retry, look or end of a lease falls due (wire time)."""
        moments = [(await self._session.scalars(query)).one() for query in _next_wakes()]
        return min((moment for moment in moments if moment is not None), default=None)

    async def counts(self) -> dict[str, int]:
        """How many messages are in each state."""
        query = select(Delivery.state, func.count()).group_by(Delivery.state)
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def sending_in(self, workspace: str, channel: str, utterances: Collection[str]) -> bool:
        """Whether one of these messages may stand in that channel already, without our knowing where."""
        query = select(Delivery.id).where(
            Delivery.workspace == workspace,
            Delivery.recipient == channel,
            Delivery.utterance.in_(utterances),
            Delivery.state.in_(("sending", "in_doubt")),
        )
        return await self._first(query) is not None


_AGE = (Delivery.created_at, Delivery.place, Delivery.id)


def _order(row: type[Delivery]) -> tuple[Any, ...]:
    return row.priority, row.due_at, row.created_at, row.place, row.id


# The queries that dispatchers ask many times a second are built once: building one costs more than running it.
# What is sealed is left so: who goes next is decided without anybody's words.

_CAMPAIGN = bindparam("campaign", type_=UtcDateTime())
_WIRE = bindparam("wire", type_=UtcDateTime())
_TOO_FAR = bindparam("too_far", type_=UtcDateTime())
_DOUBT_SINCE = bindparam("doubt_since", type_=UtcDateTime())
_MOST = bindparam("most", type_=Integer())
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SEALED = (defer(Delivery.facts, raiseload=True), defer(Delivery.address, raiseload=True))


def _wire_moments(now_wire: datetime) -> dict[str, datetime]:
    return {"wire": now_wire, "too_far": now_wire + LONGEST_BACK_OFF, "doubt_since": now_wire - DOUBT_HOLDS_FOR}


@cache
def _claimable() -> Select[Delivery]:
    others = Delivery.workspace.not_in(bindparam("without", expanding=True))
    return _in_order(_sendable()).where(others).options(*_SEALED)


def _sendable() -> Select[Delivery]:
    earlier = aliased(Delivery)
    ahead = select(earlier.id).where(
        earlier.workspace == Delivery.workspace,
        earlier.recipient == Delivery.recipient,
        _holds_back(earlier),
        tuple_(*_order(earlier)) < tuple_(*_order(Delivery)),
    )
    due = Untempting(Delivery.due_at) <= _CAMPAIGN
    ready = select(Delivery).where(Delivery.state == "planned", due, *_may_go(Delivery), _retry_is_due())
    return ready.where(~ahead.exists())


def _in_order(query: Select[Delivery]) -> Select[Delivery]:
    return query.order_by(*_order(Delivery)).limit(_MOST)


@cache
def _turn() -> Select[Delivery]:
    return _sendable().where(Delivery.id == bindparam("id")).options(*_SEALED)


@cache
def _wakes() -> Select[str, int, datetime, datetime | None]:
    query = select(Delivery.id, Delivery.priority, Delivery.due_at, Delivery.retry_at)
    return query.where(Delivery.id.in_(_IDS), Delivery.state.in_(WAITING))


@cache
def _freed() -> Select[str, int]:
    """By place, which an index knows; a message below another goes to the same place."""
    here = tuple_(Delivery.workspace, Delivery.recipient).in_(bindparam("places", expanding=True))
    return _sendable().where(here).with_only_columns(Delivery.id, Delivery.priority)


@cache
def _resumed() -> Select[str, int]:
    rounds = select(Round.id).where(Round.campaign_id.in_(bindparam("campaigns", expanding=True)))
    return _sendable().where(Delivery.round_id.in_(rounds)).with_only_columns(Delivery.id, Delivery.priority)


@cache
def _without_job() -> tuple[Select[str, int], Select[str, int]]:
    queries = (_in_order(_sendable()), _doubtful())
    idle = ~has_job(DELIVER, Delivery.id)
    send, look = (query.where(idle).with_only_columns(Delivery.id, Delivery.priority) for query in queries)
    return send, look


@cache
def _look() -> Select[Delivery]:
    return _in_doubt().where(Delivery.id == bindparam("id"))


@cache
def _in_doubt() -> Select[Delivery]:
    return _doubtful().options(*_SEALED)


def _doubtful() -> Select[Delivery]:
    query = select(Delivery).where(Delivery.state == "in_doubt", _retry_is_due())
    return query.order_by(Delivery.retry_at, Delivery.id).limit(_MOST)


@cache
def _next_due() -> Select[datetime | None]:
    return select(func.min(Delivery.due_at)).where(Delivery.state == "planned", *_may_go(Delivery))


@cache
def _next_wakes() -> tuple[Select[Any], Select[Any]]:
    retry = select(func.min(Delivery.retry_at)).where(Delivery.state.in_(("planned", "in_doubt")))
    lease = select(func.min(Delivery.lease_until)).where(Delivery.state.in_(("claimed", "sending")))
    return retry, lease


def _is_planned(row: type[Delivery]) -> ColumnElement[bool]:
    return and_(row.state == "planned", row.due_at <= _CAMPAIGN, *_may_go(row))


def _may_go(row: type[Delivery]) -> tuple[ColumnElement[bool], ...]:
    return _parent_is_sent(row), ~_is_held(row)


def _is_held(row: type[Delivery]) -> ColumnElement[bool]:
    """Whether its campaign is paused: what the coach begins waits for the end of the pause, replies to people go."""
    paused = select(Round.id).join(Campaign, Campaign.id == Round.campaign_id)
    paused = paused.where(Round.id == row.round_id, Campaign.state == "paused")
    return and_(row.priority > REPLY, paused.exists())


def _never_left() -> ColumnElement[bool]:
    return Delivery.slack_first.is_(None)


def _parent_is_sent(row: type[Delivery]) -> ColumnElement[bool]:
    parent = aliased(Delivery)
    sent = select(parent.id).where(parent.id == row.parent_id, parent.state == "sent").exists()
    return or_(row.parent_id.is_(None), sent)


def _retry_is_due() -> ColumnElement[bool]:
    return or_(Delivery.retry_at.is_(None), Delivery.retry_at <= _WIRE, Delivery.retry_at > _TOO_FAR)


def _holds_back(row: type[Delivery]) -> ColumnElement[bool]:
    """Whether a row keeps those behind it waiting. One that waits for a parent does not: it may wait for ever."""
    doubtful = and_(row.state == "in_doubt", row.slack_last > _DOUBT_SINCE)
    return or_(row.state.in_(("claimed", "sending")), _is_planned(row), doubtful)
