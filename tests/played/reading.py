"""Reading what stands on a screen: the words of messages and views, and what one may tap there. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.records import Message, View


def said(thing: Message | View | None) -> str:
    """The words that a person reads in a message or a view, labels of its buttons and fields too."""
    assert thing is not None, "there is nothing to read"
    words = "\n".join(_texts(thing.blocks))
    return words or (thing.text if isinstance(thing, Message) else "")


def alone(message: Message) -> str:
    """The message's own text, which notifications show and screen readers read."""
    return message.text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def elements_of(thing: Message | View) -> list[dict[str, Any]]:
    """What may be tapped or filled in."""
    rows = [block["elements"] for block in thing.blocks if block["type"] == "actions"]
    one = [block[key] for block in thing.blocks for key in ("accessory", "element") if key in block]
    return [element for row in rows for element in row] + one


def actions_of(thing: Message | View) -> list[str]:
    """The action ids that a message or view offers."""
    return [str(element["action_id"]) for element in elements_of(thing)]


def options_of(view: View, block_id: str) -> list[str]:
    """The values that a field offers, in order."""
    block = next(block for block in view.blocks if block.get("block_id") == block_id)
    return [str(option["value"]) for option in block["element"]["options"]]


def chosen_in(view: View, block_id: str) -> Any:
    """What a field holds when the form opens."""
    element = next(block for block in view.blocks if block.get("block_id") == block_id)["element"]
    option = element.get("initial_option")
    return option["value"] if option else element.get("initial_value") or element.get("initial_options")


def newest(messages: Iterable[Message], *, action: str = "", words: str = "") -> Message | None:
    """The newest message that offers an action (by the beginning of its id) and holds some words."""
    for message in sorted(messages, key=lambda each: each.ts, reverse=True):
        offers = not action or any(each.startswith(action) for each in actions_of(message))
        if not message.deleted and offers and words in said(message):
            return message
    return None
