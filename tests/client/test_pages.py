"""The pages: what each person sees and may do, and that no other site can do it for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.client.live import changes_for
from sandbox.client.reader import Reader
from sandbox.errors import SlackError
from tests.client.conftest import START, World

SCRIPT = "<script>alert('hello')</script>"


async def panes(http: httpx.AsyncClient, path: str) -> dict[str, str]:
    """A page's parts, as a refresh asks for them."""
    answer = await http.get(path, headers={"x-panes": "1"})
    assert answer.status_code == 200
    parts: dict[str, str] = answer.json()["panes"]
    return parts


async def act(http: httpx.AsyncClient, world: World, name: str, /, **fields: str) -> httpx.Response:
    """Do something as Ana."""
    return await http.post(f"{world.ana_home}/act/{name}", data=fields)


async def test_one_chooses_whom_to_be(http: httpx.AsyncClient, world: World) -> None:
    """The first page lists people with their roles and no app; later the last choice is remembered."""
    page = await http.get("/")
    assert "Ana Jones" in page.text
    assert "Director of housing" in page.text
    assert "Coach" not in page.text
    await http.get(world.team_path)
    assert (await http.get("/")).headers["location"] == world.ana_home
    assert (await http.get(world.ana_home)).headers["location"] == world.team_path


async def test_people_stand_by_team(http: httpx.AsyncClient, world: World) -> None:
    """Whoever is in several channels, in none or alone in theirs stands first; the others stand under their team."""
    dee = world.workspace.add_user("dee", "Dee Alone")
    world.workspace.add_channel("admins", [dee.id])
    world.workspace.add_user("eve", "Eve Team")
    world.team.members.append(world.workspace.add_user("fay", "Fay Team").id)
    page = (await http.get("/people")).text
    across, _, teams = page.partition("#housing-repairs")
    assert "#admins" not in page
    assert all(name in across for name in ("Dee Alone", "Ben Rees", "Eve Team"))
    assert "Fay Team" in teams
    assert "Ana Jones" in teams


async def test_a_channel_as_its_member_sees_it(http: httpx.AsyncClient, world: World) -> None:
    """A message shows its author, role and story time; others' private notes and channels are not there."""
    root = await world.ben.post(world.team.id, f"Hello {SCRIPT} @Ana Jones")
    await world.ana.post(world.team.id, "in the thread", root)
    await world.ana.react(world.team.id, root, "four")
    note = world.workspace.posting.new(world.team, world.workspace.app.bot_user, "for Ben's eyes", by_app=True)
    note.ephemeral_to = world.ben.id
    world.workspace.posting.post(note)
    page = (await http.get(world.team_path)).text
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(&#39;hello&#39;)&lt;/script&gt;" in page
    for words in ("Ben Rees", "Repairs team leader", "09:30", "Today", "mention-own", "1 reply", "four, 1: you"):
        assert words in page
    assert "in the thread" not in page
    assert "for Ben" not in page
    assert "leaders" not in page
    thread = (await panes(http, f"{world.team_path}?thread={root}"))["replies"]
    assert "in the thread" in thread


async def test_a_note_for_one_person(http: httpx.AsyncClient, world: World) -> None:
    """A note that only one person sees says so, counts as a thread's, and can be hidden."""
    root = await world.ben.post(world.team.id, "root")
    note = world.workspace.posting.new(
        world.team, world.workspace.app.bot_user, "just for you", by_app=True, thread_ts=root
    )
    note.ephemeral_to = world.ana.id
    world.workspace.posting.post(note)
    parts = await panes(http, f"{world.team_path}?thread={root}")
    assert "1 only you can see" in parts["stage"]
    assert "Only visible to you" in parts["replies"]
    await world.ben.post(world.team.id, "for all", root)
    parts = await panes(http, f"{world.team_path}?thread={root}")
    assert "1 reply</span>" in parts["stage"]
    assert "1 reply, and 1 only you can see</span>" in parts["replies"], "the thread counts as its link does"
    await act(http, world, "dismiss", ts=note.ts)
    assert "just for you" not in (await panes(http, f"{world.team_path}?thread={root}"))["replies"]


async def test_who_spoke_stands_above_what_belongs_together(http: httpx.AsyncClient, world: World) -> None:
    """What a person says at once stands under one name; each message of the app has its own."""
    for words in ("first", "second"):
        await world.ben.post(world.team.id, words)
    assert (await panes(http, world.team_path))["stage"].count(" continues") == 1
    for words in ("a list", "an answer"):
        world.workspace.posting.post(
            world.workspace.posting.new(world.team, world.workspace.app.bot_user, words, by_app=True)
        )
    assert (await panes(http, world.team_path))["stage"].count(" continues") == 1


async def test_where_one_may_not_look(http: httpx.AsyncClient, world: World) -> None:
    """A public channel offers to be joined, a private one is not there, and nobody can be the app."""
    assert "Anyone may join it" in (await http.get(f"{world.ana_home}/in/{world.other.id}")).text
    hidden = await http.get(f"{world.ana_home}/in/{world.private.id}")
    assert hidden.status_code == 404
    assert "leaders" not in hidden.text
    assert (await http.get(f"/as/{world.workspace.app.bot_user}")).status_code == 404
    joined = await act(http, world, "join", channel=world.other.id)
    assert (await http.get(joined.json()["go"])).status_code == 200


async def test_writing_editing_and_deleting(http: httpx.AsyncClient, world: World) -> None:
    """A person posts, changes and deletes an own message, and cannot touch another's."""
    ts = (await act(http, world, "write", channel=world.team.id, text="Frist")).json()["ts"]
    await act(http, world, "edit", channel=world.team.id, ts=ts, text="Frist")
    assert "(edited)" not in (await panes(http, world.team_path))["stage"], "nothing was changed"
    await act(http, world, "edit", channel=world.team.id, ts=ts, text="First")
    stage = (await panes(http, world.team_path))["stage"]
    assert "First" in stage
    assert "(edited)" in stage
    bens = await world.ben.post(world.team.id, "mine")
    refused = await act(http, world, "delete", channel=world.team.id, ts=bens)
    assert refused.status_code == 422
    assert "only change own messages" in refused.json()["problem"]
    await act(http, world, "delete", channel=world.team.id, ts=ts)
    assert "First" not in (await panes(http, world.team_path))["stage"]


async def test_a_change_of_blocks_by_the_app_leaves_no_mark(http: httpx.AsyncClient, world: World) -> None:
    """As in Slack, "(edited)" stands at changed words of people and at an app's plain text, not at changed blocks."""
    posting, app = world.workspace.posting, world.workspace.app.bot_user
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "12 people"}}]
    message = posting.new(world.team, app, "11 people", by_app=True, blocks=blocks)
    posting.post(message)
    posting.change(message, app, text="12 people")
    stage = (await panes(http, world.team_path))["stage"]
    assert "12 people" in stage
    assert "(edited)" not in stage
    posting.change(message, app, text="13 people", blocks=[])
    assert "(edited)" in (await panes(http, world.team_path))["stage"]


async def test_a_message_is_drawn_anew_when_it_is_not_as_it_was(http: httpx.AsyncClient, world: World) -> None:
    """A page that follows shows other words, other blocks, another day and a channel that one has joined since."""
    said = f"See <#{world.other.id}> and <!date^{int(START.timestamp())}^{{date_pretty}}|then>."
    block = {"type": "section", "text": {"type": "mrkdwn", "text": said}}
    message = world.workspace.posting.new(world.team, world.workspace.app.bot_user, "x", by_app=True, blocks=[block])
    world.workspace.posting.post(message)

    async def stage() -> str:
        first = (await panes(http, world.team_path))["stage"]
        assert first == (await panes(http, world.team_path))["stage"]
        return first

    assert ">today<" in await stage()
    assert f"{world.ana_home}/in/{world.other.id}" not in await stage()
    world.story.moment += timedelta(days=1)
    assert ">yesterday<" in await stage()
    world.other.members.append(world.ana.id)
    assert f"{world.ana_home}/in/{world.other.id}" in await stage()
    other = {"type": "section", "text": {"type": "mrkdwn", "text": "Other words."}}
    world.workspace.posting.change(message, blocks=[other])
    assert "Other words." in await stage()


async def test_a_reaction_is_a_toggle(http: httpx.AsyncClient, world: World) -> None:
    """The same tap adds a reaction and takes it back."""
    ts = await world.ben.post(world.team.id, "hello")
    for expected in ({"five": [world.ana.id]}, {}):
        await act(http, world, "react", channel=world.team.id, ts=ts, name="five")
        message = world.workspace.messages.get(world.team.id, ts)
        assert message is not None
        assert message.reactions == expected


async def test_unread_marks(http: httpx.AsyncClient, world: World) -> None:
    """News of others marks a channel until it is looked at; own words do not."""
    await act(http, world, "join", channel=world.other.id)
    await http.get(f"{world.ana_home}/in/{world.other.id}")
    await world.ana.post(world.other.id, "mine")
    assert "badge" not in (await panes(http, world.team_path))["sidebar"]
    await world.ben.post(world.other.id, "news")
    assert "(1 new)" in (await panes(http, world.team_path))["sidebar"]
    await http.get(f"{world.ana_home}/in/{world.other.id}")
    assert "badge" not in (await panes(http, world.team_path))["sidebar"]


async def test_commands_of_the_client(http: httpx.AsyncClient, world: World) -> None:
    """People invite, remove, join and leave by typing; what is no command is said to be none."""
    world.team.members.remove(world.workspace.app.bot_user)
    for text, member in (("/invite @coach", True), ("/remove @Coach", False)):
        await act(http, world, "write", channel=world.team.id, text=text)
        assert (world.workspace.app.bot_user in world.team.members) is member
    nobody = await act(http, world, "write", channel=world.team.id, text="/invite @nobody")
    assert nobody.json()["problem"] == "There is nobody called @nobody here."
    wrong = await act(http, world, "write", channel=world.team.id, text="/dance")
    assert wrong.json()["problem"] == "/dance is not a valid command."
    in_thread = await act(http, world, "write", channel=world.team.id, text="/coach help", thread="1.1")
    assert "does not work in threads" in in_thread.json()["problem"]
    await act(http, world, "write", channel=world.team.id, text="/leave")
    assert world.ana.id not in world.team.members


async def test_an_app_that_does_not_answer(http: httpx.AsyncClient, world: World) -> None:
    """When the app is silent, the page says which app, in words, and shows that it is not connected."""
    blocks = [{"type": "actions", "block_id": "b", "elements": [{"type": "button", "action_id": "a", "value": "1"}]}]
    blocks[0]["elements"][0]["text"] = {"type": "plain_text", "text": "Press"}  # type: ignore[index]
    message = world.workspace.posting.new(world.team, world.workspace.app.bot_user, "press", by_app=True, blocks=blocks)
    world.workspace.posting.post(message)
    pressed = await act(http, world, "click", channel=world.team.id, ts=message.ts, block="b", action="a", value="1")
    assert pressed.json()["problem"] == "Coach did not respond. Please try again in a moment."
    typed = await act(http, world, "write", channel=world.team.id, text="/coach help")
    assert typed.json()["problem"] == "/coach did not work: Coach did not answer in time."
    assert "Coach is not connected" in (await panes(http, world.team_path))["sidebar"]


async def test_another_site_cannot_act(http: httpx.AsyncClient, world: World) -> None:
    """A post without this page's origin, and any request under a foreign name, is refused."""
    path = f"{world.ana_home}/act/write"
    fields = {"channel": world.team.id, "text": "forged"}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}):
        assert (await http.post(path, data=fields, headers=headers)).status_code == 403
    rebound = {"host": "evil.example:8765", "origin": "http://evil.example:8765"}
    assert (await http.post(path, data=fields, headers=rebound)).status_code == 403
    assert (await http.get(world.team_path, headers={"host": "evil.example"})).status_code == 403
    assert world.workspace.messages.everything(world.team.id) == []


async def test_no_page_lets_foreign_code_run(http: httpx.AsyncClient, world: World) -> None:
    """Every page forbids inline scripts, foreign scripts and framing, and holds no inline script or style itself."""
    for path in ("/", world.team_path, f"{world.ana_home}/app/home", "/as/nobody", "/calendar", "/behind"):
        page = await http.get(path)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "'unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert " style=" not in page.text
        assert "<style" not in page.text


async def test_files(http: httpx.AsyncClient, world: World) -> None:
    """A picture opens, anything else downloads without being run, and only for those who see where it was shared."""
    files = world.workspace.files
    for name, disposition in (("chart.png", "inline"), ("page.html", "attachment")):
        file = files.begin(name, 3, world.workspace.app.bot_user)
        file.content, file.shared = b"abc", [(world.team.id, "1.1")]
        answer = await http.get(f"{world.ana_home}/file/{file.id}/{name}")
        assert answer.content == b"abc"
        assert answer.headers["content-disposition"].startswith(disposition)
        assert "html" not in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        file.shared = [(world.private.id, "1.1")]
        assert (await http.get(f"{world.ana_home}/file/{file.id}/{name}")).status_code == 404


async def test_changes_reach_those_who_may_see_them(world: World) -> None:
    """A page hears of its channels, own notes and own forms, and of nobody else's."""
    reader = Reader(world.workspace, world.ana.user)
    stream: AsyncIterator[dict[str, Any]] = changes_for(reader)
    assert (await anext(stream))["event"] == "ready"
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    await world.ben.post(world.private.id, "secret")
    world.workspace.changes.publish("view", user=world.ben.id, view="V1")
    world.workspace.changes.publish("message", channel=world.team.id, ts="1.1", reader=world.ben.id)
    await asyncio.sleep(0)
    assert not waiting.done()
    await world.ben.post(world.team.id, "news")
    assert (await waiting)["data"] == '{"kind": "message"}'
    last = asyncio.ensure_future(anext(stream, None))
    await asyncio.sleep(0)
    world.workspace.changes.publish("closing")
    assert await last is None


async def test_days_have_a_line(http: httpx.AsyncClient, world: World) -> None:
    """Messages of different story days stand under different lines, whatever the real time."""
    await world.ben.post(world.team.id, "Monday's")
    world.story.moment = START.replace(day=5)
    await world.ben.post(world.team.id, "Thursday's")
    stage = (await panes(http, world.team_path))["stage"]
    assert "Tuesday 3 March" in stage
    assert "Today" in stage


async def test_a_line_stands_above_what_is_new(http: httpx.AsyncClient, world: World) -> None:
    """Who comes back sees where the news begins, also after a refresh; news while one looks on makes no line."""
    await world.ben.post(world.team.id, "old")
    assert "new-line" not in (await http.get(world.team_path)).text
    await world.ben.post(world.team.id, "seen at once")
    follow = {"x-panes": "follow"}
    assert "new-line" not in (await http.get(world.team_path, headers=follow)).json()["panes"]["stage"]
    await http.get(f"{world.ana_home}/app/home")
    for words in ("news", "more news"):
        await world.ben.post(world.team.id, words)
    for headers in ({"x-panes": "arrive"}, follow):
        stage = (await http.get(world.team_path, headers=headers)).json()["panes"]["stage"]
        assert stage.count("new-line") == 1
        assert stage.index("seen at once") < stage.index("new-line") < stage.index('words">news')


async def test_forms_stand_on_forms(http: httpx.AsyncClient, world: World) -> None:
    """Of stacked forms the one in front is shown with a way back; closing it shows the one below, or none at all."""
    blocks = [{"type": "section", "block_id": "b", "text": {"type": "plain_text", "text": "words"}}]
    views = world.workspace.views
    for title in ("First", "Second", "Third"):
        body = {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": blocks}
        shown = views.push(world.ana.id, body) if views.top(world.ana.id) else views.open(world.ana.id, body)
        modal = (await panes(http, world.team_path))["modal"]
        assert f">{title}</h2>" in modal
        assert ("modal-back" in modal) is (title != "First")
    await act(http, world, "close", view=shown.id)
    modal = (await panes(http, world.team_path))["modal"]
    assert ">Second</h2>" in modal
    top = views.top(world.ana.id)
    assert top is not None
    await act(http, world, "close", view=top.id, all="yes")
    assert (await panes(http, world.team_path))["modal"].strip() == ""


async def test_old_messages_on_request(http: httpx.AsyncClient, world: World) -> None:
    """A long channel shows its latest messages, and all of them when asked."""
    for number in range(103):
        await world.ben.post(world.team.id, f"message number {number}.")
    stage = (await panes(http, world.team_path))["stage"]
    assert "Show 3 earlier messages" in stage
    assert "number 2." not in stage
    assert "number 2." in (await http.get(f"{world.team_path}?all")).text


async def test_an_answer_slack_would_refuse_is_named(
    http: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the app's answer breaks Slack's rules, the page says so with Slack's own code."""

    async def badly(*_: Any, **__: Any) -> None:
        raise SlackError("invalid_blocks")

    monkeypatch.setattr("sandbox.people.person.Person.slash", badly)
    answer = await act(http, world, "write", channel=world.team.id, text="/coach help")
    assert answer.json()["problem"] == "Coach answered in a way Slack would not accept (invalid_blocks)."
