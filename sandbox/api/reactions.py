"""reactions.*."""

import re

from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.shapes import message_json

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_KINDS = 23
"""Different emoji the app may leave on one message (Slack: ``too_many_emoji``)."""


def add(call: Call) -> Json:
    """reactions.add."""
    message, name = _target(call)
    if call.bot in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    mine = [users for users in message.reactions.values() if call.bot in users]
    if len(mine) >= MOST_KINDS:
        raise SlackError("too_many_reactions")
    call.workspace.posting.react(message, name, call.bot)
    return {}


def remove(call: Call) -> Json:
    """reactions.remove."""
    message, name = _target(call)
    if call.bot not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    call.workspace.posting.unreact(message, name, call.bot)
    return {}


def get(call: Call) -> Json:
    """reactions.get."""
    call.required("channel", "timestamp")
    channel = call.channel()
    message = call.message(channel, call.text("timestamp"))
    return {"type": "message", "channel": channel.id, "message": message_json(call.workspace, message)}


def _target(call: Call) -> tuple[Message, str]:
    call.required("channel", "timestamp", "name")
    channel: Channel = call.joined()
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    if channel.is_archived:
        raise SlackError("is_archived")
    return call.message(channel, call.text("timestamp")), name


_SHARED = ("channel_not_found", "not_in_channel", "message_not_found", "invalid_name", "is_archived")
METHODS = (
    Method("reactions.add", add, "t3", ("reactions:write",), (*_SHARED, "already_reacted", "too_many_reactions")),
    Method("reactions.remove", remove, "t2", ("reactions:write",), (*_SHARED, "no_reaction")),
    Method("reactions.get", get, "t3", ("reactions:read",), ("channel_not_found", "message_not_found")),
)
