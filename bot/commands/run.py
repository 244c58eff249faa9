"""`waymark run | web | worker | migrate`: the processes, and what they need before they start."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import typer
import uvicorn

from bot.bootstrap import (
    Connected,
    caught_up,
    connected,
    hearing,
    needs_postgresql,
    pulsing,
    serving,
    ticking,
)
from bot.commands.stopping import together, told_to_stop
from bot.errors import SettingsProblem
from bot.health.desk import HealthDesk
from bot.health.pulse import Pulse
from bot.papers.writing import write
from bot.settings import Settings, answerable, load_settings
from bot.slack.transport import http_route, socket_mode
from bot.storage import migrate as migrations
from bot.web.app import create_web
from bot.web.pages import leaders_pages

FINISH = 4  # seconds that web requests under way get when the process stops


@dataclass(frozen=True)
class Roles:
    """What one process does."""

    web: bool
    worker: bool

    @property
    def name(self) -> str:
        """What the process is called."""
        return "run" if self.web and self.worker else "web" if self.web else "worker"


def run() -> None:
    """Run everything in one process: Slack, the week's clock, delivery and the web pages."""
    settings = load_settings()
    check_answerable(settings)
    if settings.is_sqlite:
        migrations.upgrade(settings.database_url)
    asyncio.run(serve(settings, Roles(web=True, worker=True)))


def web() -> None:
    """Run the web process: Slack's signed requests and health. Needs PostgreSQL."""
    settings = load_settings()
    needs_postgresql(settings, "web")
    check_answerable(settings)
    asyncio.run(serve(settings, Roles(web=True, worker=False)))


def worker() -> None:
    """Run the worker: the week's clock, delivery and, with an app token, Socket Mode. Needs PostgreSQL."""
    settings = load_settings()
    needs_postgresql(settings, "worker")
    check_answerable(settings)
    asyncio.run(serve(settings, Roles(web=False, worker=True)))


def migrate(*, production: bool = typer.Option(default=False, help="Refuse SQLite, as web and worker do.")) -> None:
    """Bring the database to the newest schema. Safe to run again."""
    settings = load_settings()
    if production:
        needs_postgresql(settings, "migrate --production")
    migrations.upgrade(settings.database_url)
    typer.echo(f"The database is at {migrations.head()}.")


async def serve(settings: Settings, roles: Roles) -> None:
    """Run the roles until the process is told to stop."""
    check_migrated(settings)
    check_slack(settings)
    with told_to_stop() as stop:
        async with connected(settings, trusting=False) as parts:
            if settings.is_sqlite:
                parts.core.database.claim_file()
            await parts.core.database.check_keys()
            await caught_up(parts)
            await together(stop, *_parts(settings, roles, parts))


def _parts(settings: Settings, roles: Roles, parts: Connected) -> Iterator[AbstractAsyncContextManager[object]]:
    core = parts.core
    pulse = Pulse(core.database, core.clocks.wire, parts.tallies, roles.name)
    yield pulsing(pulse)
    if roles.worker:
        yield serving(parts)
        yield ticking(parts, pulse)
        if settings.uses_socket_mode:
            yield _on_the_socket(settings, parts, pulse)
    if roles.web:
        yield _listening(settings, parts, roles)
        if not settings.uses_socket_mode:
            yield hearing(parts)


@asynccontextmanager
async def _on_the_socket(settings: Settings, parts: Connected, pulse: Pulse) -> AsyncIterator[None]:
    """Take Slack's events over Socket Mode, and tell whether Slack is there."""
    token = settings.slack_app_token.get_secret_value()
    async with socket_mode(parts.app, token, parts.core.clocks.wire) as socket:
        pulse.listens(socket.is_alive)
        async with hearing(parts, socket.was_there):
            yield


def check_migrated(settings: Settings) -> None:
    """Refuse to start on an old schema. Raises `SettingsProblem`."""
    if migrations.current(settings.database_url) != migrations.head():
        raise SettingsProblem("The database is not at the newest schema. Run `waymark migrate` first.")


def check_answerable(settings: Settings) -> None:
    """Refuse to start where people could not ask, complain or read what is kept. Raises `SettingsProblem`."""
    missing = answerable(settings)
    if missing:
        raise SettingsProblem(" ".join(missing))


def check_slack(settings: Settings) -> None:
    """Refuse to start when Slack could not reach this process. Raises `SettingsProblem`."""
    if not settings.uses_socket_mode and not settings.slack_signing_secret.get_secret_value():
        raise SettingsProblem(
            "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (signed HTTP), so that Slack can reach Waymark."
        )


@asynccontextmanager
async def _listening(settings: Settings, parts: Connected, roles: Roles) -> AsyncIterator[None]:
    """Serve the web app on HOST and PORT, inside the loop that is running."""
    core, secret = parts.core, settings.slack_signing_secret.get_secret_value()
    slack = [] if settings.uses_socket_mode else [http_route(parts.app, secret, core.clocks.wire)]
    app = create_web(
        slack,
        HealthDesk(core.database, core.clocks, roles.name),
        notice=write(settings, "privacy-notice"),
        pages=leaders_pages(parts.pages, settings.content, core.texts),
    )
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=FINISH,
    )
    server = _Server(config)
    task = asyncio.ensure_future(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """Leaves signals to `told_to_stop`, which stops every part."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield
