"""What a person may choose from: the options of selects, radio buttons, checkboxes and menus.

Pure over an element, its state and the reader's view of the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.client.reader import Reader
from sandbox.records import Channel, Json
from sandbox.state import STATE_KEYS


@dataclass(frozen=True)
class Choice:
    """One thing to choose. `words` and `description` are Block Kit text objects, or plain strings for names."""

    value: str
    words: Json | str
    description: Json | str | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Choices:
    """A group of choices; `label` is None where there are no groups."""

    label: str | None
    choices: tuple[Choice, ...]


def choices(element: Json, state: Json, reader: Reader) -> list[Choices]:
    """Return what an element offers, with what is chosen; where several may be, those that are stand first."""
    kind = element["type"].removeprefix("multi_")
    chosen = chosen_values(state)
    if kind == "users_select":
        people = (Choice(user.id, user.real_name, user.title or None, user.id in chosen) for user in reader.people())
        return [Choices(None, _in_order(people, element))]
    if kind in ("channels_select", "conversations_select"):
        return [Choices(None, _in_order(_conversations(element, kind, chosen, reader), element))]
    groups = element.get("option_groups") or [{"label": None, "options": element.get("options", [])}]
    return [
        Choices(
            group["label"]["text"] if group["label"] else None,
            tuple(_option(option, chosen) for option in group["options"]),
        )
        for group in groups
    ]


def _in_order(offered: Iterable[Choice], element: Json) -> tuple[Choice, ...]:
    many = element["type"].startswith("multi_")  # drawn as a list that scrolls
    return tuple(sorted(offered, key=lambda choice: many and not choice.chosen))


def chosen_values(state: Json) -> frozenset[str]:
    """Return the values (option values or ids) that a state holds."""
    held = state.get(STATE_KEYS[state["type"]][0]) if state else None
    many = held if isinstance(held, list) else [held]
    return frozenset(_value(one) for one in many if one not in (None, ""))


def _value(one: Any) -> str:
    return str(one.get("value", "") if isinstance(one, dict) else one)


def _option(option: Json, chosen: frozenset[str]) -> Choice:
    value = str(option.get("value", ""))
    return Choice(value, option["text"], option.get("description"), value in chosen)


def _conversations(element: Json, kind: str, chosen: frozenset[str], reader: Reader) -> Iterator[Choice]:
    wanted = _wanted_kinds(element, kind)
    for channel in sorted(reader.workspace.channels.values(), key=reader.channel_title):
        if channel.kind in wanted and reader.knows(channel) and not channel.is_archived:
            yield Choice(channel.id, _title(channel, reader), None, channel.id in chosen)


def _wanted_kinds(element: Json, kind: str) -> frozenset[str]:
    if kind == "channels_select":
        return frozenset({"public"})
    included = (element.get("filter") or {}).get("include")
    return frozenset(included or ("public", "private", "im", "mpim"))


def _title(channel: Channel, reader: Reader) -> str:
    mark = {"public": "#", "private": "🔒 "}.get(channel.kind, "")
    return f"{mark}{reader.channel_title(channel)}"
