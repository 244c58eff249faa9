"""How a promise is made and changed: the record, its history, and who hears of it. Whoever may is checked before.

Every part that has something promised makes it with `make`, and says by an `Origin` what it comes from. A promise is
open until it is kept, or dropped with a reason; a new date, with its reason, leaves it open. The team reads each change
once, in the thread of that week's question. Nothing about a promise is said outside working hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.campaigns.calendar import local_date
from bot.content.formats import format_date
from bot.content.markup import USER_ID
from bot.errors import AskAgain, FieldProblem
from bot.ids import delivery_id, fresh_id
from bot.insight.promised import DROPPED, FROM_QUESTION, FROM_SESSION, FROM_TEAM, KEPT, MOVED, OPEN, Wanted
from bot.questions.hours import calendar_of, morning_before, working_moment
from bot.questions.messages import message, plan_for_team
from bot.questions.places import Place
from bot.questions.promised import Standing
from bot.questions.showing import show_promise
from bot.storage.models import Campaign, Team
from bot.storage.promise_models import PromiseChange
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork

PROMISE, TOLD = "question/promise", "promise/told"
MADE, DUE, DECIDES = "made", "due", "decides"
STILL_WORTH = timedelta(days=7)
LATEST = timedelta(days=366)
LONGEST = 600


class Ended(AskAgain):
    """Somebody was faster: this promise has come to its end. Look at it on your Home tab."""


@dataclass(frozen=True)
class Origin:
    """What a promise comes from: its kind, and (save of a question, which goes by its own column) its id."""

    kind: str = FROM_TEAM
    id: str | None = None


OF_ITS_WEEK = Origin()


def check_wanted(wanted: Wanted, campaign: Campaign, team: Team, now: datetime) -> None:
    """Raise `FieldProblem` for who is no person, or a day that cannot be for the team it is promised to."""
    if not USER_ID.fullmatch(wanted.owner):
        raise FieldProblem("owner", "Please choose who owns this.")
    if wanted.decider is not None and not USER_ID.fullmatch(wanted.decider):
        raise FieldProblem("decider", "Please choose who can say yes, or nobody.")
    check_day(wanted.due_on, campaign, team, now)


def check_day(due_on: date, campaign: Campaign, team: Team, now: datetime) -> None:
    """Raise `FieldProblem` for a day that is over or too far away, or on which the team does not work."""
    calendar = calendar_of(campaign, team, now)
    today = local_date(now, calendar.zone)
    if not today < due_on <= today + LATEST:
        raise FieldProblem("due_on", "Please choose a day that is still to come, within a year.")
    works_on = calendar.next_working_day(due_on)
    if works_on != due_on:
        off, on = (format_date(day, campaign.language, calendar.zone.key) for day in (due_on, works_on))
        raise FieldProblem("due_on", f"The team does not work on {off}. The next day it does is {on}.")


async def make(
    work: UnitOfWork,
    campaign: Campaign,
    places: Sequence[Place],
    wanted: Wanted,
    by: str,
    now: datetime,
    origin: Origin = OF_ITS_WEEK,
) -> Promise:
    """Keep a promise to the teams of these places, tell its owner and who can say yes, and have the owner reminded.

    The team is told by whoever calls this, or with `tell_team`. `wanted` was checked.
    """
    about_question = origin.kind == FROM_QUESTION
    promise = Promise(
        id=fresh_id(),
        workspace=campaign.workspace,
        campaign_id=campaign.id,
        round_id=places[0].round.id,
        teams=[place.team.id for place in places],
        question_id=origin.id if about_question else None,
        origin=origin.kind,
        origin_id=None if about_question else origin.id,
        made_by=by,
        owner=wanted.owner,
        decider=wanted.decider,
        body={"text": wanted.words.strip(), "said": []},
        due_on=wanted.due_on,
        state=OPEN,
        made_at=now,
        version=1,
    )
    await work.promises.add(promise)
    found = Standing(promise, campaign, places[0].round, tuple(places))
    soon = working_moment(campaign, places[0].team, now)
    if wanted.owner != by:
        await _say(work, found, (MADE, 0), wanted.owner, soon, now)
    if wanted.decider is not None and wanted.decider not in {by, wanted.owner}:
        await _say(work, found, (DECIDES, 0), wanted.decider, soon, now)
    await _remind(work, found, 0, now)
    return promise


# --- what becomes of it -----------------------------------------------------------------------------------------------


async def keep(work: UnitOfWork, found: Standing, by: str, now: datetime) -> bool:
    """Note that it is kept. False when it was; raises `Ended` when it was dropped."""
    if not _goes_on(found.promise, KEPT):
        return False
    found.promise.state, found.promise.kept_at = KEPT, now
    await _changed(work, found, KEPT, by, now, {})
    return True


async def drop(work: UnitOfWork, found: Standing, by: str, now: datetime, words: str) -> bool:
    """Note that it will not be kept, and why. False when that was said; raises `Ended` when it was kept."""
    if not _goes_on(found.promise, DROPPED):
        return False
    found.promise.state = DROPPED
    await _changed(work, found, DROPPED, by, now, {"words": words.strip()})
    return True


async def move(work: UnitOfWork, found: Standing, by: str, now: datetime, due_on: date, words: str) -> bool:
    """Give it a new date, and say why. False when it has that date; raises `Ended` when it is open no more."""
    promise = found.promise
    _goes_on(promise, MOVED)
    if promise.due_on == due_on:
        return False
    was, promise.due_on, promise.asked_on = promise.due_on, due_on, None
    body = {"words": words.strip(), "was": was.isoformat(), "on": due_on.isoformat()}
    await _remind(work, found, await _changed(work, found, MOVED, by, now, body), now)
    return True


def _goes_on(promise: Promise, wanted: str) -> bool:
    """Whether it is open. Raises `Ended` where it came to another end than is wanted."""
    if promise.state not in {OPEN, wanted}:
        raise Ended(f"Somebody was faster: this promise is {promise.state} already. The Home tab shows who said so.")
    return promise.state == OPEN


async def _changed(work: UnitOfWork, found: Standing, what: str, by: str, now: datetime, body: dict[str, Any]) -> int:
    """Write the change down, and say it everywhere. Return its number."""
    promise = found.promise
    change = PromiseChange(
        promise_id=promise.id, campaign_id=promise.campaign_id, what=what, actor=by, at=now, body=body
    )
    await work.promises.append(change)
    await _show(work, promise, what)
    await show_promise(work, promise)
    await _tell(work, found, what, by, now, change.number, body)
    return change.number


# --- who hears of it --------------------------------------------------------------------------------------------------


async def tell_team(work: UnitOfWork, found: Standing, what: str, by: str, now: datetime) -> None:
    """Say in the thread of its week, in each team it was made to, that something is promised."""
    await _tell(work, found, what, by, now, 0, {})


async def _tell(
    work: UnitOfWork, found: Standing, what: str, by: str, now: datetime, number: int, said: dict[str, Any]
) -> None:
    """Say there what became of it; `number` is the change's."""
    promise = found.promise
    facts = {
        "what": what,
        "by": by,
        "text": promise.body["text"],
        "owner": promise.owner,
        "decider": promise.decider,
        "on": promise.due_on.isoformat(),
        **said,
    }
    for place in found.places:
        key = f"{TOLD}/{promise.id}/{number}/{place.round.id}"
        due_at = working_moment(found.campaign, place.team, now)
        row = message(found.campaign, place, key, TOLD, place.team.channel, facts, now)
        row.due_at = due_at
        await plan_for_team(work, row, place)


async def _remind(work: UnitOfWork, found: Standing, number: int, now: datetime) -> None:
    """Have its owner reminded on the morning of the last working day before; where that is over, as soon as may be."""
    soonest = working_moment(found.campaign, found.places[0].team, now + timedelta(minutes=1))
    due_at = max(soonest, morning_before(found.campaign, found.places[0].team, found.promise.due_on, now))
    await _say(work, found, (DUE, number), found.promise.owner, due_at, now)


async def _say(
    work: UnitOfWork, found: Standing, which: tuple[str, int], to: str, due_at: datetime, now: datetime
) -> None:
    """Plan a message about one promise; `which`: what kind it is, and after which change."""
    promise, (when, number) = found.promise, which
    facts = {
        "promise_id": promise.id,
        "text": promise.body["text"],
        "on": promise.due_on.isoformat(),
        "made_by": promise.made_by,
        "owner": promise.owner,
        "when": when,
        "in_session": promise.origin == FROM_SESSION,
        "state": OPEN,
    }
    key = f"{PROMISE}/{promise.id}/{when}/{number}"
    row = message(found.campaign, found.places[0], key, PROMISE, to, facts, now)
    row.due_at, row.not_after = due_at, due_at + STILL_WORTH
    await work.deliveries.plan(row)
    note_said(promise, key)


def note_said(promise: Promise, key: str) -> None:
    """Remember that a message is about it, so that the message can say what becomes of it."""
    promise.body = {**promise.body, "said": [*promise.body.get("said", ()), key]}


async def _show(work: UnitOfWork, promise: Promise, what: str) -> None:
    """Have each message about it say what became of it; one that has not left yet stays away if it asks for nothing."""
    before = [f"{PROMISE}/{promise.id}/{when}" for when in (MADE, DUE)]  # from when keys had no number
    for key in (*before, *promise.body.get("said", ())):
        row = await work.deliveries.get(delivery_id(key))
        if row is None or not row.facts:
            continue
        facts = _with_state(row.facts, promise, what)
        still_news = what == MOVED and facts.get("when") in {MADE, DECIDES}
        if not still_news and not _asks(facts) and await work.deliveries.cancel(row):
            continue
        row.facts = facts
        await work.desired.show_message(row, facts)


def _with_state(facts: dict[str, Any], promise: Promise, what: str) -> dict[str, Any]:
    now = {"state": what, **({"moved_to": promise.due_on.isoformat()} if what == MOVED else {})}
    if "items" not in facts:
        return {**facts, **now}
    items = [{**item, **now} if item["promise_id"] == promise.id else item for item in facts["items"]]
    return {**facts, "items": items}


def _asks(facts: dict[str, Any]) -> bool:
    """Whether a message still has something open in it."""
    return any(item["state"] == OPEN for item in facts.get("items", (facts,)))
