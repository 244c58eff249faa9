"""How a campaign comes into the world, starts, and leaves it again: for the service and for the scheduling form.

Every method works inside a transaction that its caller opened and commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.campaigns.channels import outside
from bot.campaigns.founding import Founded, found
from bot.campaigns.introduction import introduction
from bot.campaigns.plan import CampaignPlan, Surroundings, TeamPlan, check_plan
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.redating import TeamWeeks, weeks_of
from bot.campaigns.shelf import PackShelf
from bot.clock import Clock
from bot.content.schema import Pack
from bot.errors import FieldProblem, there
from bot.ids import planned_id
from bot.storage.identity import Identities
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork


class Registry:
    """Adds, starts and removes campaigns."""

    def __init__(self, packs: PackShelf, identities: Identities, clock: Clock) -> None:
        self.packs = packs
        self.clock = clock
        self._identities = identities

    def pack(self, plan: CampaignPlan) -> Pack:
        """The pack that a plan is about."""
        return self.packs.pack(plan.pack, plan.language)

    async def around(
        self, work: UnitOfWork, plan: CampaignPlan, workspace: str, seen: Mapping[str, ChannelSeen], without: str = ""
    ) -> Surroundings:
        """What a plan is held against; `without` is the campaign that the plan is about already."""
        others = [campaign for campaign in await work.campaigns.all(workspace) if campaign.id != without]
        return Surroundings(
            now=self.clock.now(),
            packs=self.packs.languages(),
            names=frozenset(campaign.name.casefold() for campaign in others),
            busy=await _busy(work, plan, workspace, without),
            outside=frozenset(channel.channel for channel in outside(seen)),
        )

    def draw_up(self, plan: CampaignPlan, workspace: str, *, by: str, campaign_id: str | None = None) -> Founded:
        """Make the rows of a plan that was checked. Takes its time, so it is done before the transaction."""
        salt = self._identities.new_salt()
        return found(plan, self.pack(plan), workspace, by=by, now=self.clock.now(), salt=salt, campaign_id=campaign_id)

    async def add(self, work: UnitOfWork, plan: CampaignPlan, around: Surroundings, rows: Founded) -> Campaign:
        """Keep a new draft with all its rounds and beats. Raises `FieldProblem` for the first wrong field."""
        check_plan(plan, around)
        await self._take_name(work, plan, rows.campaign.workspace)
        await work.campaigns.add(rows.campaign)
        await work.teams.add(*rows.teams)
        await work.rounds.add(*rows.rounds)
        await work.beats.add(*rows.beats)
        return rows.campaign

    async def check_again(
        self, work: UnitOfWork, plan: CampaignPlan, campaign: Campaign, seen: Mapping[str, ChannelSeen]
    ) -> None:
        """Check the plan of a campaign that is there, and take its new name. Raises `FieldProblem`."""
        check_plan(plan, await self.around(work, plan, campaign.workspace, seen, without=campaign.id))
        before = _name_id(campaign.workspace, campaign.name)
        if before != _name_id(campaign.workspace, plan.name):
            await self._take_name(work, plan, campaign.workspace)
            await work.seen.forget(before)

    async def start(self, work: UnitOfWork, campaign: Campaign) -> None:
        """Let a draft run. Each team is introduced once, however often this is tried."""
        teams = await work.teams.of_campaign(campaign.id)
        for other in await work.teams.busy_in(campaign.workspace, [team.channel for team in teams]):
            raise FieldProblem("teams", f"Another campaign runs in the channel of {other.name}. Wait for its end.")
        await self.greet(work, campaign, await weeks_of(work, campaign, self.clock.now()))
        campaign.state = "running"

    async def greet(self, work: UnitOfWork, campaign: Campaign, teams: Sequence[TeamWeeks]) -> None:
        """Introduce each team that has not been asked yet, once, and before its first question, whenever that comes.

        What was said stands; an introduction that is still planned gets the day of the question as it is now.
        """
        for weeks in teams:
            first = weeks.rounds[0]
            if first.state == "upcoming":
                beats = {beat.kind: beat for beat in await work.beats.of_round(first.id)}
                hello = introduction(campaign, weeks.team, first, beats, self.clock.now())
                if not await work.deliveries.plan(hello):
                    await work.deliveries.plan_again(hello)

    async def remove(self, work: UnitOfWork, draft: Campaign) -> None:
        """Take a draft away, and set its name free."""
        await work.seen.forget(_name_id(draft.workspace, draft.name))
        await work.campaigns.remove(draft.id)

    async def _take_name(self, work: UnitOfWork, plan: CampaignPlan, workspace: str) -> None:
        """Keep the name, so that of two who create it at the same moment one is told that it is taken."""
        name = plan.name.strip()
        if not await work.seen.first_time(_name_id(workspace, name), self.clock.now()):
            raise FieldProblem("name", f"There is a campaign called “{name}” already. Choose another name.")


def named_after(plan: CampaignPlan, seen: Mapping[str, ChannelSeen]) -> CampaignPlan:
    """Call teams without a name after their channel."""
    return replace(plan, teams=tuple(_called_after(team, seen[team.channel]) for team in plan.teams))


def _called_after(team: TeamPlan, channel: ChannelSeen) -> TeamPlan:
    return team if team.name.strip() else replace(team, name=channel.name or team.channel)


def _name_id(workspace: str, name: str) -> str:
    return planned_id("campaign", workspace, name.strip().casefold())


async def _busy(work: UnitOfWork, plan: CampaignPlan, workspace: str, without: str) -> dict[str, str]:
    others = await work.teams.busy_in(workspace, [team.channel for team in plan.teams])
    others = [other for other in others if other.campaign_id != without]
    return {other.channel: there(await work.campaigns.get(other.campaign_id)).name for other in others}
