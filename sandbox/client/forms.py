"""From a page's form to the states Slack sends for each input.

A field's name holds its block and action id (`drawing.input_name`). An input the page does not draw keeps its state.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from sandbox.client.drawing import ELEMENTS, input_name
from sandbox.client.reader import Reader
from sandbox.people.fill import element_state
from sandbox.records import Json
from sandbox.state import MANY, STATE_KEYS, elements


def read_states(blocks: list[Json], form: FormData, reader: Reader) -> dict[str, Json]:
    """Return ``{block_id: {action_id: state}}`` for the inputs that the page shows.

    Raises `PersonError` for an option that is not offered.
    """
    states: dict[str, Json] = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind in STATE_KEYS and kind in ELEMENTS:
            given = [str(value) for value in form.getlist(input_name(block["block_id"], element["action_id"]))]
            state = element_state(element, _simple(kind, given, reader))
            states.setdefault(block["block_id"], {})[element["action_id"]] = state
    return states


def _simple(kind: str, given: list[str], reader: Reader) -> Any:
    filled = [value for value in given if value != ""]
    if kind in MANY:
        return filled
    if not filled:
        return None
    if kind == "datetimepicker":
        return datetime.fromisoformat(filled[0]).replace(tzinfo=reader.zone)
    # A browser sends a new line as two characters; Slack sends one.
    return filled[0].replace("\r\n", "\n")
