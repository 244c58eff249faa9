"""Forms that were sent: their values, and the events they mean. Pure.

The event's id is made from the view's id, so that a double tap on Send is one answer.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.coaching.scene import is_put
from bot.dialogues.events import AnswerChanged, AnswerGiven, Event, FollowUpAnswered, ThemeChosen
from bot.errors import FieldProblem
from bot.insight.ladder import WRITING
from bot.insight.themes import SOMETHING_ELSE

LONGEST_TEXT = 3_000
"""Characters of a text field (Slack: plain_text_input takes at most 3,000)."""
ONE_VALUE = (
    "value", "selected_date", "selected_date_time", "selected_users", "selected_conversations", "selected_channels",
)  # fmt: skip


def event_of(body: Mapping[str, Any], workspace: str, at: datetime) -> Event | None:
    """Read the event that a sent form means; None for a form that is no conversation."""
    view = body["view"]
    form, ids = values_of(view), ids_of(view)
    stamp = {"id": f"view/{view['id']}", "workspace": workspace, "at": at, "user": body["user"]["id"]}
    match view["callback_id"]:
        case "answer":
            return AnswerGiven(round_id=ids["round_id"], **_answer(form, ids), **stamp)
        case "change_answer":
            return AnswerChanged(round_id=ids["round_id"], answer_id=ids["answer_id"], **_answer(form, ids), **stamp)
        case "follow_up":
            return FollowUpAnswered(answer_id=ids["answer_id"], text=_words(form), mode=form["mode"], **stamp)
        case "theme_words":
            words = str(form.get("theme_words") or "")
            return ThemeChosen(answer_id=ids["answer_id"], theme=SOMETHING_ELSE, words=words, **stamp)
    return None


def _answer(form: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Read an answer. A question to leaders has no list to choose from: that it is one travels with the form."""
    return {
        "question": form.get("question") or _kind(form) or ids["question"],
        "text": _words(form),
        "mode": form["mode"],
        "now": _number(form.get("now")),
        "needed": _number(form.get("needed")),
        "theme": form.get("theme"),
        "quotable": bool(form.get("quotable")),
        "wish": form.get("wish") or WRITING,
    }


def _kind(form: Mapping[str, Any]) -> str | None:
    """Which kind of question to leaders it is, where the form asks that."""
    kind = form.get("kind")
    return kind if is_put(kind) else None


def _words(form: Mapping[str, Any]) -> str:
    """Read the text. Slack's own client keeps the limit; who gets round it is told at the field."""
    words = form["text"] or ""
    if len(words) > LONGEST_TEXT:
        raise FieldProblem("text", f"Please keep it within {LONGEST_TEXT:,} characters.")
    return words


def values_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read each field of a form by its block's id: text, key, list of keys, or None where nothing was given."""
    blocks = view["state"]["values"]
    return {block_id: _value(next(iter(fields.values()))) for block_id, fields in blocks.items() if fields}


def ids_of(view: Mapping[str, Any]) -> dict[str, str]:
    """Read the ids that travel with a form."""
    found: dict[str, str] = json.loads(view.get("private_metadata") or "{}")
    return found


def _value(state: Mapping[str, Any]) -> Any:
    if "selected_option" in state:
        return (state["selected_option"] or {}).get("value")
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"] or ()]
    return next((state[key] for key in ONE_VALUE if key in state), None)


def _number(value: str | None) -> int | None:
    return int(value) if value else None
