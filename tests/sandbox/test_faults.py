"""Faults on purpose: each kind does what its sentence says, chance comes from a seed, and a file can set them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from sandbox.errors import AppDidNotRespond
from sandbox.faults import CALL_FAULTS, MEANINGS, Faults
from sandbox.faults_read import FaultProblem, as_json, read_fault, read_file, read_plan
from sandbox.pace import Pace
from tests.sandbox.conftest import World

Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
def pace() -> Pace:
    """Slack's delays before an event comes again, divided by a hundred."""
    return Pace(scale=100)


def heard_by(app: AsyncApp) -> list[str]:
    """What the app hears of messages: their text, and an edit as `edit: <text>`."""
    heard: list[str] = []

    @app.event("message")
    async def note(event: dict) -> None:
        edited = event.get("subtype") == "message_changed"
        heard.append(f"edit: {event['message']['text']}" if edited else event["text"])

    return heard


@pytest.fixture
def app(world: World) -> AsyncApp:
    """An app that hears messages."""
    return AsyncApp(client=world.client, signing_secret="x", request_verification_enabled=False)


# --- rules -----------------------------------------------------------------------------------------------------------


def test_chance_comes_from_the_seed() -> None:
    """The same seed meets the same calls with the same faults, another seed with others, at the rate that was asked."""

    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add("*", "500", times=None, probability=0.3)
        return [faults.take("chat.postMessage") is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_a_rule_strikes_as_often_as_it_may_and_only_what_it_names() -> None:
    """A rule counts itself down, knows names with a star, and the next rule takes over."""
    faults = Faults()
    faults.add("chat.*", "500", times=2)
    faults.add("chat.update", "drop_after", times=None)
    met = [faults.take(name) for name in ("views.open", "chat.update", "chat.delete", "chat.update", "chat.delete")]
    assert [found and found.kind for found in met] == [None, "500", "500", "drop_after", None]
    assert faults.struck == {"500": 2, "drop_after": 1}


def test_calls_and_deliveries_are_kept_apart() -> None:
    """A fault of calls never meets a delivery, nor the other way round; a click never comes twice or out of order."""
    faults = Faults()
    for kind in MEANINGS:
        faults.add("*", kind, times=None)
    assert faults.take("chat.postMessage") is faults.rules[0]
    met = [faults.meet("block_actions", "interactive"), faults.meet("message", "events_api")]
    assert [found.kind for found in met if found] == ["delay", "duplicate"]
    assert {kind for kind in MEANINGS if kind not in CALL_FAULTS} == {
        "duplicate", "reorder", "delay", "lost_ack", "socket_closed",
    }  # fmt: skip


def test_rules_are_taken_away() -> None:
    """One by its number, or all; a number that is gone stays gone."""
    faults = Faults()
    first, second = faults.add("a", "500"), faults.add("b", "500")
    assert faults.remove(first.number)
    assert not faults.remove(first.number)
    assert faults.rules == [second]
    assert faults.clear() == 1
    assert faults.add("c", "500").number == 3


# --- calls -----------------------------------------------------------------------------------------------------------


async def test_an_error_word_though_it_was_done(world: World) -> None:
    """`error_after` posts and then says that it did not."""
    world.workspace.faults.add("chat.postMessage", "error_after", error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await world.client.chat_postMessage(channel=world.team, text="x")
    assert [message.text for message in world.ana.messages(world.team)] == ["x"]


async def test_slow_before(world: World) -> None:
    """A call that is slow before it is done is done even though nobody waits for it any more."""
    world.workspace.faults.add("chat.postMessage", "slow_before", seconds=0.2)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(world.client.chat_postMessage(channel=world.team, text="x"), 0.05)
    assert world.ana.messages(world.team) == []
    assert await world.ana.wait_for_message(world.team, lambda message: message.text == "x", timeout=2) is not None


async def test_slow_after(world: World) -> None:
    """A slow answer comes long after the message stands."""
    world.workspace.faults.add("chat.postMessage", "slow_after", seconds=0.2)
    call = asyncio.ensure_future(world.client.chat_postMessage(channel=world.team, text="x"))
    assert await world.ana.wait_for_message(world.team, lambda message: message.text == "x", timeout=2) is not None
    assert not call.done()
    assert (await call)["ok"]


async def test_late_in_history(world: World) -> None:
    """A message that is listed late is answered at once, and history and its thread show it only afterwards."""
    await world.client.chat_postMessage(channel=world.team, text="early")
    world.workspace.faults.add("chat.postMessage", "late", seconds=0.3)
    posted = await world.client.chat_postMessage(channel=world.team, text="late")

    async def listed() -> list[str]:
        said = await world.client.conversations_history(channel=world.team)
        return [message["text"] for message in said["messages"]]

    assert await listed() == ["early"]
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await world.client.conversations_replies(channel=world.team, ts=posted["ts"])
    assert [message.text for message in world.ana.messages(world.team)] == ["early", "late"]
    await asyncio.sleep(0.35)
    assert await listed() == ["late", "early"]


# --- deliveries ------------------------------------------------------------------------------------------------------


async def test_an_event_comes_twice(world: World, connect: Connect, app: AsyncApp) -> None:
    """A duplicate has the same event id and a word that it is a retry."""
    heard = heard_by(app)
    await connect(app)
    world.workspace.faults.add("message", "duplicate")
    await world.ana.post(world.team, "once")
    await world.workspace.dispatcher.idle()
    assert heard == ["once", "once"]
    tried = world.workspace.journal.deliveries("message")
    assert [(entry.data["attempt"], entry.data["fault"]) for entry in tried] == [(0, "duplicate"), (1, "duplicate")]
    assert len({entry.data["event_id"] for entry in tried}) == 1


async def test_an_edit_overtakes_its_message(world: World, connect: Connect, app: AsyncApp) -> None:
    """A held event does not keep its author waiting, and goes as soon as a later one went past it."""
    heard = heard_by(app)
    await connect(app)
    world.workspace.faults.add("message", "reorder", seconds=30)
    ts = await world.ana.post(world.team, "first")
    await world.ana.edit(world.team, ts, "second")
    await world.workspace.dispatcher.idle()
    assert heard == ["edit: second", "first"]


async def test_a_held_event_goes_by_itself_in_the_end(world: World, connect: Connect, app: AsyncApp) -> None:
    """Nothing overtakes it: it goes when its time is over; a delayed one likewise."""
    heard = heard_by(app)
    await connect(app)
    for kind in ("reorder", "delay"):
        world.workspace.faults.add("message", kind, seconds=0.1)
        await world.ana.post(world.team, kind)
        assert kind not in heard
        await world.workspace.dispatcher.idle()
    assert heard == ["reorder", "delay"]


async def test_a_lost_acknowledgement(world: World, connect: Connect, app: AsyncApp) -> None:
    """The app did its part and hears the event again; a click is only told to the person as a failure."""
    heard = heard_by(app)
    clicks: list[str] = []

    @app.command("/waymark")
    async def command(ack) -> None:
        clicks.append("command")
        await ack()

    await connect(app)
    world.workspace.faults.add("*", "lost_ack", times=2)
    await world.ana.post(world.team, "hello")
    await world.workspace.dispatcher.idle()
    assert heard == ["hello", "hello"]
    with pytest.raises(AppDidNotRespond):
        await world.ana.slash("/waymark")
    assert clicks == ["command"]


async def test_the_socket_closes(world: World, connect: Connect, app: AsyncApp) -> None:
    """The socket ends before the acknowledgement; what it carried comes over the next one."""
    heard = heard_by(app)
    await connect(app)
    world.workspace.faults.add("message", "socket_closed")
    await world.ana.post(world.team, "hello")
    await world.workspace.dispatcher.idle()
    tried = world.workspace.journal.deliveries("message")
    assert tried[0].data["reason"] == "connection_failed"
    assert tried[-1].data["acknowledged"]
    assert heard[-1] == "hello"


async def test_the_line_is_cut_over_http(world: World) -> None:
    """Over signed HTTP the same fault is a connection that failed."""
    world.workspace.app.events_url = f"{world.base_url}/nobody"
    world.workspace.faults.add("events_api", "socket_closed")
    await world.ana.post(world.team, "hello")
    (first, *_) = world.workspace.journal.deliveries("message")
    assert (first.data["reason"], first.data["fault"]) == ("connection_failed", "socket_closed")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_file_sets_faults(tmp_path: Path) -> None:
    """A YAML file holds a seed and a list; what is left out has its usual value."""
    file = tmp_path / "faults.yaml"
    file.write_text("seed: 7\nfaults:\n  - {kind: 429, method: chat.*, seconds: 3, times: 2}\n  - kind: duplicate\n")
    faults = Faults()
    read_file(file).begin(faults)
    said = as_json(faults)
    assert said["seed"] == 7
    assert [(one["kind"], one["method"], one["times"], one["seconds"]) for one in said["faults"]] == [
        ("429", "chat.*", 2, 3.0),
        ("duplicate", "*", None, 1.0),
    ]
    assert json.loads(json.dumps(said)) == said


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("faults: [{kind: earthquake}]", "“kind” must be one of"),
        ("faults: [{kind: 429, seconds: soon}]", "“seconds” must be a number from 0 to 3600, not “soon”"),
        ("faults: [{kind: 429, times: 1.5}]", "“times” must be a whole number"),
        ("faults: [{kind: 429, probability: 0}]", "never strikes"),
        ("faults: [{kind: 429, probability: .nan}]", "“probability” must be a number"),
        ("faults: [{kind: 429, wher: x}]", "no field “wher”"),
        ("faults: {kind: 429}\nsede: 1", "no “sede” here"),
        ("faults: [429]", "Faults are a list"),
        ("faults: [", "not valid YAML"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, written: str, complaint: str) -> None:
    """What is wrong in a file is one sentence with the file's name and the field."""
    file = tmp_path / "faults.yaml"
    file.write_text(written)
    with pytest.raises(FaultProblem, match=complaint) as wrong:
        read_file(file)
    assert str(wrong.value).startswith(str(file))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be read is told as that."""
    with pytest.raises(FaultProblem, match="cannot be read"):
        read_file(tmp_path / "nothing.yaml")


def test_one_fault_is_a_plan_too() -> None:
    """A single fault may stand without a list, and empty fields of a form count as left out."""
    (fault,) = read_plan({"kind": "late", "times": "", "seconds": "2.5"}).faults
    assert (fault.kind, fault.times, fault.seconds, fault.method) == ("late", None, 2.5, "*")
    assert read_fault({"kind": 500}).kind == "500"


def test_every_kind_has_its_sentence_and_strikes() -> None:
    """Each kind that is documented can be set and strikes what it is about."""
    for kind in MEANINGS:
        faults = Faults()
        faults.put(read_fault({"kind": kind}))
        struck = faults.take("chat.postMessage") if kind in CALL_FAULTS else faults.meet("message", "events_api")
        assert struck is faults.rules[0], kind


def test_the_docs_name_every_kind() -> None:
    """The table in docs/sandbox.md says of each kind what the page says."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
    table = page.split("<!-- faults: begin -->\n")[1].split("<!-- faults: end -->")[0]
    assert table == "".join(f"| `{kind}` | {meaning} |\n" for kind, meaning in MEANINGS.items())


async def test_response_codes_of_the_two_kinds_of_server_error(world: World) -> None:
    """A caller cannot tell from the answer whether the message stands."""
    async with aiohttp.ClientSession() as session:
        for kind in ("500", "500_after"):
            world.workspace.faults.add("chat.postMessage", kind)
            head = {"Authorization": f"Bearer {world.workspace.app.bot_token}"}
            form = {"channel": world.team, "text": kind}
            async with session.post(f"{world.base_url}/api/chat.postMessage", data=form, headers=head) as answer:
                assert (answer.status, await answer.text()) == (500, "Internal Server Error")
    assert [message.text for message in world.ana.messages(world.team)] == ["500_after"]
