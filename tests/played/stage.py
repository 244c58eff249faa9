"""A small conversation tester: people act in the strict sandbox, and the real bot answers over real HTTP and sockets.

A test reads like the story it tells: `week_opens`, `amina.replies(…)`, `ben.answers_privately(…)`, `week_closes`,
`martin.reads_digest()`. Nothing of the bot is replaced; only the story's clock jumps, and Slack's waits are divided.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.bootstrap import Connected, connected, serving
from bot.campaigns.plan import CampaignPlan, Priority, TeamPlan
from bot.campaigns.status import CampaignStatus
from bot.clock import AdjustableClock, Clock, Clocks
from bot.content.quick_yaml import read_yaml
from bot.delivery.pacing import Pace
from bot.ids import fresh_key
from bot.settings import ROOT, Settings
from bot.storage.models import Answer, Beat, Delivery, Rating, Round
from demo.world import LatePage, let_happen
from sandbox import pace as slack_pace
from sandbox.apps import app_from_manifest
from sandbox.clocks import Wire
from sandbox.records import Message, User
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.played.people import Player
from tests.played.reading import newest, said
from tests.played.roads import ROADS, Road

SCALE = 100.0
"""What Slack's waits, and the bot's, are divided by."""
PATIENT = slack_pace.Pace(scale=SCALE, ack_timeout=10, trigger_life=10)
"""Slack's limits, with more than its three seconds: what is proved here is no matter of how busy the machine is."""
THE_BOT_WAITS = (
    "bot.slack.act.SLACK_MAY_TAKE",
    "bot.slack.happenings.SLACK_MAY_TAKE",
    "bot.slack.transport.SLACK_MAY_TAKE",
)
"""How long the bot waits for an answer of Slack, within those three seconds: as patient as the stand-in here."""
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""When the story begins; London has winter time, so the clocks there show the same."""
TUESDAY = date(2027, 1, 12)


@dataclass(frozen=True)
class Cast:
    """One team: its channel, its people by first name, and who leads it. People of several teams are in several."""

    channel: str
    staff: tuple[str, ...]
    leaders: tuple[str, ...] = ("martin",)
    name: str = ""
    organisation: str = "Northbridge Council"
    private: bool = False
    guests: tuple[str, ...] = ()
    """Of the staff, who is from another organisation's Slack (a shared channel)."""


HOUSING = Cast("housing", ("amina", "ben", "carys", "dev", "efa", "tom"), name="Housing repairs")
NURSES = Cast("nurses", ("gwen", "hari", "iris", "jack"), ("martin", "nia"), name="Community nurses")
ADMIN = "grace"
PARTNER = "T0PARTNER01"
"""Another organisation's workspace."""


@dataclass
class Stage:
    """The sandbox, the bot (while it runs) and the story's clock."""

    workspace: Workspace
    settings: Settings
    story: AdjustableClock
    road: Road
    teams: tuple[Cast, ...]
    campaign_id: str = ""
    _parts: Connected | None = None
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)
    _page: LatePage = field(default_factory=LatePage)

    # --- the bot -----------------------------------------------------------------------------------------------------

    @property
    def parts(self) -> Connected:
        """The bot's parts; it must be running."""
        assert self._parts is not None, "the bot is not running"
        return self._parts

    async def bot_starts(self) -> None:
        """Start the bot on the stage's database."""
        clocks = Clocks(campaign=self.story)
        patient = self._running.enter_context(pytest.MonkeyPatch.context())
        for seconds in THE_BOT_WAITS:
            patient.setattr(seconds, PATIENT.trigger_life)
        parts = await self._running.enter_async_context(connected(self.settings, clocks, pace=Pace(factor=SCALE)))
        await self._running.enter_async_context(serving(parts))
        await self._running.enter_async_context(self.road(parts, self.workspace.app))
        self._parts = parts
        self._page.begin(parts)

    async def bot_stops(self) -> None:
        """Stop every part of the bot; what it holds in memory is gone."""
        self._parts = None
        await self._running.aclose()

    # --- people ------------------------------------------------------------------------------------------------------

    def person(self, name: str) -> Player:
        """One person by first name."""
        return Player(self.workspace.person(user_named(name, self.workspace).id), self)

    def people(self, *names: str) -> tuple[Player, ...]:
        """Several people by first name."""
        return tuple(self.person(name) for name in names)

    def channel(self, team: str | None = None) -> str:
        """The id of a team's channel; the first team's without a name."""
        found = self.workspace.channel_named(team or self.teams[0].channel)
        assert found is not None, f"there is no channel {team}"
        return found.id

    # --- the campaign ------------------------------------------------------------------------------------------------

    def plan(self, **changes: object) -> CampaignPlan:
        """The campaign of these teams, as an admin would write it in a file."""
        return replace(plan_of(self.workspace, self.teams), **changes)  # type: ignore[arg-type]

    async def campaign_starts(self, **changes: object) -> None:
        """Create and start the campaign, as the command line does, and let the introductions go out."""
        plan = self.plan(**changes)
        confirmed = {team.channel for team in plan.teams}
        made = await self.parts.campaigns.create(plan, self.parts.workspace, confirmed=confirmed)
        self.campaign_id = made.id
        await self.settles()

    async def status(self) -> CampaignStatus:
        """How the campaign stands."""
        return await self.parts.campaigns.show(self.campaign_id)

    # --- time --------------------------------------------------------------------------------------------------------

    async def settles(self) -> None:
        """Wait until Slack has been told, and has told, everything that is under way."""
        await self.workspace.dispatcher.idle()
        await self.parts.campaigns.idle()
        await self.parts.dispatcher.settle()

    async def until(self, kind: str) -> None:
        """Live on, from one thing that is due to the next, until a beat of this kind was due."""
        while kind not in await self.next_event():
            pass

    async def next_event(self) -> set[str]:
        """Go to what is due next, do it, and give the kinds of its beats."""
        moment = await self.parts.runner.next_event_at()
        assert moment is not None, "nothing is planned any more"
        return await self.comes(moment)

    async def comes(self, moment: datetime) -> set[str]:
        """Go to a moment, do all that is due by then, and give the kinds of its beats."""
        self.story.move_to(max(moment, self.story.now()))
        due = {beat.kind for beat in await self.beats() if beat.state == "planned" and beat.due_at <= self.story.now()}
        await self.parts.runner.tick()
        await self.settles()
        return due

    async def passes(self, span: timedelta) -> None:
        """Let time pass; the clock's tick comes at its end."""
        await self.comes(self.story.now() + span)

    async def chores_come(self, moment: datetime) -> None:
        """Go to a moment, and do all that a process of its own would: also what is not planned as a beat."""
        await self.comes(moment)
        await let_happen(self.parts)
        await self.settles()

    async def week_opens(self) -> Message:
        """Live on until the next question is asked, and give the first team's."""
        await self.until("open")
        return self.prompt()

    async def week_closes(self) -> None:
        """Live on until the week is closed."""
        await self.until("close")

    # --- what stands in Slack ----------------------------------------------------------------------------------------

    def in_channel(self, team: str | None = None) -> list[Message]:
        """What the bot wrote into a team's channel, outside threads, oldest first."""
        everything = self.workspace.messages.everything(self.channel(team))
        return [m for m in everything if m.by_app and not m.is_reply and m.ephemeral_to is None and not m.deleted]

    def prompt(self, team: str | None = None) -> Message:
        """The newest question in a team's channel, open or closed."""
        headed = [message for message in self.in_channel(team) if message.blocks[0]["type"] == "header"]
        assert headed, "no question has been asked"
        return headed[-1]

    def announcement(self, words: str, team: str | None = None) -> Message:
        """The newest message in a team's channel with these words. Fails when there is none."""
        found = newest(self.in_channel(team), words=words)
        assert found is not None, f"“{words}” was not said; there is {[said(m)[:80] for m in self.in_channel(team)]}"
        return found

    def thread(self, team: str | None = None) -> list[Message]:
        """What stands under the newest question for all to see, oldest first."""
        replies = self.workspace.messages.replies(self.channel(team), self.prompt(team).ts)
        return [message for message in replies if message.ephemeral_to is None and not message.deleted]

    # --- what is stored ----------------------------------------------------------------------------------------------

    async def round(self, week: int = 1, team: str | None = None) -> Round:
        """One team's week."""
        async with self.parts.core.database.reading() as work:
            rows = await work.rounds.of_week(self.campaign_id, week)
        return next(row for row in rows if row.channel == self.channel(team))

    async def beats(self) -> list[Beat]:
        """All beats of all campaigns."""
        async with self.parts.core.database.reading() as work:
            campaigns = await work.campaigns.all()
            return [beat for campaign in campaigns for beat in await work.beats.of_campaign(campaign.id)]

    async def answers(self, week: int = 1, team: str | None = None) -> list[Answer]:
        """The answers of one team's week that stand, oldest first."""
        round_ = await self.round(week, team)
        async with self.parts.core.database.reading() as work:
            return await work.answers.of_round(round_.id)

    async def ratings(self, week: int = 1, team: str | None = None) -> list[tuple[str, int, str]]:
        """The ratings of one team's week: scale, value, source; in order."""
        round_ = await self.round(week, team)
        async with self.parts.core.database.reading() as work:
            rows: list[Rating] = await work.ratings.of_round(round_.id)
        return sorted((row.scale, row.value, row.source) for row in rows)

    async def supports(self, week: int = 1, team: str | None = None) -> list[str]:
        """The reactions on answers in one team's week."""
        round_ = await self.round(week, team)
        async with self.parts.core.database.reading() as work:
            return sorted(row.reaction for row in await work.supports.of_round(round_.id))

    async def deliveries(self) -> list[Delivery]:
        """The whole ledger."""
        async with self.parts.core.database.reading() as work:
            return await work.deliveries.all()


@asynccontextmanager
async def stage(
    database_url: str,
    road: str = "socket",
    teams: tuple[Cast, ...] = (HOUSING,),
) -> AsyncIterator[Stage]:
    """Set the stage: a sandbox with the teams and the app of manifest.yaml, and the bot, over one of the two roads."""
    story = AdjustableClock()
    story.move_to(MONDAY)
    workspace = town(story, PATIENT, teams)
    page = LatePage()
    async with serve(workspace, routes=page.mounts()) as base_url:
        settings = settings_for(workspace, base_url, database_url, user_named(ADMIN, workspace).id)
        set_up = Stage(workspace, settings, story, ROADS[road], teams, _page=page)
        await set_up.bot_starts()
        try:
            yield set_up
        finally:
            await set_up.bot_stops()


def town(
    story: Clock, pace: slack_pace.Pace, teams: tuple[Cast, ...] = (HOUSING,), wire: Wire | None = None
) -> Workspace:
    """A workspace with the teams, their people and the app of manifest.yaml."""
    app = app_from_manifest(read_yaml((ROOT / "manifest.yaml").read_text(encoding="utf-8")))
    workspace = Workspace(app, name="Northbridge", story=story.now, pace=pace, wire=wire)
    names = [ADMIN, *(name for team in teams for name in (*team.leaders, *team.staff))]
    homes = {name: PARTNER for team in teams for name in team.guests}
    users = {name: workspace.add_user(name, name.title(), team_id=homes.get(name)).id for name in dict.fromkeys(names)}
    for team in teams:
        members = [users[name] for name in (*team.staff, *team.leaders)]
        workspace.add_channel(team.channel, members, private=team.private, is_ext_shared=bool(team.guests))
    return workspace


def user_named(name: str, workspace: Workspace) -> User:
    """One person's account, by first name."""
    return next(user for user in workspace.users.values() if user.name == name)


def plan_of(workspace: Workspace, teams: tuple[Cast, ...] = (HOUSING,)) -> CampaignPlan:
    """The campaign of these teams, as an admin would write it in a file."""
    channels = {channel.name: channel.id for channel in workspace.channels.values()}
    return CampaignPlan(
        name="Better repairs",
        pack="innovation-framework",
        start=TUESDAY,
        zone="Europe/London",
        teams=tuple(
            TeamPlan(
                channels[team.channel],
                tuple(user_named(leader, workspace).id for leader in team.leaders),
                team.name,
                team.organisation,
            )
            for team in teams
        ),
        priorities=(Priority("Faster repairs", "People wait nine months for a grab rail."),),
    )


def settings_for(workspace: Workspace, base_url: str, database_url: str, admin: str) -> Settings:
    """Settings with fresh keys."""
    return Settings(
        DATABASE_URL=database_url,
        SLACK_BOT_TOKEN=SecretStr(workspace.app.bot_token),
        SLACK_SIGNING_SECRET=SecretStr(workspace.app.signing_secret),
        SLACK_API_URL=f"{base_url}/api/",
        WAYMARK_ADMINS=frozenset({admin}),
        WAYMARK_FACILITATORS=frozenset({admin}),
        WAYMARK_CONTACT="dpo@town.example",
        WAYMARK_COMPLAINTS="https://town.example/complain",
        WAYMARK_PRIVACY_NOTICE="https://town.example/privacy",
        WAYMARK_BASE_URL=base_url,
        WAYMARK_MASTER_KEY=SecretStr(fresh_key()),
        WAYMARK_DATA_KEYS=(SecretStr(Fernet.generate_key().decode()),),
    )
