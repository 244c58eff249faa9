"""What stands in the forms of a promise. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.errors import FieldProblem
from bot.insight.promised import Wanted
from bot.slack.inbound.submissions import values_of


def wanted_in(view: Mapping[str, Any], user: str) -> Wanted:
    """Read what somebody promises; who chose no owner owns it. Raises `FieldProblem` where there is no day."""
    form = values_of(view)
    return Wanted(
        words=str(form.get("text") or ""),
        owner=_person(form, "owner") or user,
        due_on=due_on_in(view),
        decider=_person(form, "decider") or None,
    )


def due_on_in(view: Mapping[str, Any]) -> date:
    """Read the day of a form. Raises `FieldProblem` where there is none."""
    try:
        return date.fromisoformat(str(values_of(view).get("due_on") or ""))
    except ValueError as wrong:
        raise FieldProblem("due_on", "Please choose a day.") from wrong


def _person(form: Mapping[str, Any], name: str) -> str:
    """Read a list of people in which one may be chosen."""
    chosen = form.get(name) or []
    return str(chosen[0]) if chosen else ""
