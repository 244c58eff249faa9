"""What becomes of a question: its state, and every digest that brought it, where it stands and in its thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.week import digest_key, questions_key
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.ladder import wish_in
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

Facts = Mapping[str, Any]
STAYS = ("text", "thanks", "asked_by", "helped_on", "help", "wish")
"""What a record's body keeps when its state changes."""


async def become(work: UnitOfWork, question: LeaderQuestion, state: str, by: str, now: datetime, **said: str) -> None:
    """Set a question's state, with who said it and what; digests show it."""
    if state not in OPEN | {TALK_OFFERED} and question.answered_at is None:  # an offer to talk is no answer yet
        question.answered_at = now
    kept: dict[str, Any] = {name: question.body[name] for name in STAYS if name in question.body}
    question.state, question.acted_at = state, now
    question.body = {**kept, "by": by, **said}
    await work.flush()
    await _show(work, question)


async def show_wish(work: UnitOfWork, question: LeaderQuestion, wish: Facts) -> None:
    """Have leaders read how whoever asked would like it taken up."""
    if question.body.get("wish") != wish:
        question.body = {**question.body, "wish": dict(wish)}
        await work.flush()
        await _show(work, question)


async def _show(work: UnitOfWork, question: LeaderQuestion) -> None:
    """Have every digest that brought a question say what became of it, and how it would be taken up best."""
    now = {"state": question.state, **wish_in(question.body)}
    for found in await work.digests.of_campaign(question.campaign_id):
        if found.week != question.week or not _has(found.snapshot, question.id):
            continue
        digest = there(await work.digests.hold(found.id))  # two leaders may act on two questions of it at once
        digest.snapshot = with_changes(digest.snapshot, question.id, now)
        for key in (digest_key(digest.id), questions_key(digest.id)):
            row = await work.deliveries.get(delivery_id(key))
            if row is not None and row.facts.get("questions"):
                row.facts = with_changes(row.facts, question.id, now)
                await work.desired.show_message(row, row.facts)


def with_changes(facts: Facts, question_id: str, changes: Facts) -> dict[str, Any]:
    """Have a digest's facts say something else of a question."""
    put = [{**item, **changes} if item.get("id") == question_id else item for item in facts["questions"]["put"]]
    return {**facts, "questions": {**facts["questions"], "put": put}}


def _has(facts: Facts, question_id: str) -> bool:
    return any(item.get("id") == question_id for item in (facts.get("questions") or {"put": ()})["put"])
