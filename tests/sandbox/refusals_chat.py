"""What chat.* and reactions.* refuse."""

from tests.sandbox.stage import BAD_BLOCKS, NOWHERE, refusal, refusals, too_long_in_all

METADATA = {"event_type": "x", "event_payload": {"id": "1"}}

refusals(
    "chat.postMessage",
    {
        "channel_not_found": lambda s: s.client.chat_postMessage(channel=s.hidden, text="x"),
        "not_in_channel": lambda s: s.client.chat_postMessage(channel=s.other, text="x"),
        "is_archived": lambda s: s.client.chat_postMessage(channel=s.archived, text="x"),
        "cannot_dm_bot": lambda s: s.client.chat_postMessage(channel=s.workspace.app.bot_user, text="x"),
        "invalid_thread_ts": lambda s: s.client.chat_postMessage(channel=s.team, text="x", thread_ts="yesterday"),
        "thread_not_found": lambda s: s.client.chat_postMessage(
            channel=s.team, text="x", thread_ts="1000000000.000001"
        ),
        "cannot_reply_to_message": lambda s: s.client.chat_postMessage(channel=s.team, text="x", thread_ts=s.reply),
        "no_text": lambda s: s.client.chat_postMessage(channel=s.team, text="  "),
        "invalid_blocks": lambda s: s.client.chat_postMessage(channel=s.team, text="x", blocks=BAD_BLOCKS),
        "invalid_blocks_format": lambda s: s.client.chat_postMessage(channel=s.team, text="x", blocks="{not json"),
        "invalid_attachments": lambda s: s.client.chat_postMessage(channel=s.team, text="x", blocks=[TABLE, TABLE]),
        "msg_blocks_too_long": lambda s: s.client.chat_postMessage(channel=s.team, text="x", blocks=too_long_in_all()),
        "too_many_attachments": lambda s: s.client.chat_postMessage(channel=s.team, attachments=[{"text": "x"}] * 101),
        "markdown_text_conflict": lambda s: s.client.chat_postMessage(channel=s.team, text="x", markdown_text="y"),
        "invalid_metadata_format": lambda s: s.client.chat_postMessage(channel=s.team, text="x", metadata={"id": "1"}),
        "metadata_too_large": lambda s: s.client.chat_postMessage(
            channel=s.team, text="x", metadata={**METADATA, "event_payload": {"text": "x" * 20_000}}
        ),
    },
)
TABLE: dict[str, object] = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}


@refusal("chat.postMessage", "ratelimited")
async def too_fast(s):
    """The fourth message into one channel within a second."""
    for number in range(4):
        await s.client.chat_postMessage(channel=s.team, text=str(number))


refusals(
    "chat.postEphemeral",
    {
        "channel_not_found": lambda s: s.client.chat_postEphemeral(channel=NOWHERE, user=s.ana, text="x"),
        "not_in_channel": lambda s: s.client.chat_postEphemeral(channel=s.other, user=s.ana, text="x"),
        "is_archived": lambda s: s.client.chat_postEphemeral(channel=s.archived, user=s.ana, text="x"),
        "user_not_in_channel": lambda s: s.client.chat_postEphemeral(channel=s.team, user=s.outsider, text="x"),
        "no_text": lambda s: s.client.chat_postEphemeral(channel=s.team, user=s.ana),
        "invalid_blocks": lambda s: s.client.chat_postEphemeral(channel=s.team, user=s.ana, blocks=BAD_BLOCKS),
    },
)
refusals(
    "chat.update",
    {
        "channel_not_found": lambda s: s.client.chat_update(channel=s.ana, ts=s.own, text="x"),
        "message_not_found": lambda s: s.client.chat_update(channel=s.team, ts="1000000000.000001", text="x"),
        "cant_update_message": lambda s: s.client.chat_update(channel=s.team, ts=s.root, text="x"),
        "msg_too_long": lambda s: s.client.chat_update(channel=s.team, ts=s.own, text="x" * 4001),
        "no_text": lambda s: s.client.chat_update(channel=s.team, ts=s.own),
        "invalid_blocks": lambda s: s.client.chat_update(channel=s.team, ts=s.own, blocks=BAD_BLOCKS),
        "msg_blocks_too_long": lambda s: s.client.chat_update(channel=s.team, ts=s.own, blocks=too_long_in_all()),
        "invalid_metadata_format": lambda s: s.client.chat_update(
            channel=s.team, ts=s.own, text="x", metadata={"event_type": 1}
        ),
        "metadata_too_large": lambda s: s.client.chat_update(
            channel=s.team, ts=s.own, text="x", metadata={**METADATA, "event_payload": {"text": "x" * 20_000}}
        ),
    },
)
refusals(
    "chat.delete",
    {
        "channel_not_found": lambda s: s.client.chat_delete(channel=NOWHERE, ts=s.own),
        "message_not_found": lambda s: s.client.chat_delete(channel=s.team, ts="1000000000.000001"),
        "cant_delete_message": lambda s: s.client.chat_delete(channel=s.team, ts=s.root),
    },
)
refusals(
    "chat.getPermalink",
    {
        "channel_not_found": lambda s: s.client.chat_getPermalink(channel=s.hidden, message_ts=s.own),
        "message_not_found": lambda s: s.client.chat_getPermalink(channel=s.team, message_ts="1000000000.000001"),
    },
)


async def twice(s, *names):
    """React with each name, one after the other."""
    for name in names:
        await s.client.reactions_add(channel=s.team, timestamp=s.root, name=name)


def _reacting(call):
    return {
        "channel_not_found": lambda s: call(s)(channel=NOWHERE, timestamp=s.root, name="wave"),
        "not_in_channel": lambda s: call(s)(channel=s.other, timestamp=s.root, name="wave"),
        "message_not_found": lambda s: call(s)(channel=s.team, timestamp="1000000000.000001", name="wave"),
        "invalid_name": lambda s: call(s)(channel=s.team, timestamp=s.root, name="Not An Emoji"),
        "is_archived": lambda s: call(s)(channel=s.archived, timestamp=s.root, name="wave"),
    }


refusals(
    "reactions.add",
    {
        **_reacting(lambda s: s.client.reactions_add),
        "already_reacted": lambda s: twice(s, "wave", "wave"),
        "too_many_reactions": lambda s: twice(s, *(f"e{number}" for number in range(24))),
    },
)
refusals(
    "reactions.remove",
    {
        **_reacting(lambda s: s.client.reactions_remove),
        "no_reaction": lambda s: s.client.reactions_remove(channel=s.team, timestamp=s.root, name="wave"),
    },
)
refusals(
    "reactions.get",
    {
        "channel_not_found": lambda s: s.client.reactions_get(channel=NOWHERE, timestamp=s.root),
        "message_not_found": lambda s: s.client.reactions_get(channel=s.team, timestamp="1000000000.000001"),
    },
)


@refusal("any", "ratelimited")
async def too_many_calls(s):
    """The twenty-first call of a tier-two method within a minute."""
    for _ in range(21):
        await s.client.users_list()


def once_removed(s):
    """The client of an app that was taken out of the workspace."""
    s.workspace.app.installed = False
    return s.client


refusals(
    "any",
    {
        "not_authed": lambda s: s.client.api_call("conversations.list", headers={"Authorization": ""}),
        "account_inactive": lambda s: once_removed(s).auth_test(),
        "invalid_auth": lambda s: type(s.client)(token="xoxb-wrong", base_url=s.client.base_url).auth_test(),
        "not_allowed_token_type": lambda s: s.client.apps_connections_open(app_token=s.workspace.app.bot_token),
        "unknown_method": lambda s: s.client.api_call("chat.shout"),
        "missing_scope": lambda s: without_scope(s, "chat:write").chat_postMessage(channel=s.team, text="x"),
        "invalid_arguments": lambda s: s.client.api_call("chat.postMessage", json={"text": "x"}),
    },
)


def without_scope(s, scope):
    """The client, after a scope was taken from the app."""
    s.workspace.app.scopes -= {scope}
    return s.client
