"""Messages through the Web API: posting, changing, reading back, metadata, threads, DMs, ephemeral ones."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.pace import Pace
from sandbox.workspace import Workspace
from tests.sandbox.stage import section

METADATA = {"event_type": "waymark_prompt", "event_payload": {"id": "p-1"}}


@pytest.fixture
def pace() -> Pace:
    """Many posts in a row are no matter here."""
    return Pace(scale=1000)


async def test_metadata_is_read_back_only_on_request(world):
    """Metadata is stored and comes back only with include_all_metadata."""
    posted = await world.client.chat_postMessage(channel=world.team, text="Prompt", metadata=METADATA)
    plain = await world.client.conversations_history(channel=world.team)
    asked = await world.client.conversations_history(channel=world.team, include_all_metadata=True)
    assert posted["message"]["metadata"] == METADATA
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == METADATA


async def test_history_is_newest_first_in_pages_and_between(world):
    """History gives the newest first, in pages by cursor, and takes oldest, latest and inclusive."""
    stamps = [(await world.client.chat_postMessage(channel=world.team, text=str(n)))["ts"] for n in range(5)]
    first = await world.client.conversations_history(channel=world.team, limit=2)
    assert [message["text"] for message in first["messages"]] == ["4", "3"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = await world.client.conversations_history(channel=world.team, limit=2, cursor=cursor)
    assert [message["text"] for message in second["messages"]] == ["2", "1"]
    between = await world.client.conversations_history(channel=world.team, oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    inclusive = await world.client.conversations_history(
        channel=world.team, oldest=stamps[1], latest=stamps[3], inclusive=True
    )
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]


async def test_a_thread_stays_out_of_the_channel(world):
    """Replies are read by conversations.replies, oldest first after the root, which counts them."""
    root = await world.ana.post(world.team, "root")
    await world.ben.post(world.team, "one", root)
    await world.client.chat_postMessage(channel=world.team, text="two", thread_ts=root)
    loud = await world.client.chat_postMessage(channel=world.team, text="three", thread_ts=root, reply_broadcast=True)
    thread = await world.client.conversations_replies(channel=world.team, ts=root)
    assert [message["text"] for message in thread["messages"]] == ["root", "one", "two", "three"]
    assert thread["messages"][0]["reply_count"] == 3
    assert thread["messages"][0]["reply_users"] == [world.ben.id, world.workspace.app.bot_user]
    assert thread["messages"][1]["parent_user_id"] == world.ana.id
    channel = await world.client.conversations_history(channel=world.team)
    assert [message["ts"] for message in channel["messages"]] == [loud["ts"], root]


async def test_update_without_blocks_removes_them(world):
    """Text alone removes the blocks; blocks alone keep the text and leave no mark of an edit."""
    ts = (await world.client.chat_postMessage(channel=world.team, text="One", blocks=[section()]))["ts"]
    await world.client.chat_update(channel=world.team, ts=ts, text="Two")
    message = world.workspace.messages.get(world.team, ts)
    assert (message.text, message.blocks, message.edited["user"]) == ("Two", [], world.workspace.app.bot_user)
    with pytest.warns(UserWarning, match="text"):
        await world.client.chat_update(channel=world.team, ts=ts, blocks=[section("New")])
    assert (message.text, message.blocks[0]["text"]["text"]) == ("Two", "New")


async def test_blocks_get_the_ids_that_slack_adds(world):
    """Blocks and elements without ids get them, given ones stay."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [section(), {"type": "actions", "block_id": "mine", "elements": [button]}]
    posted = await world.client.chat_postMessage(channel=world.team, text="x", blocks=blocks)
    first, second = posted["message"]["blocks"]
    assert first["block_id"]
    assert second["block_id"] == "mine"
    assert second["elements"][0]["action_id"]


async def test_a_user_id_means_the_dm(world):
    """Posting to a person's id reaches the DM, and conversations.open gives the same channel."""
    posted = await world.client.chat_postMessage(channel=world.ana.id, text="Hello")
    opened = await world.client.conversations_open(users=[world.ana.id])
    assert posted["channel"] == opened["channel"]["id"] == world.ana.dm_with_bot()
    assert [message.text for message in world.ana.inbox()] == ["Hello"]
    assert world.ben.inbox() == []


async def test_ephemeral_messages_are_seen_by_one_and_never_read_back(world):
    """An ephemeral message is on one person's screen, in no history, and cannot be updated."""
    shown = await world.client.chat_postEphemeral(channel=world.team, user=world.ana.id, text="Only you")
    assert [message.text for message in world.ana.ephemerals()] == ["Only you"]
    assert world.ben.messages(world.team) == []
    assert (await world.client.conversations_history(channel=world.team))["messages"] == []
    with pytest.raises(SlackApiError) as refused:
        await world.client.chat_update(channel=world.team, ts=shown["message_ts"], text="x")
    assert refused.value.response["error"] == "message_not_found"


async def test_too_long_text_is_cut_with_a_warning(world):
    """Text above 40,000 characters is cut, and Slack warns."""
    posted = await world.client.chat_postMessage(channel=world.team, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["warning"] == "message_truncated"


async def test_what_the_app_left_bare_is_escaped(world):
    """Bare characters of an app's text are escaped, its markup and what it escaped itself are kept."""
    text = f"Ours & theirs &amp; <@{world.ana.id}> <https://example.org|here> 1 < 2"
    posted = await world.client.chat_postMessage(channel=world.team, text=text)
    kept = f"Ours &amp; theirs &amp; <@{world.ana.id}> <https://example.org|here> 1 &lt; 2"
    assert posted["message"]["text"] == kept


async def test_reactions_are_counted(world):
    """Reactions of people and of the app stand on the message, by name and user."""
    ts = await world.ana.post(world.team, "hello")
    await world.client.reactions_add(channel=world.team, timestamp=ts, name="wave")
    await world.ben.react(world.team, ts, "wave")
    await world.ben.react(world.team, ts, "thumbsup::skin-tone-3")
    got = await world.client.reactions_get(channel=world.team, timestamp=ts)
    wave, thumb = got["message"]["reactions"]
    assert (wave["count"], wave["users"]) == (2, [world.workspace.app.bot_user, world.ben.id])
    assert thumb["name"] == "thumbsup::skin-tone-3"
    await world.client.reactions_remove(channel=world.team, timestamp=ts, name="wave")
    await world.ben.unreact(world.team, ts, "wave")
    got = await world.client.reactions_get(channel=world.team, timestamp=ts)
    assert [one["name"] for one in got["message"]["reactions"]] == ["thumbsup::skin-tone-3"]


async def test_deleting_leaves_a_tombstone_only_over_replies(world):
    """A root with replies leaves a tombstone; anything else is gone."""
    root = (await world.client.chat_postMessage(channel=world.team, text="root"))["ts"]
    reply = (await world.client.chat_postMessage(channel=world.team, text="reply", thread_ts=root))["ts"]
    await world.client.chat_delete(channel=world.team, ts=root)
    messages = (await world.client.conversations_history(channel=world.team))["messages"]
    assert [(message["ts"], message["subtype"]) for message in messages] == [(root, "tombstone")]
    await world.client.chat_delete(channel=world.team, ts=reply)
    assert world.workspace.messages.get(world.team, reply) is None


async def test_a_permalink_leads_to_the_thread(world):
    """The link of a reply names its thread."""
    root = await world.ana.post(world.team, "root")
    reply = await world.ana.post(world.team, "reply", root)
    link = (await world.client.chat_getPermalink(channel=world.team, message_ts=reply))["permalink"]
    assert link == f"{world.base_url}/archives/{world.team}/p{reply.replace('.', '')}?thread_ts={root}&cid={world.team}"


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart", "get"])
async def test_arguments_come_in_every_way(world, way):
    """Query, form, JSON and multipart, GET and POST, with the token as header or argument, are read alike."""
    token, blocks = world.workspace.app.bot_token, [section("From JSON text")]
    args = {"channel": world.team, "text": "Hello", "blocks": json.dumps(blocks), "team_id": world.workspace.team_id}
    sent = {
        "query": {"params": {**args, "token": token}},
        "form": {"data": {**args, "token": token}},
        "json": {"json": {**args, "blocks": blocks}, "headers": {"authorization": f"Bearer {token}"}},
        "multipart": {"data": _multipart({**args, "token": token})},
        "get": {"params": {**args, "token": token}},
    }[way]
    async with aiohttp.ClientSession() as session:
        verb = session.get if way == "get" else session.post
        async with verb(f"{world.base_url}/api/chat.postMessage", **sent) as answer:
            body = await answer.json()
            assert answer.headers["date"].endswith("GMT")
    assert body["ok"] is True, body
    assert body["message"]["blocks"][0]["text"]["text"] == "From JSON text"


def _multipart(args):
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in args.items():
        form.add_field(name, value)
    return form


async def test_a_file_goes_up_in_three_steps(world):
    """slack_sdk's files_upload_v2 works, the file is shared as a message, and only the bot's token fetches it."""
    root = await world.ana.post(world.team, "root")
    done = await world.client.files_upload_v2(
        channel=world.team,
        thread_ts=root,
        filename="meeting.ics",
        content="BEGIN:VCALENDAR",
        initial_comment="The date",
    )
    shared = world.ben.thread(world.team, root)
    assert [(message.text, message.files) for message in shared] == [("The date", [done["file"]["id"]])]
    info = await world.client.files_info(file=done["file"]["id"])
    assert info["file"]["shares"] == {"public": {world.team: [{"ts": shared[0].ts}]}}
    async with aiohttp.ClientSession() as session:
        async with session.get(info["file"]["url_private"]) as refused:
            assert refused.status == 403
        headers = {"authorization": f"Bearer {world.workspace.app.bot_token}"}
        async with session.get(info["file"]["url_private"], headers=headers) as answer:
            assert await answer.text() == "BEGIN:VCALENDAR"


async def test_people_and_places(world):
    """The look-ups say who and where, e-mail only with its scope, and locale on request."""
    client: AsyncWebClient = world.client
    workspace: Workspace = world.workspace
    auth = await client.auth_test()
    assert (auth["team_id"], auth["user_id"]) == (workspace.team_id, workspace.app.bot_user)
    ana = (await client.users_info(user=world.ana.id, include_locale=True))["user"]
    assert (ana["profile"]["email"], ana["tz"], ana["locale"]) == ("ana@example.org", "Europe/London", "en-GB")
    found = await client.users_lookupByEmail(email="ANA@example.org")
    assert found["user"]["id"] == world.ana.id
    workspace.app.scopes -= {"users:read.email"}
    assert "email" not in (await client.users_info(user=world.ana.id))["user"]["profile"]
    assert (await client.users_list(limit=2))["members"][0]["id"] == workspace.app.bot_user
    members = (await client.conversations_members(channel=world.team))["members"]
    assert members == [world.ana.id, world.ben.id, workspace.app.bot_user]
    channel = (await client.conversations_info(channel=world.team, include_num_members=True))["channel"]
    assert (channel["name"], channel["is_member"], channel["num_members"]) == ("team", True, 3)
    assert [one["id"] for one in (await client.users_conversations())["channels"]] == [world.team]
    workspace.users[world.ana.id].dnd.enabled = True
    assert (await client.dnd_info(user=world.ana.id))["dnd_enabled"] is True
    assert set((await client.dnd_teamInfo(users=[world.ana.id]))["users"]) == {world.ana.id}
    assert (await client.team_info())["team"]["id"] == workspace.team_id
    assert (await client.bots_info(bot=workspace.app.bot_id))["bot"]["user_id"] == workspace.app.bot_user
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}


async def test_joining_is_told_in_the_channel(world):
    """The bot joins a public channel and brings somebody in; both are shown as messages."""
    other = world.workspace.add_channel("other", [world.ana.id], with_bot=False).id
    await world.client.conversations_join(channel=other)
    again = await world.client.conversations_join(channel=other)
    assert again["warning"] == "already_in_channel"
    await world.client.conversations_invite(channel=other, users=[world.ben.id])
    assert [message.subtype for message in world.ben.messages(other)] == ["channel_join", "channel_join"]
