"""A workspace with two teams, its server with the client's pages, a small app on Socket Mode, and a story to tell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.apps import make_app
from sandbox.client import routes
from sandbox.pace import Pace
from sandbox.people.person import Person
from sandbox.records import Channel
from sandbox.server import create_app, serve
from sandbox.workspace import Workspace
from tests.client.coach import COMMANDS, build

START = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


@dataclass
class Story:
    """A clock that moves by hand, with two things due."""

    moment: datetime = START
    coming: list[tuple[datetime, str]] = field(
        default_factory=lambda: [
            (START + timedelta(minutes=30), "The question of the week goes out"),
            (START + timedelta(days=1, hours=5), "What we heard so far"),
        ]
    )

    def now(self) -> datetime:
        return self.moment

    async def next_event(self) -> str:
        when, what = self.coming.pop(0)
        self.moment = when
        return f"{what}."

    async def advance(self, by: timedelta) -> str | None:
        self.moment += by
        return None

    async def due(self) -> list[tuple[datetime, str]]:
        return self.coming


@dataclass
class World:
    """The workspace, the people and the channels; `story` moves its clock."""

    workspace: Workspace
    story: Story
    ana: Person
    ben: Person
    team: Channel
    other: Channel
    private: Channel

    @property
    def ana_home(self) -> str:
        return f"/as/{self.ana.id}"

    @property
    def team_path(self) -> str:
        return f"{self.ana_home}/in/{self.team.id}"


def make_world() -> World:
    """Make a world: Ana and Ben in #housing-repairs, #front-door without Ana, a private channel of Ben's alone."""
    story = Story()
    app = make_app("Coach", commands=COMMANDS)
    workspace = Workspace(app, name="Northside", story=story.now, pace=Pace(scale=20, ack_timeout=1.0))
    ana = workspace.add_user("ana", "Ana Jones", title="Housing officer")
    ben = workspace.add_user("ben", "Ben Rees", title="Repairs team leader")
    workspace.add_user("cat", "Cat O'Neill", title="Director of housing")
    team = workspace.add_channel("housing-repairs", [ana.id, ben.id])
    other = workspace.add_channel("front-door", [ben.id])
    private = workspace.add_channel("leaders", [ben.id], private=True)
    return World(workspace, story, workspace.person(ana.id), workspace.person(ben.id), team, other, private)


@pytest.fixture
def world() -> World:
    """A new world."""
    return make_world()


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Asks for pages in the same loop, as a browser on this machine would."""
    app = create_app(world.workspace, routes=routes(world.workspace, world.story))
    base = "http://127.0.0.1:8765"
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=base, headers={"origin": base}) as client:
        yield client
    await world.workspace.close()


@pytest.fixture
async def live(world: World) -> AsyncIterator[str]:
    """The address of a running server with the client's pages."""
    async with serve(world.workspace, routes=routes(world.workspace, world.story)) as base_url:
        yield base_url


@pytest.fixture
async def start_coach(world: World, live: str) -> AsyncIterator[Callable[[], Awaitable[AsyncWebClient]]]:
    """Connects the small app and returns the client it speaks with."""
    async with AsyncExitStack() as stack:

        async def start() -> AsyncWebClient:
            client = AsyncWebClient(token=world.workspace.app.bot_token, base_url=f"{live}/api/", retry_handlers=[])
            handler = AsyncSocketModeHandler(build(client), world.workspace.app.app_token)
            await handler.connect_async()
            stack.push_async_callback(handler.close_async)
            await world.workspace.dispatcher.sockets.arrived.wait()
            return client

        yield start
