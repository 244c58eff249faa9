"""What becomes of a question: its state, and every digest that brought it, where it stands and in its thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.week import digest_key, questions_key
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

Facts = Mapping[str, Any]
STAYS = ("text", "thanks", "asked_by", "helped_on", "help")
"""What a record's body keeps when its state changes."""


async def become(work: UnitOfWork, question: LeaderQuestion, state: str, by: str, now: datetime, **said: str) -> None:
    """Set a question's state, with who said it and what; digests show it."""
    if state not in OPEN | {TALK_OFFERED} and question.answered_at is None:  # an offer to talk is no answer yet
        question.answered_at = now
    kept: dict[str, Any] = {name: question.body[name] for name in STAYS if name in question.body}
    question.state, question.acted_at = state, now
    question.body = {**kept, "by": by, **said}
    await work.flush()
    await _show_state(work, question)


async def _show_state(work: UnitOfWork, question: LeaderQuestion) -> None:
    """Have every digest that brought a question say what became of it."""
    for found in await work.digests.of_campaign(question.campaign_id):
        if found.week != question.week or not _has(found.snapshot, question.id):
            continue
        digest = there(await work.digests.hold(found.id))  # two leaders may act on two questions of it at once
        digest.snapshot = with_state(digest.snapshot, question.id, question.state)
        for key in (digest_key(digest.id), questions_key(digest.id)):
            row = await work.deliveries.get(delivery_id(key))
            if row is not None and row.facts.get("questions"):
                row.facts = with_state(row.facts, question.id, question.state)
                await work.desired.show_message(row, row.facts)


def with_state(facts: Facts, question_id: str, state: str) -> dict[str, Any]:
    """Give a digest's facts a question's new state."""
    put = [{**item, "state": state} if item.get("id") == question_id else item for item in facts["questions"]["put"]]
    return {**facts, "questions": {**facts["questions"], "put": put}}


def _has(facts: Facts, question_id: str) -> bool:
    return any(item.get("id") == question_id for item in (facts.get("questions") or {"put": ()})["put"])
