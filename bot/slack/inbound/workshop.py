"""What stands in the forms of a session. Pure.

Each drawing of a form has a turn: the form stays for the next one, so the form's own id does not tell two acts apart,
and the fields' ids differ from drawing to drawing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.errors import FieldProblem
from bot.insight.workshop import ActionCaptured, Spoken
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.views.fields import undrawn


def act_of(view: Mapping[str, Any]) -> str:
    """The id of the act of sending a form, at this turn of it."""
    return f"view/{view['id']}/{turn_of(view)}"


def turn_of(view: Mapping[str, Any]) -> int:
    """Which drawing of the form this is."""
    turn = ids_of(view).get("turn", "")
    return int(turn) if turn.isdigit() else 1


def action_of(view: Mapping[str, Any]) -> ActionCaptured:
    """Read an action. Raises `FieldProblem` for no day."""
    form = form_of(view)
    try:
        on = date.fromisoformat(words_of(form, "due_on"))
    except ValueError as wrong:
        raise FieldProblem("due_on", "Please choose a day.") from wrong
    return ActionCaptured(words_of(form, "text"), _person(form, "owner"), on, _person(form, "decider"))


def spoken_of(view: Mapping[str, Any]) -> Spoken:
    """Read what one person said."""
    form = form_of(view)
    return Spoken(
        text=words_of(form, "text"),
        question=words_of(form, "question"),
        theme=form.get("theme") or None,
        quotable=bool(form.get("quotable")),
        now=_number(form.get("now")),
        needed=_number(form.get("needed")),
        ask=words_of(form, "ask"),
        kind=words_of(form, "kind"),
        way=words_of(form, "way"),
        agreed=bool(form.get("agreed")),
        alone=bool(form.get("alone")),
    )


def form_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form by their fields' own names, whatever the drawing."""
    return {undrawn(block_id): value for block_id, value in values_of(view).items()}


def words_of(form: Mapping[str, Any], name: str) -> str:
    """A field's text, or the key of what was chosen."""
    return str(form.get(name) or "").strip()


def _person(form: Mapping[str, Any], name: str) -> str:
    chosen = form.get(name) or ()
    return str(chosen[0]) if chosen else ""


def _number(value: object) -> int | None:
    return int(str(value)) if str(value or "").isdigit() else None
