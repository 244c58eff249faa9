"""What becomes of a question: its state, and whatever shows it in Slack says so, wherever it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.week import told_back_key
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.ladder import wish_in
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.questions.places import places_of
from bot.questions.standing import as_held, as_told, kept, standing, with_promise
from bot.questions.telling import DUE, PASSED
from bot.rewording import show_change
from bot.storage.models import Delivery
from bot.storage.question_models import LeaderQuestion, Promise
from bot.storage.unit_of_work import UnitOfWork

Facts = Mapping[str, Any]
UNCHANGED = ("id", "key", "text", "kind", "week", "earlier", "asked_by")
"""What a team reads of a question besides how it stands."""


async def become(work: UnitOfWork, question: LeaderQuestion, state: str, by: str, now: datetime, **said: str) -> None:
    """Set a question's state, with who said it and what; digests show it."""
    if state not in OPEN | {TALK_OFFERED} and question.answered_at is None:  # an offer to talk is no answer yet
        question.answered_at = now
    body = {**kept(question, state), "by": by, **said}
    question.state, question.acted_at, question.body = state, now, body
    await work.flush()
    await show(work, question)


async def be_late(work: UnitOfWork, question: LeaderQuestion) -> None:
    """The day by which it was to be answered is over: whatever shows it says so."""
    question.body = {**question.body, "late": True}
    await work.flush()
    await show(work, question)


async def show_promise(work: UnitOfWork, promise: Promise) -> None:
    """A promise was kept, moved or dropped: whatever shows the question that it was made on says so."""
    question = await work.questions.hold(promise.question_id) if promise.question_id else None
    if question is not None and (body := with_promise(question.body, promise)) != question.body:
        question.body = body
        await work.flush()
        await show(work, question)


async def show_wish(work: UnitOfWork, question: LeaderQuestion, wish: Facts) -> None:
    """Have leaders read how whoever asked would like it taken up."""
    if question.body.get("wish") != wish:
        question.body = {**question.body, "wish": dict(wish)}
        await work.flush()
        await _in_digests(work, question)


async def show(work: UnitOfWork, question: LeaderQuestion) -> None:
    """Have whatever stands in Slack about a question say how it stands: digests, what the team was told, and the
    messages of whoever shall see to it."""
    await _in_digests(work, question)
    await _in_messages(work, question)


async def _in_digests(work: UnitOfWork, question: LeaderQuestion) -> None:
    """Every digest that brought it, or counts it, with how to take it up best."""
    await show_change(work, question, {**standing(question), **wish_in(question.body)})


async def _in_messages(work: UnitOfWork, question: LeaderQuestion) -> None:
    """What the team was told, to whom it was passed on, and who was reminded of it; a reminder that asks for nothing
    does not leave. Held one after another, in one order: two questions of a message may change at once."""
    found = [*await _told_back(work, question), *await work.questions.messages(question.campaign_id, PASSED, DUE)]
    for id_ in sorted(row.id for row in found if _is_about(row.facts, question.id)):
        row = there(await work.deliveries.hold(id_))
        if row.utterance == DUE and not _asks(row, question) and await work.deliveries.cancel(row):
            continue
        row.facts = _said_again(row, question)
        await work.desired.show_message(row, row.facts)


async def _told_back(work: UnitOfWork, question: LeaderQuestion) -> list[Delivery]:
    """What happens next, in each week, of each team that it may come from."""
    found: list[Delivery | None] = []
    for place in await places_of(work, question.campaign_id, question.week, question.round_id, question.organisation):
        weeks = await work.rounds.of_team(place.team.id)
        found += [await work.deliveries.get(delivery_id(told_back_key(round_.id))) for round_ in weeks]
    return [row for row in found if row is not None]


def _is_about(facts: Facts, question_id: str) -> bool:
    ids = [item.get("id") for item in facts.get("questions", ())]
    return question_id in (*ids, *(item["question_id"] for item in facts.get("items", ())))


def _asks(row: Delivery, question: LeaderQuestion) -> bool:
    """Whether a reminder asks for something still."""
    return any(item["theirs"] for item in _said_again(row, question)["items"])


def _said_again(row: Delivery, question: LeaderQuestion) -> dict[str, Any]:
    """A message's facts, with how the question stands now."""
    if row.utterance in (PASSED, DUE):
        held = as_held(question, row.recipient)
        items = row.facts.get("items", ())
        return {**row.facts, "items": [{**it, **held} if it["question_id"] == question.id else it for it in items]}
    asked = row.facts.get("questions", ())
    told = [_told_again(it, question) if it.get("id") == question.id else it for it in asked]
    return {**row.facts, "questions": told}


def _told_again(item: Facts, question: LeaderQuestion) -> dict[str, Any]:
    return {**{name: item[name] for name in UNCHANGED if name in item}, **as_told(question)}
