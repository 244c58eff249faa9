"""The story's world: a sandbox with the cast, and the bot in the same process, speaking over real HTTP and sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bootstrap import Connected, connected, serving
from bot.campaigns.plan import CampaignPlan, Priority, TeamPlan
from bot.campaigns.readers import ReaderPlan
from bot.clock import AdjustableClock, Clocks
from bot.delivery.pacing import Pace
from bot.ids import fresh_key
from bot.pages.desk import path_of
from bot.pages.links import Purpose
from bot.papers.writing import write
from bot.settings import Settings
from bot.slack.transport import socket_mode
from bot.storage import migrate
from bot.web.notice import PATH, notice_route
from bot.web.pages import leaders_pages
from demo.cast import Cast, build_workspace
from sandbox import pace as slack_pace
from sandbox.server import serve
from sandbox.workspace import Workspace

AUTOPLAY_SCALE = 50.0
"""Autoplay divides Slack's waits (one post a second in a channel, and the like) by this; the bot divides its own."""
FILES_EVERY = 0.5
"""Seconds between two looks for files that people asked for."""
LIVE_SCALE = 5.0
"""The same for the demo in a browser: quick enough to watch, slow enough to see."""

CONTROLLER: dict[str, Any] = {
    "WAYMARK_ORGANISATION": "Northbridge Partnership",
    "WAYMARK_CONTACT": "data-protection@northbridge.example",
    "WAYMARK_COMPLAINTS": "complaints@northbridge.example",
}
"""Who answers for the data of the made-up town."""


@dataclass(frozen=True)
class World:
    """Everything that runs: the sandbox at `base_url`, the bot's parts, and the story's clock."""

    cast: Cast
    workspace: Workspace
    base_url: str
    story: AdjustableClock
    parts: Connected


def plan_of(cast: Cast) -> CampaignPlan:
    """The campaign of the story, as an admin would write it in a file."""
    campaign = cast.campaign
    return CampaignPlan(
        name=campaign.name,
        pack=campaign.pack,
        start=campaign.start,
        zone=cast.zone,
        threshold=campaign.threshold,
        holidays=campaign.holidays,
        priorities=tuple(Priority(title=p.title, reason=p.reason) for p in campaign.priorities),
        teams=tuple(
            TeamPlan(team.channel, team.leaders, team.name, team.organisation, off_slack=6) for team in cast.teams
        ),
        readers=tuple(
            ReaderPlan(one.id, one.kind, one.organisation, one.every)
            for one in cast.readers
            if one.organisation in {None, *(team.organisation for team in cast.teams)}
        ),
    )


WITH_MAIL: Mapping[str, Any] = {
    "WAYMARK_SMTP_HOST": "127.0.0.1",
    "WAYMARK_SMTP_PORT": 9,
    "WAYMARK_SMTP_SECURITY": "none",
    "WAYMARK_MAIL_FROM": "waymark@town.example",
}
"""Settings of a mail server that takes nothing, for who wants to see what people are offered where there is one."""


def settings_for(
    workspace: Workspace, base_url: str, database: Path, admin: str, facilitator: str = "", **more: Any
) -> Settings:
    """Settings with fresh keys, for a database that is thrown away; `more` by the variables' names."""
    return Settings(
        DATABASE_URL=f"sqlite:///{database}",
        SLACK_BOT_TOKEN=SecretStr(workspace.app.bot_token),
        SLACK_APP_TOKEN=SecretStr(workspace.app.app_token),
        SLACK_API_URL=f"{base_url}/api/",
        WAYMARK_ADMINS=frozenset({admin}),
        WAYMARK_FACILITATORS=frozenset({facilitator} - {""}),
        WAYMARK_PRIVACY_NOTICE=f"{base_url}{PATH}",
        WAYMARK_BASE_URL=base_url,
        **CONTROLLER,
        WAYMARK_MASTER_KEY=SecretStr(fresh_key()),
        WAYMARK_DATA_KEYS=(SecretStr(Fernet.generate_key().decode()),),
        **more,
    )


def notice() -> Route:
    """The made-up town's privacy notice, at the address that its people are given."""
    return notice_route(write(Settings(**CONTROLLER), "privacy-notice"))


class LatePage:
    """Leaders' pages at the sandbox's own address, once there is a coach whose pages they are."""

    def __init__(self) -> None:
        self._apps: dict[str, ASGIApp] = {}

    def mounts(self) -> list[Mount]:
        """Build the routes."""
        return [Mount(path_of(purpose), app=self._late(path_of(purpose))) for purpose in Purpose]

    def begin(self, parts: Connected) -> None:
        """Show the pages of this coach from now on."""
        mounts = leaders_pages(parts.pages, parts.core.settings.content, parts.core.texts)
        self._apps = {mount.path: mount.app for mount in mounts}

    def _late(self, path: str) -> ASGIApp:
        async def passed_on(scope: Scope, receive: Receive, send: Send) -> None:
            app = self._apps.get(path) or PlainTextResponse("The coach is not there yet.", 503)
            await app(scope, receive, send)

        return passed_on


@asynccontextmanager
async def world(
    cast: Cast,
    database: Path,
    *,
    scale: float = AUTOPLAY_SCALE,
    host: str = "127.0.0.1",
    port: int = 0,
    routes: Callable[[Workspace], Sequence[BaseRoute]] = lambda workspace: (),
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> AsyncIterator[World]:
    """Start the sandbox and the bot. Ticks come from whoever moves the story's clock, not by themselves.

    `routes` makes further pages over the sandbox: the browser client's. `settings` are further ones, by their names.
    Raises `OSError` when the port is taken.
    """
    story = AdjustableClock(frozen_at=cast.begins)
    workspace = build_workspace(cast, story.now, slack_pace.Pace(scale=scale))
    page = LatePage()
    async with serve(workspace, host, port, routes=[*page.mounts(), *routes(workspace)]) as base_url:
        known = settings_for(workspace, base_url, database, cast.admin.id, cast.facilitator.id, **settings)
        migrate.upgrade(known.database_url)
        clocks, changed = Clocks(campaign=story), workspace.changes.publish
        async with (
            connected(known, clocks, pace=Pace(factor=scale), replanned=partial(changed, "story")) as parts,
            serving(parts),
            bringing_files(parts),
            socket_mode(parts.app, workspace.app.app_token),
        ):
            parts.core.database.claim_file()
            page.begin(parts)
            yield World(cast, workspace, base_url, story, parts)
    await workspace.close()


@asynccontextmanager
async def bringing_files(parts: Connected) -> AsyncIterator[None]:
    """Bring people the files that they asked for, in real time: the story's clock may stand still meanwhile."""

    async def bring() -> None:
        while True:
            await parts.files.send_due()
            await parts.core.clocks.wire.sleep(FILES_EVERY)

    bringing = asyncio.create_task(bring())
    try:
        yield
    finally:
        bringing.cancel()
        with suppress(asyncio.CancelledError):
            await bringing


async def next_event(world: World) -> bool:
    """Move the story to what is due next, and do it. False when nothing is planned any more."""
    moment = await world.parts.runner.next_event_at()
    if moment is None:
        return False
    world.story.move_to(max(moment, world.story.now()))
    await let_happen(world.parts)
    await world.parts.dispatcher.settle()
    return True


async def let_happen(parts: Connected) -> None:
    """Do what is due by now: what the ticker and its chores do in a process of its own."""
    await parts.runner.tick()
    await parts.publishing.publish()
    await parts.unlinking.move()
    await parts.wider.issue()
    await parts.wishing.bring()
    await parts.preparing.prepare()
    await parts.afterwards.look()
    await parts.chasing.chase()
    await parts.reminding.look()
    await parts.helping.ask()
