"""Composition objects: texts, options, confirmations. Lengths from Slack's Block Kit reference."""

from typing import Any

from sandbox.blocks.rules import Place, Rule, Shape, boolean, by_type, items, one_of, string


def plain(most: int) -> Shape:
    """A plain text object with at most that many characters."""
    return Shape({"text": string(most)}, {"emoji": boolean}, type="plain_text")


def mrkdwn(most: int) -> Shape:
    """A mrkdwn text object with at most that many characters."""
    return Shape({"text": string(most)}, {"verbatim": boolean}, type="mrkdwn")


def words(most: int) -> Rule:
    """A text object of either kind."""
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


def option(text: Rule, *, url: Rule | None = None) -> Shape:
    """An option: text 75, value 150, description 75 characters; `url` only in overflow menus."""
    extra = {"url": url} if url else {}
    return Shape({"text": text, "value": string(150)}, {"description": words(75), **extra})


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(words(75))

OPTION_GROUP = Shape({"label": plain(75), "options": items(PLAIN_OPTION, 100)})

CONFIRM = Shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

DISPATCH = Shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})

FILTER = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def _values(element: dict[str, Any]) -> list[Any]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group.get("options") or []
    return [option.get("value") for option in options if isinstance(option, dict)]


def initial_is_offered(value: Any, place: Place) -> None:
    """The first choice must be among the options."""
    offered = _values(value)
    chosen = [value["initial_option"]] if value.get("initial_option") else value.get("initial_options") or []
    for choice in chosen:
        if isinstance(choice, dict) and choice.get("value") not in offered:
            place.report("initial options must match the options offered")
