"""A workspace with two teams, its server with the client's pages, a small app on Socket Mode, and a story to tell.

The story, its guide and the app's ledger are as small as they can be: what the client asks of them, and no more.
"""

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
from sandbox.client import routes, story
from sandbox.client.agenda import Beat
from sandbox.client.guide import Idea, Ideas, Over, Step
from sandbox.client.ledger import LedgerLine
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
    past: list[Beat] = field(default_factory=list)
    ready: bool = True
    playing: str | None = None
    said: str = ""
    visitors: list[str | None] = field(default_factory=list)
    resets: int = 0

    def now(self) -> datetime:
        return self.moment

    async def told(self) -> str:
        return self.said

    async def next_event(self, visitor: str | None = None) -> str:
        self.visitors.append(visitor)
        when, what = self.coming.pop(0)
        self.moment = when
        self.past.append(Beat(when, what, "Housing", "done"))
        self.said = f"{what}."
        return self.said

    async def advance(self, by: timedelta, visitor: str | None = None) -> str | None:
        self.visitors.append(visitor)
        self.moment += by
        return None

    async def beats(self) -> list[Beat]:
        teams = ("Housing", "Front door")
        return [*self.past, *(Beat(when, what, team, "planned") for when, what in self.coming for team in teams)]

    def play(self, pace: story.Pace, visitor: str | None = None) -> None:
        self.visitors.append(visitor)
        self.playing = f"The week is playing ({pace})."

    def stop(self) -> None:
        self.playing, self.said = None, "Stopped."

    def reset(self) -> None:
        self.resets += 1


@dataclass
class Path:
    """Two steps: Ana writes, then Ben looks at what she wrote; a third one if a test wants it."""

    ana: Person
    ben: Person
    channel: Channel
    looked: bool = False
    third: bool = False
    astray: str = ""
    ended: Over | None = None
    welcome: tuple[str, ...] = ("This is a coach.", "Live through a week of it.")
    first: str = "You are Ana. Say hello."
    ending: str = "Now try something else."
    note: str = "The others go on without you."

    def _written(self) -> bool:
        return any(act.data["user"] == self.ana.id for act in self.ana.workspace.journal.acts("post"))

    def visited(self, person: str, place: str) -> None:
        self.looked = self.looked or (self._written() and (person, place) == (self.ben.id, f"in/{self.channel.id}"))

    async def steps(self) -> list[Step]:
        place, written = f"in/{self.channel.id}", self._written()
        here = (self.ana.id, place, ".composer textarea")
        steps = [
            Step("write", "Say hello", "Write in the channel.", *here, done=written, astray=self.astray),
            Step("look", "Be Ben", "Read what Ana wrote.", self.ben.id, place, done=self.looked),
        ]
        return [*steps, Step("more", "Say more", "Write again.", self.ana.id, place)] if self.third else steps

    async def ideas(self) -> list[Ideas]:
        ideas = Idea("Say more", "Write again.", self.ana.id, f"in/{self.channel.id}", done=self._written())
        return [Ideas("As a member", (ideas,))]

    async def over(self) -> Over | None:
        return self.ended


@dataclass
class Books:
    """An app's ledger with a message that arrived, one that is in doubt, and one whose reader is sealed."""

    lines: list[LedgerLine] = field(default_factory=list)

    def plan(self, mark: str, what: str, state: str, **rest: str) -> None:
        """Put in a line."""
        row = {"mark": mark, "utterance": what, "state": state, "token": 3}
        self.lines.append(
            LedgerLine(
                mark, what, rest.get("to"), state, 1, START, rest.get("channel"), rest.get("ts"), rest.get("error"), row
            )
        )

    async def deliveries(self) -> list[LedgerLine]:
        return list(reversed(self.lines))


@dataclass
class World:
    """The workspace, the people and the channels; `story` moves its clock."""

    workspace: Workspace
    story: Story
    path: Path
    books: Books
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
    path = Path(workspace.person(ana.id), workspace.person(ben.id), team)
    return World(workspace, story, path, Books(), path.ana, path.ben, team, other, private)


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
async def guided(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The same with a guided path and the app's ledger."""
    pages = routes(world.workspace, world.story, guide=world.path, ledger=world.books)
    base = "http://127.0.0.1:8765"
    transport = httpx.ASGITransport(app=create_app(world.workspace, routes=pages))
    async with httpx.AsyncClient(transport=transport, base_url=base, headers={"origin": base}) as client:
        yield client
    await world.workspace.close()


@pytest.fixture
async def live(world: World) -> AsyncIterator[str]:
    """The address of a running server with the client's pages."""
    pages = routes(world.workspace, world.story, guide=world.path, ledger=world.books)
    async with serve(world.workspace, routes=pages) as base_url:
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
