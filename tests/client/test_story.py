"""The clock, the calendar, a week that plays by itself and a fresh beginning, as the pages offer them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from sandbox.client import routes
from sandbox.client.agenda import Beat, agenda
from sandbox.server import create_app
from tests.client.conftest import START, World
from tests.client.test_pages import panes

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


async def test_the_clock(http: httpx.AsyncClient, world: World) -> None:
    """The bar shows story time and what is due; its buttons move the clock and say what happened."""
    bar = (await panes(http, world.team_path))["clock"]
    assert "Tuesday 3 March, 09:30" in bar
    assert "The question of the week goes out" in (await http.get("/story/due")).text
    assert (await http.post("/story/next")).json() == {"said": "The question of the week goes out."}
    await http.post("/story/day")
    bar = (await panes(http, world.team_path))["clock"]
    assert "Wednesday 4 March, 10:00" in bar
    assert "The question of the week goes out." in bar
    assert (await http.post("/story/backwards")).status_code == 404


async def test_the_bar_keeps_what_happened(http: httpx.AsyncClient, world: World) -> None:
    """All that the last step brought, and the clock's moves before it, newest first, are in a list the bar opens."""
    assert "story-log" not in (await panes(http, world.team_path))["clock"]
    for said in ("Tuesday: the first thing.", "Wednesday: the second thing."):
        world.workspace.journal.add("note", note="clock", said=said)
    world.story.said = "The second thing. Before that: the first thing."
    bar = (await panes(http, world.team_path))["clock"]
    assert bar.count("The second thing. Before that: the first thing.") == 2
    assert bar.index("Wednesday: the second thing.") < bar.index("Tuesday: the first thing.")


async def test_one_step_of_the_clock_at_a_time(http: httpx.AsyncClient, world: World) -> None:
    """A second tap while the clock moves is turned away with a reason."""
    going, done = asyncio.Event(), asyncio.Event()

    async def slow(visitor: str | None = None) -> str:
        going.set()
        await done.wait()
        return "Done."

    world.story.next_event = slow  # type: ignore[method-assign]
    first = asyncio.create_task(http.post("/story/next"))
    await going.wait()
    second = await http.post("/story/next")
    done.set()
    assert second.status_code == 409
    assert "moving already" in second.json()["problem"]
    assert (await first).json() == {"said": "Done."}


async def test_the_story_knows_who_is_acting(http: httpx.AsyncClient, world: World) -> None:
    """Whom the visitor acts as is passed on with each step, and somebody who is not there is nobody."""
    for visitor in (world.ana.id, "U0NOBODY"):
        await http.post("/story/next", data={"visitor": visitor})
    await http.post("/story/play", data={"visitor": world.ben.id, "pace": "quick"})
    assert world.story.visitors == [world.ana.id, None, world.ben.id]


async def test_a_week_plays_by_itself_until_it_is_stopped(http: httpx.AsyncClient, world: World) -> None:
    """While the week plays the bar offers only to stop it, the clock turns steps away, and then all is as before."""
    answer = await http.post("/story/play", data={"pace": "watch"})
    assert answer.status_code == 202
    bar = (await panes(http, world.team_path))["clock"]
    assert "The week is playing (watch)." in bar
    assert "story-stop" in bar
    assert "story-next" not in bar
    for step in ("next", "play"):
        refused = await http.post(f"/story/{step}")
        assert refused.status_code == 409
        assert refused.json()["problem"] == "Your colleagues are playing the week. Press Stop first."
    await http.post("/story/stop")
    bar = (await panes(http, world.team_path))["clock"]
    assert "Stopped." in bar
    assert "story-next" in bar


async def test_a_fresh_beginning_is_another_run(http: httpx.AsyncClient, world: World) -> None:
    """Asking for a fresh start tells the story, and names this run so that the page can wait for another one."""
    run = (await http.get("/story/state")).json()
    assert run["ready"] is True
    asked = await http.post("/story/reset")
    assert asked.status_code == 202
    assert asked.json()["run"] == run["run"]
    assert world.story.resets == 1
    another = create_app(world.workspace, routes=routes(world.workspace, world.story))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=another), base_url="http://127.0.0.1:8765") as later:
        assert (await later.get("/story/state")).json()["run"] != run["run"]


async def test_no_controls_no_clock(world: World) -> None:
    """Without story controls there is no bar, no step to take, no calendar and nothing to begin afresh."""
    app = create_app(world.workspace, routes=routes(world.workspace))
    base = "http://127.0.0.1:8765"
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=base, headers={"origin": base}) as http:
        page = (await http.get(world.team_path)).text
        assert "Next event" not in page
        assert "Start afresh" not in page
        assert (await http.post("/story/next")).status_code == 404
        assert (await http.get("/calendar")).status_code == 404


def test_the_calendar_goes_day_by_day() -> None:
    """Days stand in order with their own names; the same thing in all teams is one line, in some it names them."""
    wednesday = NOW + timedelta(days=1)
    beats = [
        Beat(wednesday, "Reminders", "North", "planned"),
        Beat(NOW - timedelta(hours=1), "The question", "North", "done"),
        Beat(NOW - timedelta(hours=1), "The question", "South", "done"),
        Beat(wednesday + timedelta(days=1), "Last call", "South", "missed"),
    ]
    yesterday_evening = Beat(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "Late", "North", "cancelled")
    days = list(agenda([*beats, yesterday_evening], NOW, UTC))
    assert [(day.name, day.today, day.here) for day in days] == [
        ("Yesterday", False, False),
        ("Today", True, True),
        ("Tomorrow", False, False),
        ("Thursday 5 March", False, False),
    ]
    later = [day.name for day in agenda(beats, NOW + timedelta(days=9), UTC) if day.here]
    assert later == ["Thursday 5 March"], "after the end the calendar opens at its last day"
    lines = [line for day in days for line in day.lines]
    assert [(line.time, line.what, line.teams, line.told, line.next) for line in lines] == [
        ("23:30", "Late", "North", "cancelled", False),
        ("11:00", "The question", "all teams", "done", False),
        ("12:00", "Reminders", "North", "to come", True),
        ("12:00", "Last call", "South", "missed", False),
    ]
    east = list(agenda([yesterday_evening], NOW, ZoneInfo("Europe/Athens")))
    assert [(day.name, line.time) for day in east for line in day.lines] == [("Today", "01:30")]


async def test_the_whole_calendar_has_a_page(http: httpx.AsyncClient, world: World) -> None:
    """The page shows what was and what will be, also what is too far away for the bar, and leads back to the chat."""
    world.story.coming.append((START + timedelta(weeks=6), "The last digest"))
    await http.post("/story/next")
    await http.get(world.team_path)
    page = (await http.get("/calendar")).text
    assert "The last digest" in page
    assert "✓" not in page  # the mark is drawn; the word is there to be read
    assert "done</span>" in page
    assert f'href="{world.ana_home}"' in page
    assert "The last digest" not in (await http.get("/story/due")).text
