"""Filling in: from simple Python values to the states Slack sends for each kind of input.

Simple values: text for text inputs; an option's value or its visible text for selects and radio buttons, a list of
them for several; ids for users, channels and conversations; ``date``, ``time``, ``datetime`` or their text; None
clears.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sandbox.errors import PersonError
from sandbox.records import Json, View
from sandbox.state import MANY, STATE_KEYS, current_state, elements


def fill(view: View, values: Mapping[str, Any]) -> dict[str, Json]:
    """Return ``{block_id: {action_id: state}}`` for a view, ready to submit.

    Keys are a block id or an action id (``block.action`` where either alone would fit two inputs). What is not named
    keeps what the view holds. Raises `PersonError` for an unknown key or an option that is not offered.
    """
    state = current_state(view.blocks, view.values)
    for key, simple in values.items():
        block, element = _input(view.blocks, key)
        state[block["block_id"]][element["action_id"]] = element_state(element, simple)
    return state


def find_element(
    blocks: list[Json], action_id: str, *, block_id: str | None = None, value: str | None = None
) -> tuple[Json, Json]:
    """Return the block and the element a person means; raises `PersonError` when there is none or more than one."""
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == action_id
        and block_id in (None, block["block_id"])
        and (value is None or element.get("value") == value)
    ]
    if len(found) == 1:
        return found[0]
    there = ", ".join(sorted({element["action_id"] for _, element in elements(blocks)})) or "none"
    problem = "There is no element" if not found else "There is more than one element"
    raise PersonError(f"{problem} {action_id} (value {value}); the elements are: {there}.")


def element_state(element: Json, simple: Any) -> Json:
    """Return the state of one element for a simple value; a dictionary that is a state already is kept."""
    kind = element["type"]
    if isinstance(simple, dict) and simple.get("type") == kind:
        return simple
    key, _ = STATE_KEYS[kind]
    if simple is None or simple == "":
        return {"type": kind, key: [] if kind in MANY else None}
    if key in ("selected_option", "selected_options"):
        many = key == "selected_options"
        wanted = list(simple) if many and not isinstance(simple, str) else [simple]
        chosen = [_option(element, one) for one in wanted]
        return {"type": kind, key: chosen if many else chosen[0]}
    return {"type": kind, key: _plain(kind, simple)}


def _plain(kind: str, simple: Any) -> Any:
    if kind in MANY:
        return list(simple) if not isinstance(simple, str) else [simple]
    if kind == "datetimepicker":
        return int(simple.timestamp()) if isinstance(simple, datetime) else int(simple)
    if kind == "timepicker" and isinstance(simple, time):
        return simple.strftime("%H:%M")
    if kind == "datepicker" and isinstance(simple, date):
        return simple.strftime("%Y-%m-%d")
    if kind == "rich_text_input" and isinstance(simple, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": simple}]}
        return {"type": "rich_text", "elements": [section]}
    return simple if kind == "rich_text_input" else str(simple)


def _option(element: Json, wanted: Any) -> Json:
    if isinstance(wanted, dict) or element["type"].endswith("external_select"):
        return (
            wanted
            if isinstance(wanted, dict)
            else {"text": {"type": "plain_text", "text": str(wanted)}, "value": str(wanted)}
        )
    options: list[Json] = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    for option in options:
        if str(wanted) in (option.get("value"), option["text"]["text"]):
            return option
    offered = ", ".join(str(option.get("value")) for option in options)
    raise PersonError(f"{element['action_id']} does not offer {wanted}; it offers: {offered}.")


def _input(blocks: list[Json], key: str) -> tuple[Json, Json]:
    candidates = [(block, element) for block, element in elements(blocks) if element["type"] in STATE_KEYS]
    for name in (
        lambda block, element: f"{block['block_id']}.{element['action_id']}",
        lambda block, element: block["block_id"],
        lambda block, element: element["action_id"],
    ):
        found = [(block, element) for block, element in candidates if name(block, element) == key]
        if len(found) == 1:
            return found[0]
        if found:
            raise PersonError(f"{key} fits {len(found)} inputs; say block.action.")
    there = ", ".join(f"{block['block_id']}.{element['action_id']}" for block, element in candidates)
    raise PersonError(f"The view has no input {key}; its inputs are: {there}.")
