"""How a question stands, as it is shown: read off its record, for digests, forms, Home, pages and the team.

What was answered or promised goes on being shown when something else is said later. That a reply is late is written
into the record by `bot/questions/reminding.py`, so that all who read of it read the same.
"""

from typing import Any

from bot.insight.outcomes import ANSWERED, OPEN, PASSED_ON, PROMISED
from bot.insight.promised import DROPPED
from bot.insight.promised import OPEN as OPEN_PROMISE
from bot.storage.question_models import LeaderQuestion, Promise

STAYS = ("text", "thanks", "asked_by", "helped_on", "help", "wish", "answer", "promise", "late", "reminded")
"""What a record's body keeps when its state changes."""
STAYS_SAID = {ANSWERED: "answer", PROMISED: "promise"}
"""Under these names the body keeps the last answer and the last promise, once another act has made them the state no
more."""
SAID = ("by", "words", "how", "owner", "on", "promise_id", "became")
"""What was said: `on`, `promise_id` and `became` (kept or dropped, once it is) follow the promise that was made."""


def kept(question: LeaderQuestion, state: str) -> dict[str, Any]:
    """What the body keeps as a question comes to a state: a new answer, or promise, takes the place of the last."""
    body = question.body
    found: dict[str, Any] = {name: body[name] for name in STAYS if name in body}
    if question.state in STAYS_SAID and question.acted_at is not None:
        found[STAYS_SAID[question.state]] = {**_said(body), "at": question.acted_at.isoformat()}
    found.pop(STAYS_SAID.get(state, ""), None)
    return found


def with_promise(body: dict[str, Any], promise: Promise) -> dict[str, Any]:
    """What a body says once a promise that was made on it has changed: its day, and whether it was kept or dropped."""
    now = {"on": promise.due_on.isoformat(), **({} if promise.state == OPEN_PROMISE else {"became": promise.state})}
    before = body.get("promise")
    if before is not None and before.get("promise_id") == promise.id:
        return {**body, "promise": {**before, **now}}
    return {**body, **now} if body.get("promise_id") == promise.id else body


def is_late(question: LeaderQuestion) -> bool:
    """Whether its reply was due before today, and nobody has said yet what comes of it."""
    return question.state in OPEN and question.answered_at is None and "late" in question.body


def standing(question: LeaderQuestion) -> dict[str, Any]:
    """Its state, which states of before hold still, and whether it is late: as digests and forms show it."""
    said = {state: question.body[name] for state, name in STAYS_SAID.items() if name in question.body}
    before = tuple(state for state, kept_said in said.items() if kept_said.get("became") != DROPPED)
    became = question.body.get("became", "")
    return {"state": question.state, "before": before, "late": is_late(question), "became": became}


def as_told(question: LeaderQuestion) -> dict[str, Any]:
    """The same for the team, with what was said."""
    said = {name: question.body[name] for name in STAYS_SAID.values() if name in question.body}
    return {
        **standing(question),
        "holder": question.holder,
        "reply_by": question.reply_by.isoformat(),
        **_said(question.body),
        **said,
    }


def as_held(question: LeaderQuestion, reader: str) -> dict[str, Any]:
    """The same for somebody who was asked to see to it, and whether that is theirs still."""
    theirs = question.state in OPEN and (question.state != PASSED_ON or question.holder == reader)
    return {**as_told(question), "theirs": theirs}


def _said(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in SAID if name in body}
