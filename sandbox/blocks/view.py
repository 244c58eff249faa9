"""What Slack refuses about a modal or a home tab.

Slack: title, submit and close 24 characters, callback_id 255, private_metadata 3,000, 100 blocks, 250 kB in all; a
modal with an input block needs a submit button. Problems come as ``invalid_arguments`` with one message per place.
"""

import json
from typing import Any

from sandbox.blocks.composition import plain
from sandbox.blocks.rules import Place, Rule, Shape, boolean, one_of, string
from sandbox.blocks.whole import check_blocks
from sandbox.errors import SlackError

MOST_BYTES = 250_000


def _blocks(surface: str) -> Rule:
    def check(value: Any, place: Place) -> None:
        check_blocks(value, surface, place)

    return check


_COMMON: dict[str, Rule] = {
    "callback_id": string(255, least=0),
    "private_metadata": string(3000, least=0),
    "external_id": string(255, least=0),
}
_MODAL = Shape(
    {"title": plain(24), "blocks": _blocks("modal")},
    {
        **_COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
        "type": one_of("modal"),
    },
)
_HOME = Shape({"blocks": _blocks("home")}, {**_COMMON, "type": one_of("home")})


def check_view(view: Any, surface: str) -> None:
    """Check a view for ``modal`` or ``home``. Raises `SlackError`: ``invalid_arguments``, ``view_too_large``."""
    place = Place(surface, "/view")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", messages=["must be an object [json-pointer:/view]"])
    if view.get("type") != surface:
        place.report(f"must be of type {surface}")
    (_MODAL if surface == "modal" else _HOME)(view, place)
    _submit(view, place)
    if place.problems:
        raise SlackError("invalid_arguments", messages=place.problems)
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES:
        raise SlackError("view_too_large")


def _submit(view: dict[str, Any], place: Place) -> None:
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    if view.get("type") == "modal" and has_input and not view.get("submit"):
        place.report("missing required field: submit (a modal with an input block needs it)")
