"""Delivery's way to Slack: what goes over the wire, once, and what comes back when it goes wrong."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block, SectionBlock

from bot.content.texts import Texts
from bot.delivery.ports import InDoubt, Limited, NotSent, Outgoing, Refused
from bot.delivery.rows import Timing
from bot.slack import client as client_module
from bot.slack.client import slack_client
from bot.slack.messenger import EVENT_TYPE, SlackMessenger
from sandbox.server import serve
from sandbox.workspace import Workspace


@dataclass(frozen=True)
class Said:
    """A composed message."""

    text: str
    blocks: list[Block]


def compose(utterance: str, facts: Mapping[str, Any], _texts: object, _language: str, _zone: str) -> Said:
    """Say what the facts say, or ask for a fact that is not there."""
    return Said(facts["text"], [SectionBlock(text=facts["text"])] * facts.get("blocks", 1))


@dataclass
class Desk:
    """A messenger and the workspace it writes to."""

    workspace: Workspace
    messenger: SlackMessenger
    team: str
    ana: str

    def outgoing(self, text: str = "hello", **given: Any) -> Outgoing:
        """Make a message to the team."""
        usual = {"workspace": "T1", "channel": self.team, "utterance": "said", "facts": {"text": text}, "mark": "m-1"}
        return Outgoing(**(usual | given))


@asynccontextmanager
async def at_desk(token: str | None = None) -> AsyncIterator[Desk]:
    """Open a sandbox and the product's own client."""
    workspace = Workspace()
    ana = workspace.add_user("ana", "Ana Jones")
    team = workspace.add_channel("team", [ana.id])
    async with (
        serve(workspace) as base_url,
        slack_client(token or workspace.app.bot_token, f"{base_url}/api/") as client,
    ):
        yield Desk(workspace, SlackMessenger(client, compose, Texts(Path("content/texts"))), team.id, ana.id)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A messenger over the product's own client."""
    async with at_desk() as opened:
        yield opened


async def test_a_message_goes_out_with_text_blocks_and_mark_and_without_previews(desk: Desk) -> None:
    """Every message has text and blocks, its mark in the metadata, and unfurls nothing."""
    posted = await desk.messenger.post(desk.outgoing(thread_ts=None))
    call = desk.workspace.journal.calls("chat.postMessage")[0].data["args"]
    assert (call["text"], call["unfurl_links"], call["unfurl_media"]) == ("hello", False, False)
    assert call["blocks"][0]["type"] == "section"
    assert call["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"id": "m-1"}}
    message = desk.workspace.messages.get(desk.team, posted.ts)
    assert message is not None
    assert posted.channel == desk.team


async def test_a_person_is_written_to_in_a_dm_that_is_opened_once(desk: Desk) -> None:
    """A person's id becomes the DM's, by one conversations.open however many messages follow."""
    first = await desk.messenger.post(desk.outgoing(channel=desk.ana))
    second = await desk.messenger.post(desk.outgoing(channel=desk.ana, mark="m-2"))
    assert first.channel == second.channel == desk.workspace.person(desk.ana).dm_with_bot()
    assert len(desk.workspace.journal.calls("conversations.open")) == 1


async def test_a_lost_connection_is_in_doubt_and_the_client_sends_once(desk: Desk) -> None:
    """Slack's own client would post a second time here; ours leaves one message and says that it does not know."""
    desk.workspace.faults.add("chat.postMessage", "drop_after")
    with pytest.raises(InDoubt):
        await desk.messenger.post(desk.outgoing())
    assert len(desk.workspace.journal.calls("chat.postMessage")) == 1
    assert len([message for message in desk.workspace.messages.everything(desk.team) if message.by_app]) == 1


async def test_a_server_error_is_in_doubt(desk: Desk) -> None:
    """An HTTP 500 without a word from Slack says nothing about the message."""
    desk.workspace.faults.add("chat.postMessage", "500")
    with pytest.raises(InDoubt, match="http_500"):
        await desk.messenger.post(desk.outgoing())


async def test_too_many_requests_say_how_long_to_wait(desk: Desk) -> None:
    """Retry-After comes through in seconds."""
    desk.workspace.faults.add("chat.postMessage", "429", seconds=12)
    with pytest.raises(Limited) as limited:
        await desk.messenger.post(desk.outgoing())
    assert limited.value.retry_after == 12


async def test_a_refusal_comes_with_its_fix(desk: Desk) -> None:
    """A channel that the coach is not in is a refusal for good, with what to do."""
    elsewhere = desk.workspace.add_channel("elsewhere", [desk.ana], with_bot=False)
    with pytest.raises(Refused) as refused:
        await desk.messenger.post(desk.outgoing(channel=elsewhere.id))
    assert refused.value.code == "not_in_channel"
    assert "/invite" in refused.value.fix


async def test_no_connection_is_certainly_not_sent() -> None:
    """Where nobody listens nothing was posted."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with slack_client("xoxb-1", f"http://127.0.0.1:{port}/api/") as client:
        messenger = SlackMessenger(client, compose, Texts(Path("content/texts")))
        with pytest.raises(NotSent):
            await messenger.post(Outgoing(workspace="T1", channel="C1", utterance="said", facts={"text": "x"}))


async def test_a_wrong_token_is_a_refusal() -> None:
    """A token that Slack does not know is no reason to try again."""
    async with at_desk(token="xoxb-wrong") as desk:
        with pytest.raises(Refused, match="invalid_auth"):
            await desk.messenger.post(desk.outgoing())


async def test_words_that_cannot_be_composed_never_reach_slack(desk: Desk) -> None:
    """A missing fact is our fault and a refusal for good, before any request."""
    with pytest.raises(Refused, match="cannot_compose"):
        await desk.messenger.post(desk.outgoing(facts={}))
    assert desk.workspace.journal.calls("chat.postMessage") == []


async def test_what_may_not_leave_once_it_is_drawn_and_addressed_never_reaches_slack(desk: Desk) -> None:
    """The last question before the request comes after all other work; a no is certainly not sent."""
    opened: list[bool] = []

    def too_late() -> bool:
        opened.append(desk.messenger.is_open("T1", desk.ana))
        return False

    with pytest.raises(NotSent, match="too_slow"):
        await desk.messenger.post(desk.outgoing(channel=desk.ana), too_late)
    assert opened == [True]
    assert desk.workspace.journal.calls("chat.postMessage") == []


async def test_a_message_is_changed_and_taken_away(desk: Desk) -> None:
    """An update keeps the metadata, a deletion leaves nothing, and a second deletion is a refusal."""
    posted = await desk.messenger.post(desk.outgoing())
    await desk.messenger.update(posted.channel, posted.ts, desk.outgoing("changed", mark=None))
    message = desk.workspace.messages.get(desk.team, posted.ts)
    assert message is not None
    assert (message.text, message.metadata) == (
        "changed",
        {"event_type": EVENT_TYPE, "event_payload": {"id": "m-1"}},
    )
    await desk.messenger.delete(posted.channel, posted.ts)
    assert desk.workspace.messages.get(desk.team, posted.ts) is None
    with pytest.raises(Refused, match="message_not_found"):
        await desk.messenger.delete(posted.channel, posted.ts)


async def test_a_home_tab_is_published(desk: Desk) -> None:
    """The composed blocks become the person's Home."""
    await desk.messenger.publish_home(desk.ana, desk.outgoing("welcome"))
    home = desk.workspace.views.home(desk.ana)
    assert home is not None
    assert "welcome" in str(home.blocks)


async def test_a_message_is_found_by_its_mark_behind_many_others(desk: Desk) -> None:
    """Looking back goes through all pages of the history, and finds nothing that is not there."""
    since = datetime.now(UTC)
    posted = await desk.messenger.post(desk.outgoing())
    person = desk.workspace.person(desk.ana)
    for number in range(230):
        await person.post(desk.team, f"talk {number}")
    assert await desk.messenger.find(desk.team, "m-1", None, since) == [posted]
    assert await desk.messenger.find(desk.team, "m-2", None, since) == []
    assert len(desk.workspace.journal.calls("conversations.history")) == 4


async def test_a_reply_is_found_in_its_thread(desk: Desk) -> None:
    """Replies are not in the channel's history; the thread is read instead."""
    since = datetime.now(UTC) - timedelta(seconds=1)
    root = await desk.messenger.post(desk.outgoing())
    reply = await desk.messenger.post(desk.outgoing(mark="m-2", thread_ts=root.ts))
    assert await desk.messenger.find(desk.team, "m-2", None, since) == []
    assert await desk.messenger.find(desk.team, "m-2", root.ts, since) == [reply]


async def test_somebody_elses_metadata_is_no_mark(desk: Desk) -> None:
    """A message of another kind with the same id in its payload is not taken for ours."""
    since = datetime.now(UTC)
    message = desk.workspace.posting.new(desk.workspace.channels[desk.team], desk.workspace.app.bot_user, "x")
    message.metadata = {"event_type": "other", "event_payload": {"id": "m-1"}}
    desk.workspace.posting.post(message)
    assert await desk.messenger.find(desk.team, "m-1", None, since) == []


async def test_the_client_times_out_when_delivery_counts_on_it() -> None:
    """The verdict "never posted" is right only if no request outlives the time-out that it counts with."""
    async with slack_client("xoxb-1", "http://127.0.0.1:1/api/") as client:
        assert client.session is not None
        assert client.session.timeout.total == client_module.TOTAL_TIMEOUT == Timing().http
        assert client.retry_handlers == []
