"""What stands in the scheduling form: each step's values as a sketch keeps them, and where the form stands. Pure.

Nothing is refused here: what is missing is empty, and the sketch says what is wrong with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.campaigns.plan import Priority
from bot.campaigns.sketch import PRIORITY_FIELDS, Basics, TeamSketch
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.views.fields import NO_HOLIDAYS, undrawn


@dataclass(frozen=True)
class Place:
    """Where a form stands: its sketch at a version, the page of the second step, the shared channels that it named."""

    sketch: str
    version: int = 0
    page: int = 1
    shared: tuple[str, ...] = ()
    confirmed: bool = False


def place_of(view: Mapping[str, Any]) -> Place:
    """Read where a form stands."""
    ids = ids_of(view)
    return Place(
        sketch=ids.get("sketch", ""),
        version=int(ids.get("version", 0)),
        page=int(ids.get("page", 1)),
        shared=tuple(ids.get("shared", "").split()),
        confirmed=bool(_form(view).get("shared")),
    )


def basics_of(view: Mapping[str, Any]) -> Basics:
    """Read the first step."""
    form = _form(view)
    return Basics(
        pack=form.get("pack") or "",
        name=_words(form, "name"),
        channels=tuple(form.get("teams") or ()),
        start=form.get("start") or "",
        rhythm=form.get("rhythm") or "",
        zone=form.get("zone") or "",
        threshold=_words(form, "threshold"),
        holidays=_words(form, "holidays").removeprefix(NO_HOLIDAYS),
        priorities=tuple(Priority(_words(form, title), _words(form, reason)) for title, reason in PRIORITY_FIELDS),
        sponsor=next(iter(form.get("sponsor") or ()), ""),
    )


def teams_of(view: Mapping[str, Any]) -> dict[str, TeamSketch]:
    """Read the teams that stand on a page of the second step, by channel."""
    form = _form(view)
    channels = [name.removeprefix("team|") for name in form if name.startswith("team|")]
    return {
        channel: TeamSketch(
            name=_words(form, f"team|{channel}"),
            organisation=_words(form, f"organisation|{channel}"),
            leaders=tuple(form.get(f"leaders|{channel}") or ()),
            off_slack=_words(form, f"off_slack|{channel}"),
        )
        for channel in channels
    }


def _form(view: Mapping[str, Any]) -> dict[str, Any]:
    return {undrawn(block_id): value for block_id, value in values_of(view).items()}


def _words(form: Mapping[str, Any], name: str) -> str:
    return str(form.get(name) or "").strip()
