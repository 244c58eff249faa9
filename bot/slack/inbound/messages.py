"""The Events API: messages in all their subtypes, and reactions. One function says what an event is for us, or nothing.

Followed: replies in threads (sent to the channel too or not), their edits and deletions; reactions; what people type to
the coach. Left alone: what bots write, joins and topics, messages outside threads, edits that change no words.
Source: Slack's reference of the `message` event; `event_ts` orders the versions of one message.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.events import (
    DirectMessage,
    Event,
    ReactionAdded,
    ReactionRemoved,
    ReplyDeleted,
    ReplyEdited,
    ReplyPosted,
)
from bot.slack.inbound.markup import plain_words

Body = Mapping[str, Any]

TYPED = {None, "thread_broadcast", "file_share", "me_message"}
"""Subtypes of a message that a person wrote."""
REACTIONS = {"reaction_added": ReactionAdded, "reaction_removed": ReactionRemoved}


def event_in(body: Body, workspace: str, at: datetime) -> Event | None:
    """Read an `event_callback`; None when it is nothing to us."""
    inner = body["event"]
    stamp = {"id": body["event_id"], "workspace": workspace, "at": at}
    if inner["type"] in REACTIONS:
        return _reaction(inner, stamp)
    if inner["type"] != "message":
        return None
    match inner.get("subtype"):
        case "message_changed":
            return _edited(inner, stamp)
        case "message_deleted":
            return _deleted(inner, stamp)
        case subtype if subtype in TYPED:
            return _written(inner, stamp)
    return None


def _written(message: Body, stamp: dict[str, Any]) -> Event | None:
    words = plain_words(message.get("text") or "")
    if not by_person(message) or not words.strip():
        return None
    if _is_direct(message):
        return DirectMessage(channel=message["channel"], user=message["user"], text=words, **stamp)
    if not _is_reply(message):
        return None
    return ReplyPosted(
        channel=message["channel"],
        thread_ts=message["thread_ts"],
        ts=message["ts"],
        user=message["user"],
        text=words,
        version_ts=message.get("event_ts") or message["ts"],
        **stamp,
    )


def _edited(change: Body, stamp: dict[str, Any]) -> Event | None:
    message = change["message"]
    before = change.get("previous_message") or {}
    words = plain_words(message.get("text") or "")
    same = "text" in before and before["text"] == message.get("text")
    if same or _is_direct(change) or not by_person(message) or not _is_reply(message):
        return None
    return ReplyEdited(
        channel=change["channel"],
        thread_ts=message["thread_ts"],
        ts=message["ts"],
        user=message["user"],
        text=words,
        version_ts=change["event_ts"],
        **stamp,
    )


def _deleted(change: Body, stamp: dict[str, Any]) -> Event | None:
    gone = change.get("previous_message") or {}
    if _is_direct(change) or (gone and not (by_person(gone) and _is_reply(gone))):
        return None
    return ReplyDeleted(
        channel=change["channel"],
        thread_ts=gone.get("thread_ts"),
        ts=change["deleted_ts"],
        version_ts=change["event_ts"],
        **stamp,
    )


def _reaction(inner: Body, stamp: dict[str, Any]) -> Event | None:
    item = inner.get("item") or {}
    if item.get("type") != "message" or not inner.get("user"):
        return None
    kind = REACTIONS[inner["type"]]
    name = reaction_name(inner["reaction"])
    return kind(channel=item["channel"], ts=item["ts"], user=inner["user"], name=name, **stamp)


def reaction_name(shown: str) -> str:
    """Give a reaction's name; all skin tones are one."""
    return shown.split("::", maxsplit=1)[0]


def by_person(message: Body) -> bool:
    """Tell whether somebody wrote it, and not a bot."""
    return bool(message.get("user")) and not message.get("bot_id")


def _is_reply(message: Body) -> bool:
    thread = message.get("thread_ts")
    return bool(thread) and thread != message.get("ts")


def _is_direct(message: Body) -> bool:
    return message.get("channel_type") == "im" or str(message.get("channel", "")).startswith("D")
