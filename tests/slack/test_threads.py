"""Threads as Slack shows them: read in pages, recognised by their mark, and told from what is not there any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.hearing.ports import Closed, SeenMessage, SeenReaction, Unreadable
from bot.slack import threads as threads_module
from bot.slack.client import slack_client
from bot.slack.inbound.threads import lists_everybody, seen_message
from bot.slack.messenger import EVENT_TYPE
from bot.slack.threads import SlackThreads
from sandbox.people.person import Person
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.slack.stand_ins import stand_in_slack


@dataclass
class Spot:
    """A thread under a message of the app's, and who writes in it."""

    workspace: Workspace
    threads: SlackThreads
    channel: str
    root: str
    ana: Person
    ben: Person


@pytest.fixture
async def spot() -> AsyncIterator[Spot]:
    """The strict stand-in with two people and one message of the app's."""
    workspace = Workspace()
    ana, ben = (workspace.add_user(name, name.title()).id for name in ("ana", "ben"))
    channel = workspace.add_channel("team", [ana, ben]).id
    async with (
        serve(workspace) as base_url,
        slack_client(workspace.app.bot_token, f"{base_url}/api/") as client,
    ):
        mark = {"event_type": EVENT_TYPE, "event_payload": {"id": "mark-1"}}
        said = await client.chat_postMessage(channel=channel, text="What do you think?", metadata=mark)
        threads = SlackThreads(client, workspace.app.bot_user)
        yield Spot(workspace, threads, channel, str(said["ts"]), workspace.person(ana), workspace.person(ben))


async def test_a_thread_is_read_page_by_page(spot: Spot, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a thread comes, oldest first, with words as people saw them, edits, reactions and the mark of ours."""
    monkeypatch.setattr(threads_module, "PAGE", 2)
    written = [await spot.ana.post(spot.channel, f"Salt & <pepper> {n}", spot.root) for n in range(3)]
    await spot.ana.edit(spot.channel, written[1], "Changed.")
    await spot.ben.react(spot.channel, written[0], "heart::skin-tone-3")
    await spot.ana.react(spot.channel, spot.root, "two")
    after: str | None = None
    seen: list[SeenMessage] = []
    pages = 0
    while pages == 0 or after is not None:
        page = await spot.threads.page(spot.channel, spot.root, after)
        assert page is not None
        after, pages = page.next, pages + 1
        seen += page.messages
    assert pages == 2
    assert [message.ts for message in seen] == [spot.root, *written]
    root, first, second, _ = seen
    assert (root.mark, root.author, root.text) == ("mark-1", None, "")
    assert root.reactions == (SeenReaction("two", (spot.ana.id,)),)
    assert (first.author, first.text, first.edited_ts) == (spot.ana.id, "Salt & <pepper> 0", None)
    assert first.reactions == (SeenReaction("heart", (spot.ben.id,)),)
    assert (second.text, second.edited_ts is not None) == ("Changed.", True)


async def test_what_a_thread_hangs_on_is_found_from_any_of_its_messages(spot: Spot) -> None:
    """The message above is found by its own ts and by that of a reply; of what is not there nothing is found."""
    reply = await spot.ana.post(spot.channel, "Yes.", spot.root)
    for ts in (spot.root, reply):
        root = await spot.threads.root(spot.channel, ts)
        assert root is not None
        assert (root.ts, root.mark) == (spot.root, "mark-1")
    assert await spot.threads.root(spot.channel, "1.000001") is None


async def test_a_message_that_is_gone_is_told_from_one_that_stands(spot: Spot) -> None:
    """A deleted reply stands no more; a deleted message with replies leaves its thread and its place."""
    stays, goes = [await spot.ana.post(spot.channel, text, spot.root) for text in ("Stay.", "Go.")]
    await spot.ana.delete(spot.channel, goes)
    assert [await spot.threads.stands(spot.channel, ts) for ts in (stays, goes)] == [True, False]
    root = spot.workspace.messages.get(spot.channel, spot.root)
    assert root is not None
    spot.workspace.posting.delete(root)
    page = await spot.threads.page(spot.channel, spot.root)
    assert page is not None
    assert [(message.ts, message.author is None) for message in page.messages] == [(spot.root, True), (stays, False)]
    await spot.ana.delete(spot.channel, stays)
    assert await spot.threads.page(spot.channel, "1.000001") is None


async def test_a_slack_that_limits_or_fails_is_asked_later(spot: Spot) -> None:
    """Too many requests come with the time to wait; a server error and an unknown word without."""
    for kind, wait in (("429", 7.0), ("500", None), ("error", None)):
        spot.workspace.faults.add("conversations.replies", kind, seconds=7)  # type: ignore[arg-type]
        with pytest.raises(Unreadable) as problem:
            await spot.threads.page(spot.channel, spot.root)
        assert problem.value.wait == wait


async def test_a_channel_without_the_coach_is_closed(spot: Spot) -> None:
    """What Slack refuses for good comes with the fix."""
    await spot.ana.remove(spot.channel, spot.workspace.app.bot_user)
    with pytest.raises(Closed, match="settings") as closed:
        await spot.threads.stands(spot.channel, spot.root)
    assert "/invite" in closed.value.fix


async def test_everybody_who_reacted_is_asked_for() -> None:
    """Where Slack lists fewer people than reacted, it is asked for all; the coach's own reactions are nobody's."""
    some = {"ts": "1.0", "reactions": [{"name": "two", "users": ["U1"], "count": 3}]}
    whole = {"ts": "1.0", "reactions": [{"name": "two", "users": ["U1", "U2", "UBOT"], "count": 3}]}
    assert (lists_everybody(some), lists_everybody(whole)) == (False, True)
    async with stand_in_slack() as (slack, client):
        slack.answers["conversations.replies"] = {"messages": [some]}
        slack.answers["reactions.get"] = {"message": whole}
        page = await SlackThreads(client, "UBOT").page("C1", "1.0")
    assert page is not None
    assert page.messages[0].reactions == (SeenReaction("two", ("U1", "U2")),)
    assert slack.called("reactions.get")[0]["full"] in {"1", "true"}


@pytest.mark.parametrize(
    "other", [{"bot_id": "B1"}, {"subtype": "channel_join"}, {"subtype": "tombstone"}, {"user": None}]
)
def test_what_no_person_wrote_has_no_author(other: dict[str, str | None]) -> None:
    """Bots, joins and the places of deleted messages are nobody's words, also when they look edited."""
    message = {"ts": "1.0", "user": "U1", "text": "words", "edited": {"ts": "2.0"}, **other}
    seen = seen_message(message)
    assert (seen.author, seen.text, seen.edited_ts) == (None, "", None)


@pytest.mark.parametrize("metadata", [None, {}, {"event_type": "theirs", "event_payload": {"id": "mark-1"}}])
def test_the_mark_of_others_is_none(metadata: dict[str, object] | None) -> None:
    """Only our own kind of metadata carries a mark of ours."""
    assert seen_message({"ts": "1.0", "metadata": metadata}).mark is None


def test_skin_tones_are_one_reaction() -> None:
    """One person's hearts in two tones are one heart."""
    reactions = [{"name": "heart", "users": ["U1"]}, {"name": "heart::skin-tone-2", "users": ["U2", "U1"]}]
    assert seen_message({"ts": "1.0", "reactions": reactions}).reactions == (SeenReaction("heart", ("U1", "U2")),)
