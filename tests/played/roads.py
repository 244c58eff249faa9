"""The two roads from Slack to the bot: Socket Mode, and signed HTTP requests to a port of the bot's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import uvicorn

from bot.bootstrap import Connected
from bot.health.desk import HealthDesk
from bot.slack.transport import http_route, socket_mode
from bot.web.app import create_web
from sandbox.records import App

Road = Callable[[Connected, App], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def by_socket(parts: Connected, slack: App) -> AsyncIterator[None]:
    """Socket Mode."""
    async with socket_mode(parts.app, slack.app_token):
        yield


@asynccontextmanager
async def by_http(parts: Connected, slack: App) -> AsyncIterator[None]:
    """The web process's own pages, served in this loop; Slack is told their address."""
    pages = create_web(
        [http_route(parts.app, slack.signing_secret, parts.core.clocks.wire)],
        HealthDesk(parts.core.database, parts.core.clocks),
        notice="# Notice",
    )
    server = uvicorn.Server(uvicorn.Config(pages, port=0, log_level="critical", lifespan="off"))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    slack.events_url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield
    finally:
        await server.shutdown()


ROADS: dict[str, Road] = {"socket": by_socket, "http": by_http}
