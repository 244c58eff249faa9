"""The story's town in a sandbox of its own, for a coach that runs in other processes. Its clock is the real one.

What a coach needs to know stands in two files: an environment, and a campaign for this town that begins next week. The
sandbox holds its state for its own life and no longer; so the keys are new each time, and a database is for one life.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import yaml
from cryptography.fernet import Fernet
from starlette.routing import BaseRoute

from bot.campaigns.plan import CampaignPlan
from bot.ids import fresh_key
from bot.web.notice import PATH
from demo.cast import Cast, build_workspace
from demo.live import HOST
from demo.world import CONTROLLER, notice, plan_of
from sandbox import client
from sandbox.clocks import Story, system_story
from sandbox.pace import Pace
from sandbox.server import serve
from sandbox.workspace import Workspace

TUESDAY = 1
COACH_PORT = 8080
"""Where the coach in another terminal listens, unless PORT says otherwise; then WAYMARK_BASE_URL must say so too."""
Routes = Callable[[Workspace], Sequence[BaseRoute]]


@dataclass(frozen=True)
class Apart:
    """A sandbox that runs, and what a coach needs: its environment, and a plan for the town's campaign."""

    workspace: Workspace
    base_url: str
    environment: Mapping[str, str]
    plan: CampaignPlan


@asynccontextmanager
async def apart(
    cast: Cast,
    database_url: str,
    *,
    port: int = 0,
    events_url: str | None = None,
    pace: Pace | None = None,
    routes: Routes = client.routes,
    story: Story = system_story,
) -> AsyncIterator[Apart]:
    """Run the sandbox, at Slack's own pace unless told. With `events_url` events go there as signed HTTP.

    Raises `OSError` when the port is taken.
    """
    workspace = build_workspace(cast, story, pace)
    workspace.app.events_url = events_url
    async with serve(workspace, HOST, port, routes=[notice(), *routes(workspace)]) as base_url:
        environment = environment_for(workspace, base_url, database_url, cast.admin.id, cast.facilitator.id)
        yield Apart(workspace, base_url, environment, plan_from(cast, workspace.story().date()))


def environment_for(
    workspace: Workspace, base_url: str, database_url: str, admin: str, facilitator: str = ""
) -> dict[str, str]:
    """The environment of a coach in this sandbox, with new keys. Whoever gets signed HTTP is given no app token."""
    app = workspace.app
    road = {} if app.events_url else {"SLACK_APP_TOKEN": app.app_token}
    return {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        **road,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_API_URL": f"{base_url}/api/",
        "WAYMARK_ADMINS": admin,
        "WAYMARK_FACILITATORS": facilitator,
        "WAYMARK_PRIVACY_NOTICE": f"{base_url}{PATH}",
        "WAYMARK_BASE_URL": f"http://{HOST}:{COACH_PORT}",
        **CONTROLLER,
        "WAYMARK_MASTER_KEY": fresh_key(),
        "WAYMARK_DATA_KEYS": Fernet.generate_key().decode(),
    }


def plan_from(cast: Cast, today: date) -> CampaignPlan:
    """The story's campaign, beginning on the next Tuesday after today."""
    return replace(plan_of(cast), start=today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1))


def campaign_file(plan: CampaignPlan) -> str:
    """The plan as `waymark campaign create` reads it."""
    written = {
        "name": plan.name,
        "pack": plan.pack,
        "start": plan.start,
        "zone": plan.zone,
        "threshold": plan.threshold,
        "holidays": plan.holidays,
        "priorities": [{"title": one.title, "reason": one.reason} for one in plan.priorities],
        "teams": [
            {
                "channel": team.channel,
                "name": team.name,
                "organisation": team.organisation,
                "leaders": [*team.leaders],
                "off_slack": team.off_slack,
            }
            for team in plan.teams
        ],
        "readers": [
            {"person": one.person, "kind": one.kind, "organisation": one.organisation, "every": one.every}
            for one in plan.readers or ()
        ],
    }
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True)


def environment_file(environment: Mapping[str, str]) -> str:
    """The environment as a shell reads it."""
    return "".join(f"{name}={value}\n" for name, value in environment.items())
