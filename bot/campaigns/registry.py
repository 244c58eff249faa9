"""How a campaign comes into the world, starts, and leaves it again: for the service and for the scheduling form.

Every method works inside a transaction that its caller opened and commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.campaigns.announced import name_the_next, say_anew
from bot.campaigns.channels import outside
from bot.campaigns.founding import Founded, found
from bot.campaigns.introduction import introduction
from bot.campaigns.plan import DECIDE_DATES, CampaignPlan, Surroundings, TeamPlan, check_plan, find_problems
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.readers import follow_plan
from bot.campaigns.redating import TeamWeeks, weeks_of
from bot.campaigns.sharing import WHENEVER, Span, free_from, in_the_way, make_room, span_of
from bot.campaigns.shelf import PackShelf
from bot.campaigns.sponsoring import follow_sponsor
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
        around = Surroundings(
            now=self.clock.now(),
            packs=self.packs.languages(),
            names=frozenset(campaign.name.casefold() for campaign in others),
            outside=frozenset(channel.channel for channel in outside(seen)),
        )
        bookings = await work.teams.booked(workspace, [team.channel for team in plan.teams])
        bookings = [one for one in bookings if one.campaign_id != without]
        return replace(around, busy=in_the_way(bookings, self._span(plan, around)) if bookings else {})

    def _span(self, plan: CampaignPlan, around: Surroundings) -> Span:
        """From when to when a plan takes its channels; a plan without dates might come at any time."""
        if not plan.teams or DECIDE_DATES & {problem.field for problem in find_problems(plan, around)}:
            return WHENEVER
        return span_of(plan, len(self.pack(plan).areas), around.now)

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
        await follow_plan(work, rows.campaign, plan.readers or (), self.clock.now())
        await follow_sponsor(work, rows.campaign, plan.sponsor)
        return rows.campaign

    async def check_again(
        self, work: UnitOfWork, plan: CampaignPlan, campaign: Campaign, seen: Mapping[str, ChannelSeen]
    ) -> None:
        """Check the plan of a campaign that is there, and take its new name. Raises `FieldProblem`."""
        around = await self.around(work, plan, campaign.workspace, seen, without=campaign.id)
        own = {team.channel for team in await work.teams.of_campaign(campaign.id)}
        new = {channel: busy for channel, busy in around.busy.items() if channel not in own}
        check_plan(plan, replace(around, busy=new))  # in its own channels its turn is known
        before = _name_id(campaign.workspace, campaign.name)
        if before != _name_id(campaign.workspace, plan.name):
            await self._take_name(work, plan, campaign.workspace)
            await work.seen.forget(before)

    async def start(self, work: UnitOfWork, campaign: Campaign) -> None:
        """Let a draft run. Each team is introduced once, however often this is tried."""
        teams = await work.teams.of_campaign(campaign.id)
        names, own = {team.channel: team.name for team in teams}, await work.teams.booked_by(campaign.id)
        for one in await work.teams.booked(campaign.workspace, list(names)):
            for busy in in_the_way([one], own[one.channel]).values():
                raise FieldProblem("teams", busy.sentence(names[one.channel]))
        await self.greet(work, campaign, await weeks_of(work, campaign, self.clock.now()))
        campaign.state = "running"

    async def greet(self, work: UnitOfWork, campaign: Campaign, teams: Sequence[TeamWeeks]) -> None:
        """Introduce each team that has not been asked yet, once, and before its first question, whenever that comes.

        Where another campaign comes before it, it waits until that is over. An introduction names the day of the
        question as it is now: one that is still planned leaves with it, one that was said is changed in its place.
        """
        now = self.clock.now()
        free = await free_from(work, campaign)
        for weeks in teams:
            first = weeks.rounds[0]
            if first.state == "upcoming":
                beats = {beat.kind: beat for beat in await work.beats.of_round(first.id)}
                hello = introduction(campaign, weeks.team, first, beats, max(now, free.get(weeks.team.channel, now)))
                if not (await work.deliveries.plan(hello) or await work.deliveries.plan_again(hello)):
                    said = there(await work.deliveries.get(hello.id))
                    await say_anew(work, said, first_prompt=hello.facts["first_prompt"])

    async def settle(self, work: UnitOfWork, campaign: Campaign) -> None:
        """Once a running campaign's weeks have moved, move those that wait for it, and tell teams the right days."""
        now = self.clock.now()
        await work.flush()
        for each in (campaign, *await make_room(work, campaign, now)):
            opens = [row.opens_on for row in await work.rounds.of_week(each.id, 1)]
            each.start = min(opens, default=each.start)
            weeks = await weeks_of(work, each, now)
            await self.greet(work, each, weeks)
            await name_the_next(work, weeks)

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
