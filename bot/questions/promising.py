"""Promises: a text, an owner and a day, kept as a record of their own; the owner is reminded the working day before."""

from datetime import date, datetime, timedelta

from bot.campaigns.calendar import DAY, instant
from bot.errors import NotAllowed, NotFound
from bot.ids import delivery_id, fresh_id
from bot.questions.acts import Act
from bot.questions.hours import MORNING, calendar_of
from bot.questions.telling import PROMISE
from bot.storage.models import Delivery
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork

OPEN, KEPT = "open", "kept"
MADE, DUE = "made", "due"
STILL_WORTH = timedelta(days=7)


async def promised(act: Act, words: str, owner: str, due_on: date) -> None:
    """Keep a promise, tell its owner if somebody else made it, and have them reminded."""
    place = act.placed.places[0]
    promise = Promise(
        id=fresh_id(),
        workspace=act.question.workspace,
        campaign_id=act.question.campaign_id,
        round_id=place.round.id,
        question_id=act.question.id,
        made_by=act.user,
        owner=owner,
        body={"text": words},
        due_on=due_on,
        state=OPEN,
        made_at=act.now,
        version=1,
    )
    await act.work.promises.add(promise)
    if owner != act.user:
        await act.work.deliveries.plan(_message(act, promise, MADE, act.now))
    await act.work.deliveries.plan(_message(act, promise, DUE, _day_before(act, due_on)))


def _day_before(act: Act, due_on: date) -> datetime:
    """The morning of the last working day before a day; now, where that is over already."""
    work = calendar_of(act.placed.campaign, act.placed.places[0].team, act.now)
    day = due_on - DAY
    while not work.is_working_day(day):
        day -= DAY
    return max(act.now + timedelta(minutes=1), instant(day, MORNING, work.zone))


def _message(act: Act, promise: Promise, when: str, due_at: datetime) -> Delivery:
    facts = {
        "promise_id": promise.id,
        "text": promise.body["text"],
        "on": promise.due_on.isoformat(),
        "made_by": promise.made_by,
        "when": when,
        "state": OPEN,
    }
    row = act.teller.row(_key(promise, when), PROMISE, act.placed.places[0], promise.owner, facts)
    row.due_at = due_at
    row.not_after = due_at + STILL_WORTH
    return row


def _key(promise: Promise, when: str) -> str:
    return f"{PROMISE}/{promise.id}/{when}"


async def keep_promise(work: UnitOfWork, workspace: str, user: str, promise_id: str, now: datetime) -> bool:
    """Note that a promise is kept; its messages say so. False when it was already."""
    promise = await work.promises.hold(promise_id)
    if promise is None or promise.workspace != workspace:
        raise NotFound("That promise is not here any more.")
    if user not in {promise.owner, promise.made_by}:
        raise NotAllowed("Only who made a promise, or owns it, can say that it is kept.")
    if promise.state == KEPT:
        return False
    promise.state, promise.kept_at = KEPT, now
    for when in (MADE, DUE):
        row = await work.deliveries.get(delivery_id(_key(promise, when)))
        if row is not None and row.facts and not await work.deliveries.cancel(row):
            row.facts = {**row.facts, "state": KEPT}
            await work.desired.show_message(row, row.facts)
    return True
