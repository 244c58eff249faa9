"""What becomes of a question: its state, and whatever shows it in Slack says so, wherever it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.week import told_back_key
from bot.ids import delivery_id
from bot.insight.ladder import wish_in
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.questions.places import places_of
from bot.questions.standing import as_held, as_told, kept, standing
from bot.questions.telling import DUE, PASSED
from bot.rewording import show_change
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

Facts = Mapping[str, Any]
UNCHANGED = ("id", "key", "text", "kind", "week", "asked_by")
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
    await _in_told_back(work, question)
    await _in_messages(work, question)


async def _in_digests(work: UnitOfWork, question: LeaderQuestion) -> None:
    """Every digest that brought it, or counts it, with how to take it up best."""
    await show_change(work, question, {**standing(question), **wish_in(question.body)})


async def _in_told_back(work: UnitOfWork, question: LeaderQuestion) -> None:
    """What happens next, in each week from its own on, of each team that it may come from."""
    for place in await places_of(work, question.campaign_id, question.week, question.round_id, question.organisation):
        for round_ in await work.rounds.of_team(place.team.id):
            row = await work.deliveries.get(delivery_id(told_back_key(round_.id)))
            asked = row.facts.get("questions", ()) if row is not None else ()
            if row is None or all(item.get("id") != question.id for item in asked):
                continue
            told = [_told_again(item, question) if item.get("id") == question.id else item for item in asked]
            row.facts = {**row.facts, "questions": told}
            await work.desired.show_message(row, row.facts)


async def _in_messages(work: UnitOfWork, question: LeaderQuestion) -> None:
    """To whom it was passed on, and who was reminded of it; a reminder that asks for nothing does not leave."""
    for row in await work.questions.messages(question.campaign_id, PASSED, DUE):
        items = row.facts.get("items", ())
        if all(item["question_id"] != question.id for item in items):
            continue
        held = as_held(question, row.recipient)
        told = [{**item, **held} if item["question_id"] == question.id else item for item in items]
        if row.utterance == DUE and not any(item["theirs"] for item in told) and await work.deliveries.cancel(row):
            continue
        row.facts = {**row.facts, "items": told}
        await work.desired.show_message(row, row.facts)


def _told_again(item: Facts, question: LeaderQuestion) -> dict[str, Any]:
    return {**{name: item[name] for name in UNCHANGED if name in item}, **as_told(question)}
