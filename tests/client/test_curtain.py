"""Behind the curtain: what really happened is there, in order, to be narrowed and opened, and no secret is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.client.curtain import SHOWN, Curtain
from sandbox.client.json_drawing import drawn_json
from sandbox.client.masking import HIDDEN, masked
from sandbox.client.memory import Memory
from sandbox.client.screens import Screens
from tests.client.conftest import World
from tests.client.test_browser import StartCoach, ask


@pytest.fixture
async def seen(world: World, start_coach: StartCoach, live: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a sandbox in which the coach has asked, and Ana has pressed and sent a form."""
    client = await start_coach()
    ts = await ask(world, client)
    await world.ana.click(world.team.id, ts, "answer")
    view = await world.ana.open_modal()
    assert view is not None
    await world.ana.submit(view.id, {"text": "Ring people the next day.", "mode": "private"})
    async with httpx.AsyncClient(base_url=live, headers={"origin": live}) as browser:
        yield browser


def titles(page: str) -> list[str]:
    """The titles of the lines of a page."""
    return re.findall(r"<strong>([^<]*)</strong> <span class=\"more\">", page)


def number_of(page: str, title: str) -> int:
    """The number of the newest line with that title."""
    found = re.search(rf'id="line-(\d+)"(?:(?!</a>)[\s\S])*<strong>{re.escape(title)}</strong>', page)
    assert found is not None
    lines = re.findall(r'id="line-(\d+)"', page[: found.end()])
    return int(lines[-1])


async def test_everything_is_there_newest_first(seen: httpx.AsyncClient, world: World) -> None:
    """Calls with their answers, deliveries with how they were acknowledged, and acts stand in the order they came."""
    page = (await seen.get("/behind")).text
    said = titles(page)
    pressed, told, opened, sent = (
        said.index(title) for title in ("Ana Jones presses", "block_actions", "views.open", "view_submission")
    )
    assert sent < opened < pressed
    assert sent < told < pressed
    assert "chat.postMessage" in said[pressed:]
    assert page.count(">acknowledged<") >= 2
    assert re.search(r"\d+ ms", page)


async def test_it_can_be_narrowed(seen: httpx.AsyncClient, world: World) -> None:
    """By kind, by person and by place, only what fits is shown."""
    calls = titles((await seen.get("/behind?kind=calls")).text)
    assert {"chat.postMessage", "views.open"} <= set(calls)
    assert not any("Ana Jones" in title or title == "block_actions" for title in calls)
    people = titles((await seen.get("/behind?kind=people")).text)
    assert people == ["Ana Jones sends a form", "Ana Jones presses"]
    assert titles((await seen.get(f"/behind?person={world.ben.id}")).text) == []
    assert "view_submission" in titles((await seen.get(f"/behind?person={world.ana.id}")).text)
    here = titles((await seen.get(f"/behind?channel={world.team.id}&kind=calls")).text)
    assert here == ["chat.postMessage"]


async def test_a_line_opens(seen: httpx.AsyncClient, world: World) -> None:
    """An open line shows all of its JSON; a form's words are there, with a line that says whose they are."""
    page = (await seen.get("/behind")).text
    opened = (await seen.get(f"/behind?entry={number_of(page, 'view_submission')}")).text
    assert "What the app was told" in opened
    assert "Ring people the next day." in opened
    assert "This is a person’s own input." in opened
    call = (await seen.get(f"/behind?entry={number_of(page, 'views.open')}")).text
    assert "What Slack answered" in call
    assert "own input" not in call
    nothing = (await seen.get("/behind?entry=100000")).text
    assert "Choose a line" in nothing


async def test_no_secret_is_shown(seen: httpx.AsyncClient, world: World) -> None:
    """No token, ticket, trigger or response address stands on any page, whichever entry is open."""
    app = world.workspace.app
    secrets = [app.bot_token, app.app_token, app.signing_secret]
    triggers = [
        entry.data["payload"]["trigger_id"]
        for entry in world.workspace.journal.deliveries()
        if "trigger_id" in entry.data["payload"]
    ]
    responses = [
        entry.data["payload"]["response_url"].rsplit("/", 1)[1]
        for entry in world.workspace.journal.deliveries("block_actions")
    ]
    assert triggers
    assert responses
    for entry in world.workspace.journal:
        page = (await seen.get(f"/behind?entry={entry.number}")).text
        for secret in (*secrets, *triggers, *responses):
            assert secret not in page
        assert "ticket=(not shown)" in page or "ticket=" not in page


def test_secrets_are_masked_wherever_they_stand() -> None:
    """Tokens in texts, tickets in addresses and ids of triggers are taken out; other values stay as they are."""
    value = {
        "token": "abc",
        "list": ["say xoxb-1-2-abc now", "wss://x/link/?ticket=s3cret&app_id=A1"],
        "url": "http://x/upload/v1/s3cret",
        "answer": {"trigger_id": "1.2.3", "token": 4, "text": "plain", "empty": None},
    }
    assert masked(value) == {
        "token": HIDDEN,
        "list": [f"say {HIDDEN} now", f"wss://x/link/?ticket={HIDDEN}&app_id=A1"],
        "url": f"http://x/upload/v1/{HIDDEN}",
        "answer": {"trigger_id": HIDDEN, "token": 4, "text": "plain", "empty": None},
    }


def test_json_is_drawn_as_json_and_escaped() -> None:
    """What is drawn reads as the JSON it was, and markup in it stays text."""
    value: dict[str, Any] = {"a": [1, None, True, {}], "b": '<script>x</script> "é"', "c": []}
    drawn = drawn_json(value)
    assert "<script>" not in drawn
    assert json.loads(drawn.striptags()) == value


async def test_the_app_s_ledger(guided: httpx.AsyncClient, world: World) -> None:
    """Every planned message is there with its state; where its reader is sealed, the page says so."""
    world.books.plan("m1", "prompt/open", "sent", to=world.team.id, channel=world.team.id, ts="1.1")
    world.books.plan("m2", "receipt/private", "sent")
    world.books.plan("m3", "nudge", "in_doubt", to=world.ben.id)
    page = (await guided.get("/behind?kind=ledger")).text
    assert titles(page) == ["nudge", "receipt/private", "prompt/open"]
    assert "to a person (kept sealed)" in page
    assert re.search(r'chip bad">in_doubt', page)
    assert titles((await guided.get(f"/behind?kind=ledger&person={world.ben.id}")).text) == ["nudge"]
    opened = (await guided.get("/behind?kind=ledger&delivery=m1")).text
    assert "without what is sealed" in opened
    assert "m1" in opened


async def test_every_line_has_both_times_by_name(guided: httpx.AsyncClient, world: World) -> None:
    """Acts and the ledger say alike when it was on the wire and when in the story, so that neither is mistaken."""
    ts = await world.ana.post(world.team.id, "Hello")
    (act,) = world.workspace.journal.acts("post")
    acted, wire = (datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S") for at in (act.at, float(ts)))
    story = "Tue 3 Mar, 09:30"
    assert f"<span>wire {acted}</span> <span>story {story}</span>" in (await guided.get("/behind?kind=people")).text
    world.books.plan("m1", "prompt/open", "sent", to=world.team.id, channel=world.team.id, ts=ts)
    world.books.plan("m2", "nudge", "planned", to=world.ben.id)
    ledger = (await guided.get("/behind?kind=ledger")).text
    assert f"<span>wire {wire}</span> <span>story {story}</span>" in ledger
    assert f"<span>wire not yet</span> <span>story {story}</span>" in ledger
    opened = (await guided.get("/behind?kind=ledger&delivery=m1")).text
    assert f"Posted on the wire at {wire}, due in the story on {story}." in opened
    assert f"Not posted yet, due in the story on {story}." in (await guided.get("/behind?delivery=m2")).text


async def test_a_message_leads_to_what_made_it(guided: httpx.AsyncClient, world: World) -> None:
    """A message of the app leads to its call and its line in the ledger, and to nothing of other messages."""
    workspace = world.workspace
    client_token = workspace.app.bot_token
    for text in ("First of all", "Second"):
        await guided.post(
            "/api/chat.postMessage",
            json={"channel": world.team.id, "text": text},
            headers={"authorization": f"Bearer {client_token}"},
        )
    (first, _) = workspace.messages.in_channel(world.team.id)
    world.books.plan("m1", "prompt/open", "sent", to=world.team.id, channel=world.team.id, ts=first.ts)
    world.books.plan("m2", "last_call", "sent", to=world.team.id, channel=world.team.id, ts="9.9")
    assert f'href="/behind?message={first.ts}"' in (await guided.get(world.team_path)).text
    page = (await guided.get(f"/behind?message={first.ts}")).text
    assert "First of all" in page
    assert [title for title in titles(page) if title != "message"] == ["prompt/open", "chat.postMessage"]
    own = await world.ben.post(world.team.id, "mine")
    assert f"/behind?message={own}" not in (await guided.get(world.team_path)).text


async def test_older_lines_on_request(http: httpx.AsyncClient, world: World) -> None:
    """A long list shows its newest lines and leads to the older ones."""
    for number in range(SHOWN + 5):
        await world.ben.post(world.team.id, f"number {number}.")
    page = (await http.get("/behind?kind=people")).text
    assert len(titles(page)) == SHOWN
    assert "number 4." not in page
    older = re.search(r'href="(/behind\?[^"]*before=\d+)"', page)
    assert older is not None
    rest = (await http.get(older[1].replace("&amp;", "&"))).text
    assert len(titles(rest)) == 5
    assert "number 4." in rest


async def test_nonsense_in_the_address_is_left_out(http: httpx.AsyncClient) -> None:
    """An address that makes no sense shows everything, and breaks nothing."""
    page = await http.get("/behind?kind=magic&entry=x&before=-1&person=<b>&channel=%00")
    assert page.status_code == 200
    assert "<b>" not in page.text


async def test_it_hears_of_what_happens(world: World) -> None:
    """A watching page is told of each new entry, and the stream ends with the sandbox."""
    curtain = Curtain(world.workspace, None, Screens(world.workspace, Memory()))
    stream: AsyncIterator[dict[str, Any]] = curtain._additions()
    assert (await anext(stream))["event"] == "ready"
    await world.ben.post(world.team.id, "news")
    assert (await anext(stream))["event"] == "change"
    await world.workspace.close()
    assert {change["event"] async for change in stream} <= {"change"}


async def test_a_refusal_and_a_silent_app_are_seen(guided: httpx.AsyncClient, world: World) -> None:
    """A call that Slack refuses carries Slack's own error, and what nobody took says why."""
    token = {"authorization": f"Bearer {world.workspace.app.bot_token}"}
    await guided.post("/api/chat.postMessage", json={"channel": "C0NOWHERE", "text": "x"}, headers=token)
    await world.ben.post(world.team.id, "Is anybody there?")
    page = (await guided.get("/behind")).text
    assert re.search(r'chip bad">channel_not_found', page)
    assert re.search(r'chip bad">not acknowledged \(', page)
