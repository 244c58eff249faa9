"""What conversations.*, users.*, team.* and files.* refuse."""

from tests.sandbox.stage import NOWHERE, refusals

PAGES = {"invalid_cursor": {"cursor": "garbage"}, "invalid_limit": {"limit": -1}}


def paged(call, **fixed):
    """The two refusals of every paged method."""
    return {
        error: lambda s, bad=bad: call(s)(**{k: v(s) for k, v in fixed.items()}, **bad) for error, bad in PAGES.items()
    }


refusals(
    "conversations.list",
    {
        "invalid_types": lambda s: s.client.conversations_list(types="rooms"),
        **paged(lambda s: s.client.conversations_list),
    },
)
refusals("conversations.info", {"channel_not_found": lambda s: s.client.conversations_info(channel=s.hidden)})
refusals(
    "conversations.members",
    {
        "channel_not_found": lambda s: s.client.conversations_members(channel=NOWHERE),
        **paged(lambda s: s.client.conversations_members, channel=lambda s: s.team),
    },
)
refusals(
    "conversations.history",
    {
        "channel_not_found": lambda s: s.client.conversations_history(channel=s.hidden),
        "not_in_channel": lambda s: s.client.conversations_history(channel=s.other),
        "invalid_ts_oldest": lambda s: s.client.conversations_history(channel=s.team, oldest="monday"),
        "invalid_ts_latest": lambda s: s.client.conversations_history(channel=s.team, latest="monday"),
        **paged(lambda s: s.client.conversations_history, channel=lambda s: s.team),
    },
)
refusals(
    "conversations.replies",
    {
        "channel_not_found": lambda s: s.client.conversations_replies(channel=s.hidden, ts=s.root),
        "not_in_channel": lambda s: s.client.conversations_replies(channel=s.other, ts=s.root),
        "thread_not_found": lambda s: s.client.conversations_replies(channel=s.team, ts="1000000000.000001"),
        "invalid_ts_oldest": lambda s: s.client.conversations_replies(channel=s.team, ts=s.root, oldest="monday"),
        "invalid_ts_latest": lambda s: s.client.conversations_replies(channel=s.team, ts=s.root, latest="monday"),
        **paged(lambda s: s.client.conversations_replies, channel=lambda s: s.team, ts=lambda s: s.root),
    },
)
refusals(
    "conversations.open",
    {
        "user_not_found": lambda s: s.client.conversations_open(users=["U0NOBODY000"]),
        "too_many_users": lambda s: s.client.conversations_open(users=[s.ana] * 9),
        "cannot_dm_bot": lambda s: s.client.conversations_open(users=[s.workspace.app.bot_user]),
        "channel_not_found": lambda s: s.client.conversations_open(channel=NOWHERE),
    },
)
refusals(
    "conversations.join",
    {
        "channel_not_found": lambda s: s.client.conversations_join(channel=s.hidden),
        "is_archived": lambda s: s.client.conversations_join(channel=s.archived),
        "method_not_supported_for_channel_type": lambda s: s.client.conversations_join(
            channel=s.workspace.direct(s.ana, s.workspace.app.bot_user).id
        ),
    },
)
refusals(
    "conversations.invite",
    {
        "channel_not_found": lambda s: s.client.conversations_invite(channel=NOWHERE, users=[s.outsider]),
        "not_in_channel": lambda s: s.client.conversations_invite(channel=s.other, users=[s.outsider]),
        "user_not_found": lambda s: s.client.conversations_invite(channel=s.team, users=["U0NOBODY000"]),
        "already_in_channel": lambda s: s.client.conversations_invite(channel=s.team, users=[s.ana]),
        "cant_invite_self": lambda s: s.client.conversations_invite(channel=s.team, users=[s.workspace.app.bot_user]),
    },
)
refusals("users.info", {"user_not_found": lambda s: s.client.users_info(user="U0NOBODY000")})
refusals("users.list", paged(lambda s: s.client.users_list))
refusals(
    "users.conversations",
    {
        "user_not_found": lambda s: s.client.users_conversations(user="U0NOBODY000"),
        "invalid_types": lambda s: s.client.users_conversations(types="rooms"),
        **paged(lambda s: s.client.users_conversations),
    },
)
refusals("users.lookupByEmail", {"users_not_found": lambda s: s.client.users_lookupByEmail(email="no@example.org")})
refusals("bots.info", {"bot_not_found": lambda s: s.client.bots_info(bot="B0NOBODY000")})
refusals("dnd.info", {"user_not_found": lambda s: s.client.dnd_info(user="U0NOBODY000")})
refusals(
    "files.getUploadURLExternal",
    {
        "invalid_arguments": lambda s: s.client.files_getUploadURLExternal(filename="a.txt", length=0),
        "alt_txt_too_large": lambda s: s.client.files_getUploadURLExternal(
            filename="a.png", length=3, alt_txt="x" * 1001
        ),
    },
)


async def complete(s, **fields):
    """Complete a file whose bytes are there."""
    await s.client.files_completeUploadExternal(files=[{"id": await s.upload()}], **fields)


refusals(
    "files.completeUploadExternal",
    {
        "invalid_arguments": lambda s: s.client.files_completeUploadExternal(files=[{"title": "a.txt"}]),
        "file_not_found": lambda s: s.client.files_completeUploadExternal(files=[{"id": "F0NOTHING00"}]),
        "channel_not_found": lambda s: complete(s, channel_id=s.hidden),
        "not_in_channel": lambda s: complete(s, channel_id=s.other),
        "invalid_thread_ts": lambda s: complete(s, channel_id=s.team, thread_ts="monday"),
    },
)
refusals("files.info", {"file_not_found": lambda s: s.client.files_info(file="F0NOTHING00")})
