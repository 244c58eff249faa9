"""Block elements: which fields each has, how long they may be, and in which blocks each may stand.

Lengths and counts from Slack's Block Kit reference: action_id 255, button text 75 and value 2,000, placeholder 150,
select 100 options or 100 groups of 100, overflow 1 to 5, plain text inputs up to 3,000 characters.
"""

from collections.abc import Mapping

from sandbox.blocks.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION_GROUP,
    PLAIN_OPTION,
    RICH_OPTION,
    initial_is_offered,
    option,
    plain,
)
from sandbox.blocks.rules import (
    Rule,
    Shape,
    anything,
    at_least_one,
    boolean,
    exactly_one,
    integer,
    items,
    one_of,
    string,
    url,
)

ACTION_ID = string(255)
_DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
_TIME = string(5, pattern=r"[0-2]\d:[0-5]\d")
_ID = string(255)
_CHOSEN = integer(1, 1000)


def _element(
    kind: str,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    confirm: bool = True,
    also: tuple[Rule, ...] = (),
) -> Shape:
    common: dict[str, Rule] = {"action_id": ACTION_ID}
    if confirm:
        common["confirm"] = CONFIRM
    return Shape(required or {}, {**common, **(optional or {})}, type=kind, also=also)


def _input(kind: str, optional: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Shape:
    common: dict[str, Rule] = {"focus_on_load": boolean, "placeholder": plain(150)}
    return _element(kind, required, {**common, **optional}, confirm=False)


def _select(kind: str, optional: Mapping[str, Rule], *, also: tuple[Rule, ...] = ()) -> Shape:
    common: dict[str, Rule] = {"focus_on_load": boolean, "placeholder": plain(150)}
    if kind.startswith("multi_"):
        common["max_selected_items"] = _CHOSEN
    return _element(kind, {}, {**common, **optional}, also=also)


def _static(kind: str, initial: Mapping[str, Rule]) -> Shape:
    choices: dict[str, Rule] = {"options": items(PLAIN_OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
    return _select(kind, {**choices, **initial}, also=(exactly_one("options", "option_groups"), initial_is_offered))


IMAGE = Shape(
    {"alt_text": string(2000)},
    {"image_url": url(), "slack_file": anything},
    type="image",
    also=(exactly_one("image_url", "slack_file"),),
)

_TEXT_INPUT: dict[str, Rule] = {
    "initial_value": string(3000),
    "multiline": boolean,
    "min_length": integer(0, 3000),
    "max_length": integer(1, 3000),
    "dispatch_action_config": DISPATCH,
}
_SHORT_INPUT: dict[str, Rule] = {"initial_value": string(3000), "dispatch_action_config": DISPATCH}
_NUMBER_TEXT = string(40, pattern=r"-?\d+(\.\d+)?")
_CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": FILTER}
_STYLE: Rule = one_of("primary", "danger")

_FEEDBACK_BUTTON = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        "button",
        {"text": plain(75)},
        {
            "url": url(),
            "value": string(2000),
            "style": _STYLE,
            "accessibility_label": string(75),
            "agent_prompt": string(4000),
            "agent_prompt_display": string(4000),
            "visible_to_user_ids": items(_ID, 100),
        },
    ),
    "workflow_button": _element(
        "workflow_button",
        {"text": plain(75), "workflow": anything},
        {"style": _STYLE, "accessibility_label": string(75)},
        confirm=False,
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": one_of("trash"), "text": plain(75)},
        {"value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": items(_ID, 100)},
    ),
    "feedback_buttons": _element(
        "feedback_buttons",
        {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON},
        confirm=False,
    ),
    "checkboxes": _element(
        "checkboxes",
        {"options": items(RICH_OPTION, 10)},
        {"initial_options": items(RICH_OPTION, 10), "focus_on_load": boolean},
        also=(initial_is_offered,),
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": items(RICH_OPTION, 10)},
        {"initial_option": RICH_OPTION, "focus_on_load": boolean},
        also=(initial_is_offered,),
    ),
    "overflow": _element("overflow", {"options": items(option(plain(75), url=url()), 5)}),
    "datepicker": _select("datepicker", {"initial_date": _DATE}),
    "timepicker": _select("timepicker", {"initial_time": _TIME, "timezone": string(100)}),
    "datetimepicker": _element(
        "datetimepicker", {}, {"initial_date_time": integer(10**9, 10**10 - 1), "focus_on_load": boolean}
    ),
    "plain_text_input": _input("plain_text_input", _TEXT_INPUT),
    "rich_text_input": _input("rich_text_input", {"initial_value": anything, "dispatch_action_config": DISPATCH}),
    "email_text_input": _input("email_text_input", _SHORT_INPUT),
    "url_text_input": _input("url_text_input", _SHORT_INPUT),
    "number_input": _input(
        "number_input",
        {
            "initial_value": _NUMBER_TEXT,
            "min_value": _NUMBER_TEXT,
            "max_value": _NUMBER_TEXT,
            "dispatch_action_config": DISPATCH,
        },
        {"is_decimal_allowed": boolean},
    ),
    "file_input": _element(
        "file_input", {}, {"filetypes": items(string(20), 50), "max_files": integer(1, 10)}, confirm=False
    ),
    "static_select": _static("static_select", {"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static("multi_static_select", {"initial_options": items(PLAIN_OPTION, 100)}),
    "external_select": _select(
        "external_select", {"initial_option": PLAIN_OPTION, "min_query_length": integer(0, 100)}
    ),
    "multi_external_select": _select(
        "multi_external_select", {"initial_options": items(PLAIN_OPTION, 100), "min_query_length": integer(0, 100)}
    ),
    "users_select": _select("users_select", {"initial_user": _ID}),
    "multi_users_select": _select("multi_users_select", {"initial_users": items(_ID, 100)}),
    "channels_select": _select("channels_select", {"initial_channel": _ID, "response_url_enabled": boolean}),
    "multi_channels_select": _select("multi_channels_select", {"initial_channels": items(_ID, 100)}),
    "conversations_select": _select(
        "conversations_select", {"initial_conversation": _ID, "response_url_enabled": boolean, **_CONVERSATION}
    ),
    "multi_conversations_select": _select(
        "multi_conversations_select", {"initial_conversations": items(_ID, 100), **_CONVERSATION}
    ),
    "image": IMAGE,
}

_SELECTS = {name for name in ELEMENTS if name.endswith("_select")}
_CHOICES = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
_PLACES: dict[str, set[str]] = {
    "actions": _SELECTS | _CHOICES | {"button", "overflow", "datetimepicker", "workflow_button", "icon_button"},
    "accessory": _SELECTS | _CHOICES | {"button", "overflow", "workflow_button", "image"},
    "input": _SELECTS
    | _CHOICES
    | {
        "datetimepicker",
        "plain_text_input",
        "rich_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "file_input",
    },
    "context_actions": {"feedback_buttons", "icon_button"},
    "card": {"button", "overflow"},
}


def elements_for(place: str) -> dict[str, Shape]:
    """Return the elements that may stand in that place of a block."""
    return {name: ELEMENTS[name] for name in ELEMENTS if name in _PLACES[place]}


CARD_HAS_CONTENT = at_least_one("hero_image", "title", "actions", "body")
