"""chat.*: posting, changing, deleting, links."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import TS, Call, Method
from sandbox.blocks.message import MOST_TEXT, MOST_TEXT_ON_UPDATE, check_message, check_metadata
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.shapes import message_json
from sandbox.state import with_ids
from sandbox.text import sent_by_app


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = _target(call)
    thread_ts = _thread(call, channel)
    content = _content(call)
    metadata = check_metadata(call.structure("metadata", "invalid_metadata_format"))
    call.workspace.limits.post(channel.id)
    broadcast = bool(thread_ts) and call.flag("reply_broadcast")
    message = call.workspace.posting.new(
        channel,
        call.bot,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        by_app=True,
        thread_ts=thread_ts,
        broadcast=broadcast,
        subtype="thread_broadcast" if broadcast else None,
        metadata=metadata,
    )
    call.workspace.posting.post(message)
    answer = {"channel": channel.id, "ts": message.ts, "message": message_json(call.workspace, message, metadata=True)}
    return answer | _warning(call)


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = _target(call)
    reader = call.required("user")
    user = call.workspace.users.get(reader)
    if user is None or user.deleted or reader not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(call)
    thread_ts = _thread(call, channel)
    message = call.workspace.posting.new(
        channel,
        call.bot,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        by_app=True,
        thread_ts=thread_ts,
        ephemeral_to=reader,
    )
    call.workspace.posting.post(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update: text without blocks removes the blocks; blocks alone leave no "(edited)"."""
    call.required("channel", "ts")
    channel = call.channel()
    message = _own(call, channel, "cant_update_message")
    fields = _changes(call, message)
    editor = call.bot if "text" in call.args and fields["text"] != message.text else None
    call.workspace.posting.change(message, editor, **fields)
    shown = message_json(call.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """chat.delete."""
    call.required("channel", "ts")
    channel = call.channel()
    message = _own(call, channel, "cant_delete_message")
    call.workspace.posting.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    call.required("channel", "message_ts")
    channel = call.channel()
    message = call.message(channel, call.text("message_ts"))
    link = f"{call.workspace.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _target(call: Call) -> Channel:
    """Return where to post: a conversation's id, a channel's name, or a user's id (which means the app's DM)."""
    name = call.required("channel")
    channel = _known(call, name)
    if call.bot not in channel.members and not (
        channel.kind == "public" and "chat:write.public" in call.workspace.app.scopes
    ):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _known(call: Call, name: str) -> Channel:
    workspace = call.workspace
    if name == call.bot:
        raise SlackError("cannot_dm_bot")
    if name in workspace.users:
        return workspace.direct(name, call.bot)
    channel = workspace.channels.get(name) or workspace.channel_named(name)
    if channel is None or (channel.kind != "public" and call.bot not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def _thread(call: Call, channel: Channel) -> str | None:
    """Return the root's ts. Slack wants the root's, not a reply's."""
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    if not TS.fullmatch(thread_ts):
        raise SlackError("invalid_thread_ts")
    root = call.workspace.messages.get(channel.id, thread_ts)
    if root is None:
        raise SlackError("thread_not_found")
    if root.is_reply:
        raise SlackError("cannot_reply_to_message")
    return root.ts


def _content(call: Call) -> dict[str, Any]:
    text = call.text("text")
    blocks = call.structure("blocks", "invalid_blocks_format") or []
    attachments = call.structure("attachments", "invalid_attachments") or []
    if call.text("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": call.text("markdown_text")}]
        text = call.text("markdown_text")
    check_message(text, blocks, attachments)
    named = with_ids(blocks, call.workspace.ids.new("b"))
    return {"text": sent_by_app(text[:MOST_TEXT]), "blocks": named, "attachments": attachments}


def _changes(call: Call, message: Message) -> dict[str, Any]:
    if not {"text", "blocks", "attachments", "markdown_text", "metadata"} & set(call.args):
        raise SlackError("no_text")
    if len(call.text("text")) > MOST_TEXT_ON_UPDATE:
        raise SlackError("msg_too_long")
    fields: dict[str, Any] = {}
    if {"text", "blocks", "attachments", "markdown_text"} & set(call.args):
        fields = _content(call)
        if "text" not in call.args and "markdown_text" not in call.args:
            fields["text"] = message.text
    else:
        fields = {"text": message.text}
    if "metadata" in call.args:
        fields["metadata"] = check_metadata(call.structure("metadata", "invalid_metadata_format"))
    return fields


def _own(call: Call, channel: Channel, otherwise: str) -> Message:
    message = call.message(channel, call.text("ts"))
    if message.user != call.bot or not message.by_app:
        raise SlackError(otherwise)
    return message


def _warning(call: Call) -> Json:
    if len(call.text("text")) <= MOST_TEXT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


_CONTENT_ERRORS = ("no_text", "invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long")
_CONTENT_MORE = ("too_many_attachments", "markdown_text_conflict")
_METADATA_ERRORS = ("invalid_metadata_format", "metadata_too_large")
_TARGET_ERRORS = ("channel_not_found", "not_in_channel", "is_archived", "cannot_dm_bot")
_THREAD_ERRORS = ("invalid_thread_ts", "thread_not_found", "cannot_reply_to_message")
_WRITE = ("chat:write",)

METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        "special",
        _WRITE,
        (*_TARGET_ERRORS, *_THREAD_ERRORS, *_CONTENT_ERRORS, *_CONTENT_MORE, *_METADATA_ERRORS, "ratelimited"),
    ),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        "t4",
        _WRITE,
        ("channel_not_found", "not_in_channel", "is_archived", "user_not_in_channel", "no_text", "invalid_blocks"),
    ),
    Method(
        "chat.update",
        update,
        "t3",
        _WRITE,
        (
            "channel_not_found",
            "message_not_found",
            "cant_update_message",
            "msg_too_long",
            "no_text",
            "invalid_blocks",
            "msg_blocks_too_long",
            *_METADATA_ERRORS,
        ),
    ),
    Method("chat.delete", delete, "t3", _WRITE, ("channel_not_found", "message_not_found", "cant_delete_message")),
    Method("chat.getPermalink", permalink, "special", (), ("channel_not_found", "message_not_found")),
)
