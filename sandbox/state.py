"""The state of inputs.

What ``state.values`` holds for each kind of element, at first and after a person has put something in.

Pure functions over blocks. A state is ``{block_id: {action_id: {"type": …, "<key>": value}}}``.
"""

from collections.abc import Iterator

from sandbox.records import Json

STATE_KEYS: dict[str, tuple[str, str]] = {
    # Element type: (key of its value in the state, key of its first value in the element).
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
MANY = frozenset(name for name, (key, _) in STATE_KEYS.items() if key.endswith("s"))
"""Elements whose state is a list."""


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Give each interactive element with its block."""
    for block in blocks:
        if block["type"] == "container":
            yield from elements(block.get("child_blocks", []))
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element"), *block.get("actions", [])]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def empty(element: Json) -> Json:
    """Return the state of an element nobody has touched."""
    kind = element["type"]
    key, initial = STATE_KEYS[kind]
    value = element.get(initial)
    return {"type": kind, key: value if value is not None else ([] if kind in MANY else None)}


def initial_state(blocks: list[Json]) -> dict[str, Json]:
    """Return the state of blocks nobody has touched."""
    state: dict[str, Json] = {}
    for block, element in elements(blocks):
        if element["type"] in STATE_KEYS:
            state.setdefault(block["block_id"], {})[element["action_id"]] = empty(element)
    return state


def current_state(blocks: list[Json], values: dict[str, Json]) -> dict[str, Json]:
    """Return the state of blocks with what a person has put in laid over it."""
    state = initial_state(blocks)
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            if action_id in state.get(block_id, {}):
                state[block_id][action_id] = value
    return state


def kept_state(values: dict[str, Json], before: list[Json], after: list[Json]) -> dict[str, Json]:
    """Return what stays of a person's input when a view changes: same block id, action id and kind of element."""
    kinds = {(block["block_id"], element["action_id"]): element["type"] for block, element in elements(after)}
    old = {(block["block_id"], element["action_id"]): element["type"] for block, element in elements(before)}
    kept: dict[str, Json] = {}
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            key = (block_id, action_id)
            if key in kinds and kinds[key] == old.get(key):
                kept.setdefault(block_id, {})[action_id] = value
    return kept


def with_ids(blocks: list[Json], stem: str) -> list[Json]:
    """Return the blocks with the block and action ids that Slack adds where the app gave none."""
    named = []
    for number, block in enumerate(blocks):
        full = {**block, "block_id": block.get("block_id") or f"{stem}{number}"}
        if "elements" in full and block["type"] in ("actions", "context_actions"):
            full["elements"] = [
                _named(element, f"{full['block_id']}_{place}") for place, element in enumerate(full["elements"])
            ]
        for part in ("accessory", "element"):
            if part in full:
                full[part] = _named(full[part], f"{full['block_id']}_{part}")
        if "child_blocks" in full:
            full["child_blocks"] = with_ids(full["child_blocks"], f"{full['block_id']}_")
        named.append(full)
    return named


def _named(element: Json, action_id: str) -> Json:
    return element if element["type"] == "image" or element.get("action_id") else {**element, "action_id": action_id}
