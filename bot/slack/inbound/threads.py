"""Messages as Slack's history gives them, as far as reading back needs them: pure functions.

Source: Slack's reference of conversations.replies. Of a message's reactions Slack may list fewer people than `count`.
"""

from collections.abc import Mapping
from typing import Any

from bot.hearing.ports import SeenMessage, SeenReaction
from bot.slack.inbound.markup import plain_words
from bot.slack.inbound.messages import TYPED, by_person, reaction_name
from bot.slack.messenger import EVENT_TYPE


def seen_message(message: Mapping[str, Any], *, own_user: str = "") -> SeenMessage:
    """Read one message. What a bot wrote has no author; the coach's own reactions are left out."""
    written = by_person(message) and message.get("subtype") in TYPED
    return SeenMessage(
        ts=str(message["ts"]),
        author=str(message["user"]) if written else None,
        text=plain_words(message.get("text") or "") if written else "",
        edited_ts=(message.get("edited") or {}).get("ts") if written else None,
        mark=_mark(message),
        reactions=_reactions(message, own_user),
    )


def lists_everybody(message: Mapping[str, Any]) -> bool:
    """Tell whether Slack named everybody who reacted to a message."""
    return all(len(one.get("users") or ()) >= one.get("count", 0) for one in message.get("reactions") or ())


def _mark(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("id") if metadata.get("event_type") == EVENT_TYPE else None


def _reactions(message: Mapping[str, Any], own_user: str) -> tuple[SeenReaction, ...]:
    by_name: dict[str, list[str]] = {}
    for one in message.get("reactions") or ():
        by_name.setdefault(reaction_name(one["name"]), []).extend(one.get("users") or ())
    return tuple(
        SeenReaction(name, tuple(user for user in dict.fromkeys(users) if user != own_user))
        for name, users in by_name.items()
    )
