"""A small workspace, its server, and a Bolt app that listens to it. All on loopback, at any free port."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.pace import Pace
from sandbox.people.person import Person
from sandbox.server import serve
from sandbox.workspace import Workspace


@dataclass
class World:
    """A workspace with Ana and Ben in #team (with the bot), and its server's address."""

    workspace: Workspace
    base_url: str
    client: AsyncWebClient
    ana: Person
    ben: Person
    team: str


@pytest.fixture
def pace() -> Pace:
    """Slack's own pace; tests that wait for retries override it."""
    return Pace()


@pytest.fixture
async def world(pace: Pace) -> AsyncIterator[World]:
    """A running sandbox."""
    workspace = Workspace(pace=pace)
    ana, ben = workspace.add_user("ana", "Ana Jones", email="ana@example.org"), workspace.add_user("ben", "Ben Rees")
    team = workspace.add_channel("team", [ana.id, ben.id])
    async with serve(workspace) as base_url:
        client = AsyncWebClient(token=workspace.app.bot_token, base_url=f"{base_url}/api/", retry_handlers=[])
        yield World(workspace, base_url, client, workspace.person(ana.id), workspace.person(ben.id), team.id)


@pytest.fixture
async def connect(world: World) -> AsyncIterator[Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]]:
    """Connects a Bolt app by Socket Mode and disconnects it at the end."""
    async with AsyncExitStack() as stack:

        async def connected(app: AsyncApp) -> AsyncSocketModeHandler:
            handler = AsyncSocketModeHandler(app, world.workspace.app.app_token)
            await handler.connect_async()
            stack.push_async_callback(handler.close_async)
            await world.workspace.dispatcher.sockets.arrived.wait()
            return handler

        yield connected
