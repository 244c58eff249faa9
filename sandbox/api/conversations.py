"""conversations.*: finding, reading, opening, joining."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.api.paging import page
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.shapes import channel_json, message_json

_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_PREFIX = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
MOST_MESSAGES = 999
MOST_USERS = 8


def wanted_kinds(call: Call) -> set[str]:
    """Return the kinds of conversation asked for, after checking a scope for each. Raises ``invalid_types``."""
    types = call.names("types") or ["public_channel"]
    if not set(types) <= set(_TYPES):
        raise SlackError("invalid_types")
    for kind in types:
        call.need(f"{_PREFIX[kind]}:read")
    return {_TYPES[kind] for kind in types}


def visible(call: Call, kinds: set[str]) -> list[Channel]:
    """Return the conversations of these kinds that the bot can see."""
    return [
        c for c in call.workspace.channels.values() if c.kind in kinds and (c.kind == "public" or call.bot in c.members)
    ]


def list_(call: Call) -> Json:
    """conversations.list."""
    found = visible(call, wanted_kinds(call))
    if call.flag("exclude_archived"):
        found = [channel for channel in found if not channel.is_archived]
    shown, more = page(call, found)
    return {"channels": [channel_json(call.workspace, channel) for channel in shown]} | more


def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.channel()
    call.need_for(channel, "read")
    body = channel_json(call.workspace, channel)
    if not call.flag("include_num_members"):
        body.pop("num_members", None)
    return {"channel": body}


def members(call: Call) -> Json:
    """conversations.members."""
    channel = call.channel()
    call.need_for(channel, "read")
    shown, more = page(call, channel.members)
    return {"members": shown} | more


def history(call: Call) -> Json:
    """conversations.history: what stands in the channel, newest first."""
    channel = call.joined()
    call.need_for(channel, "history")
    found = list(reversed(_between(call, call.workspace.messages.in_channel(channel.id))))
    shown, more = page(call, found, most=MOST_MESSAGES)
    return {
        "messages": _shown(call, shown),
        "has_more": bool(more["response_metadata"]["next_cursor"]),
        "pin_count": 0,
    } | more


def replies(call: Call) -> Json:
    """conversations.replies: the root, then the replies, oldest first."""
    call.required("channel", "ts")
    channel = call.joined()
    call.need_for(channel, "history")
    root = call.workspace.messages.get(channel.id, call.text("ts"))
    if root is not None and root.is_reply:
        root = call.workspace.messages.get(channel.id, root.thread_ts or "")
    if root is None or root.listed_from > call.workspace.wire.now():
        raise SlackError("thread_not_found")
    thread = _between(call, call.workspace.messages.replies(channel.id, root.ts))
    shown, more = page(call, thread, default=1000, most=MOST_MESSAGES)
    first = [] if call.text("cursor") else [root]
    return {
        "messages": _shown(call, [*first, *shown]),
        "has_more": bool(more["response_metadata"]["next_cursor"]),
    } | more


def open_(call: Call) -> Json:
    """conversations.open: the DM with one person, or a group DM with up to eight."""
    users = call.names("users")
    if not users:
        channel = call.channel()
        return {"channel": channel_json(call.workspace, channel)}
    if len(users) > MOST_USERS:
        raise SlackError("too_many_users")
    if any(user not in call.workspace.users for user in users):
        raise SlackError("user_not_found")
    if users == [call.bot]:
        raise SlackError("cannot_dm_bot")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    before = len(call.workspace.channels)
    channel = call.workspace.direct(*users, call.bot)
    existed = len(call.workspace.channels) == before
    answer = channel_json(call.workspace, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": answer} | ({"no_op": True, "already_open": True} if existed else {})


def join(call: Call) -> Json:
    """conversations.join."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members:
        call.workspace.posting.join(channel, call.bot)
        return {"channel": channel_json(call.workspace, channel)}
    return {"channel": channel_json(call.workspace, channel), "warning": "already_in_channel"}


def invite(call: Call) -> Json:
    """conversations.invite."""
    call.required("channel", "users")
    channel = call.joined()
    call.need(*(("channels:manage",) if channel.kind == "public" else ("groups:write",)))
    for user in call.names("users"):
        if user not in call.workspace.users:
            raise SlackError("user_not_found")
        if user == call.bot:
            raise SlackError("cant_invite_self")
        if user in channel.members:
            raise SlackError("already_in_channel")
        call.workspace.posting.join(channel, user, call.bot)
    return {"channel": channel_json(call.workspace, channel)}


def _between(call: Call, found: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest", "ts_oldest"), _moment(call, "latest", "ts_latest")
    inclusive, now = call.flag("inclusive"), call.workspace.wire.now()

    def inside(message: Message) -> bool:
        if message.listed_from > now:
            return False
        at = float(message.ts)
        after = oldest is None or at > oldest or (inclusive and at == oldest)
        return after and (latest is None or at < latest or (inclusive and at == latest))

    return [message for message in found if inside(message)]


def _moment(call: Call, name: str, side: str) -> float | None:
    value = call.text(name)
    if value in ("", "0"):
        return None
    try:
        return float(value)
    except ValueError:
        raise SlackError(f"invalid_{side}") from None


def _shown(call: Call, found: list[Message]) -> list[Json]:
    metadata = call.flag("include_all_metadata")
    return [message_json(call.workspace, message, metadata=metadata) for message in found]


_PAGES = ("invalid_cursor", "invalid_limit")
_TIMES = ("invalid_ts_oldest", "invalid_ts_latest")
_READ = ("channel_not_found", "not_in_channel")
METHODS = (
    Method("conversations.list", list_, "t2", (), ("invalid_types", *_PAGES)),
    Method("conversations.info", info, "t3", (), ("channel_not_found",)),
    Method("conversations.members", members, "t4", (), ("channel_not_found", *_PAGES)),
    Method("conversations.history", history, "t3", (), (*_READ, *_TIMES, *_PAGES)),
    Method("conversations.replies", replies, "t3", (), (*_READ, "thread_not_found", *_TIMES, *_PAGES)),
    Method(
        "conversations.open",
        open_,
        "t3",
        (),
        ("user_not_found", "too_many_users", "cannot_dm_bot", "channel_not_found"),
    ),
    Method(
        "conversations.join",
        join,
        "t3",
        ("channels:join",),
        ("channel_not_found", "is_archived", "method_not_supported_for_channel_type"),
    ),
    Method(
        "conversations.invite",
        invite,
        "t3",
        (),
        ("channel_not_found", "not_in_channel", "user_not_found", "already_in_channel", "cant_invite_self"),
    ),
)
