"""What becomes of a question: its state, and every digest that brought it, where it stands and in its thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.insight.ladder import wish_in
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.rewording import show_change
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
    """Have every digest that brought a question, or counts it, say what became of it, and how to take it up best."""
    await show_change(work, question, {"state": question.state, **wish_in(question.body)})
