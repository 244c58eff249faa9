"""A real Bolt app does what a coach does, by Socket Mode and by signed HTTP alike."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from sandbox.errors import AppDidNotRespond
from sandbox.people.fill import fill
from tests.sandbox.bolt import BUTTON, make_coach


async def _by_socket(world, connect):
    app, seen = make_coach(world.client)
    await connect(app)
    return seen


@pytest.fixture(params=["socket", "http"])
async def seen(request, world, connect) -> AsyncIterator:
    """The coach, connected one way or the other; gives what it was told."""
    if request.param == "socket":
        yield await _by_socket(world, connect)
        return
    app, told = make_coach(world.client, world.workspace.app.signing_secret)
    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    world.workspace.app.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield told
    await world.workspace.dispatcher.idle()
    await runner.cleanup()


async def test_a_message_is_answered(world, seen):
    """A person's message reaches Bolt escaped as Slack escapes, and what Bolt says stands in the thread."""
    ts = await world.ana.post(world.team, "We share less & less <3")
    reply = await world.ben.wait_for_message(world.team)
    assert reply is not None
    assert (reply.thread_ts, reply.text) == (ts, f"Thanks <@{world.ana.id}>")
    assert seen.events[0]["text"] == "We share less &amp; less &lt;3"
    assert seen.events[0]["channel_type"] == "channel"


async def test_button_modal_submit_update(world, seen):
    """A button opens a modal; errors keep it open; a good answer closes it, and the app updates its message."""
    posted = await world.client.chat_postMessage(channel=world.team, text="A question", blocks=BUTTON)
    await world.ana.click(world.team, posted["ts"], "answer")
    view = await world.ana.open_modal()
    assert view is not None
    refused = await world.ana.submit(view.id, {"text": "bad"})
    assert (refused.kind, refused.errors) == ("errors", {"text": "Please say more."})
    result = await world.ana.submit(view.id, fill(view, {"text": "We trust each other", "picked": "Yes"}))
    assert (result.kind, world.ana.modal()) == ("closed", None)
    changed = await world.ben.wait_for_message(world.team, lambda message: message.text == "Answered")
    assert changed is not None
    assert changed.blocks == []
    assert seen.values["text"]["typed"] == {"type": "plain_text_input", "value": "We trust each other"}
    assert seen.values["choice"]["picked"]["selected_option"]["value"] == "yes"


async def test_what_slack_checks_itself_is_not_sent(world, seen):
    """Required and too long inputs are refused by Slack's client; the app hears nothing of them."""
    posted = await world.client.chat_postMessage(channel=world.team, text="A question", blocks=BUTTON)
    await world.ana.click(world.team, posted["ts"], "answer")
    view = await world.ana.open_modal()
    assert (await world.ana.submit(view.id)).errors == {"text": "Please complete this required field."}
    assert (await world.ana.submit(view.id, {"text": "x" * 41})).errors == {"text": "Must be 40 characters or fewer."}
    assert seen.values == {}


async def test_a_command_is_answered_in_both_ways(world, seen):
    """The acknowledgement's payload is seen by one person; the response address may speak to the whole channel."""
    await world.ana.slash("/waymark", "help", world.team)
    assert [message.text for message in world.ana.ephemerals(world.team)] == ["You said help"]
    assert world.ben.ephemerals() == []
    said = await world.ben.wait_for_message(world.team, lambda message: message.text == "And more")
    assert said is not None


async def test_home_tab_is_published(world, seen):
    """Opening the home tab tells the app, which publishes a view the person then sees."""
    await world.ana.open_home()
    home = await world.ana.wait_for_home()
    assert home.blocks[0]["text"]["text"] == "Hello"


async def test_edits_and_deletions_are_told(world, seen):
    """An edit and a deletion come as hidden message events with what was there before."""
    ts = await world.ana.post(world.team, "One")
    await world.ben.wait_for_message(world.team)
    await world.ana.edit(world.team, ts, "Two")
    await world.ana.delete(world.team, ts)
    changed, deleted = [event for event in seen.events if event.get("subtype")]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("Two", "One")
    assert changed["message"]["edited"]["user"] == world.ana.id
    assert changed["hidden"] is True
    # The root has a reply, so Slack leaves a tombstone and tells of a change.
    assert (deleted["subtype"], deleted["message"]["subtype"]) == ("message_changed", "tombstone")


@pytest.mark.parametrize("seen", ["http"], indirect=True)
async def test_bolt_answers_the_challenge(world, seen):
    """Bolt answers Slack's url_verification at its address."""
    assert await world.workspace.dispatcher.http.verify("a-challenge") is True


@pytest.mark.parametrize("seen", ["http"], indirect=True)
async def test_bolt_refuses_a_wrong_signature(world, seen):
    """With another signing secret Bolt refuses, and the person is told that the app did not respond."""
    world.workspace.app.signing_secret = "another"
    with pytest.raises(AppDidNotRespond):
        await world.ana.slash("/waymark", "help")
