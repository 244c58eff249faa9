"""What admins do with campaigns: create, look, pause, resume, skip a week, send one now.

Each act is one transaction. Only admins may, and the command line on the server (`by` None), whose user could change
the database anyway. Rounds and beats are rows from the first day; acts move them, and the runner asks which are due.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.campaigns.founding import found
from bot.campaigns.introduction import introduction
from bot.campaigns.plan import CampaignPlan, Surroundings, TeamPlan, check_plan, find_problems
from bot.campaigns.ports import Directory
from bot.campaigns.redating import TeamWeeks, open_now, redate_from_now, skip_next, weeks_of
from bot.campaigns.shelf import PackShelf
from bot.campaigns.status import CampaignStatus, status_of
from bot.clock import Clocks
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, TryLater, there
from bot.ids import planned_id
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Campaign, Team
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignNow

SHORTEST_ID = 6  # so much of a campaign's id is enough to name it


class CampaignService:
    """Campaigns, for admins. `directory` None (no Slack at hand) leaves out what only Slack knows."""

    def __init__(
        self,
        database: Database,
        packs: PackShelf,
        identities: Identities,
        clocks: Clocks,
        directory: Directory | None = None,
        *,
        admins: Collection[str] = (),
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_change` is called after each commit that may have made something due."""
        self._database = database
        self._packs = packs
        self._identities = identities
        self._clock = clocks.campaign
        self._directory = directory
        self._admins = frozenset(admins)
        self._on_change = on_change

    async def create(
        self, plan: CampaignPlan, workspace: str, by: str | None = None, *, start: bool = True
    ) -> Campaign:
        """Make a campaign with all its rounds and beats; with `start`, teams get their introduction.

        Raises `FieldProblem` for the first wrong field, `NotAllowed`, and `TryLater` when Slack does not answer.
        """
        self._allow(by)
        plan = await self._named(plan)
        outside = await self._outside(plan)
        members = {team.channel: await self._members(workspace, team.channel) for team in plan.teams}
        async with self._database.unit_of_work() as work:
            check_plan(plan, await self._surroundings(work, plan, workspace, outside))
            await self._once(work, plan, workspace)
            rows = found(
                plan,
                self._packs.pack(plan.pack, plan.language),
                workspace,
                by=by or "",
                now=self._clock.now(),
                salt=self._identities.new_salt(),
                members=members,
            )
            await work.campaigns.add(rows.campaign)
            await work.teams.add(*rows.teams)
            await work.rounds.add(*rows.rounds)
            await work.beats.add(*rows.beats)
            if start:
                await self._start(work, rows.campaign)
            await work.commit()
        self._on_change()
        return rows.campaign

    async def problems(self, plan: CampaignPlan, workspace: str) -> tuple[FieldProblem, ...]:
        """Find everything wrong with a plan at once, for a form; nothing is changed."""
        plan = await self._named(plan)
        outside = await self._outside(plan)
        async with self._database.reading() as work:
            return tuple(find_problems(plan, await self._surroundings(work, plan, workspace, outside)))

    async def show(self, campaign: str, workspace: str | None = None) -> CampaignStatus:
        """Give a campaign's status. Raises `NotFound`. `campaign` is a name, an id or the beginning of an id."""
        async with self._database.reading() as work:
            return await status_of(work, await _find(work, campaign, workspace))

    async def pause(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Stop asking: nothing comes due until the campaign is resumed."""
        async with self._changing(campaign, by, workspace) as act:
            act.must_be("running", otherwise="Only a running campaign can be paused")
            act.campaign.state = "paused"
        return act.status

    async def resume(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Go on after a pause, or start a draft: open weeks go on, the others come from the next prompt day on."""
        async with self._changing(campaign, by, workspace) as act:
            act.must_be("paused", "draft", otherwise="Only a paused campaign can be resumed")
            await redate_from_now(act.work, await weeks_of(act.work, act.campaign, act.now), act.now)
            if act.campaign.state == "draft":
                await self._start(act.work, act.campaign)
            act.campaign.state = "running"
        return act.status

    async def skip_week(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Move the next week that has not opened for any team, and all later ones, by a week."""
        async with self._changing(campaign, by, workspace) as act:
            act.must_be("running", "paused", "draft", otherwise="This campaign is over, so no week is left to skip")
            if await skip_next(act.work, await weeks_of(act.work, act.campaign, act.now)) is None:
                raise AskAgain("Every week has been asked already, so none is left to skip.")
        return act.status

    async def send_now(
        self, campaign: str, team: str | None = None, by: str | None = None, workspace: str | None = None
    ) -> CampaignStatus:
        """Ask the next question at once, in one team (by name, channel or id) or in all that have no open question."""
        async with self._changing(campaign, by, workspace) as act:
            act.must_be("running", otherwise="Only a running campaign can send a question")
            for weeks in _ready(await weeks_of(act.work, act.campaign, act.now), team):
                await open_now(act.work, weeks, act.now)
        return act.status

    async def list(self, workspace: str | None = None) -> tuple[CampaignNow, ...]:
        """Give every campaign in a line, the newest first."""
        async with self._database.reading() as work:
            campaigns = await work.campaigns.all(workspace)
            return tuple([(await status_of(work, campaign)).now for campaign in campaigns])

    @asynccontextmanager
    async def _changing(self, campaign: str, by: str | None, workspace: str | None) -> AsyncIterator["_Act"]:
        """One act on a campaign that nobody else changes meanwhile; its status is taken when all is done."""
        self._allow(by)
        async with self._database.unit_of_work() as work:
            found = await _find(work, campaign, workspace)
            act = _Act(work, there(await work.campaigns.lock(found.id)), self._clock.now())
            yield act
            act.campaign.start = min(row.opens_on for row in await work.rounds.of_week(found.id, 1))
            await work.flush()
            act.status = await status_of(work, act.campaign)
            await work.commit()
        self._on_change()

    def _allow(self, by: str | None) -> None:
        if by is not None and by not in self._admins:
            raise NotAllowed

    async def _start(self, work: UnitOfWork, campaign: Campaign) -> None:
        """Let a draft run. Each team is introduced once, however often this is tried."""
        for team in await work.teams.of_campaign(campaign.id):
            if await work.teams.in_channel(campaign.workspace, team.channel):
                raise FieldProblem("teams", f"Another campaign runs in the channel of {team.name}. Wait for its end.")
            first = (await work.rounds.of_team(team.id))[0]
            beats = {beat.kind: beat for beat in await work.beats.of_round(first.id)}
            await work.deliveries.plan(introduction(campaign, team, first, beats, self._clock.now()))
        campaign.state = "running"

    async def _surroundings(
        self, work: UnitOfWork, plan: CampaignPlan, workspace: str, outside: frozenset[str]
    ) -> Surroundings:
        return Surroundings(
            now=self._clock.now(),
            packs=self._packs.languages(),
            names=frozenset(campaign.name.casefold() for campaign in await work.campaigns.all(workspace)),
            busy=await _busy(work, plan, workspace),
            outside=outside,
        )

    async def _once(self, work: UnitOfWork, plan: CampaignPlan, workspace: str) -> None:
        """Keep the name, so that of two who create it at the same moment one is told that it is taken."""
        name = plan.name.strip()
        if not await work.seen.first_time(planned_id("campaign", workspace, name.casefold()), self._clock.now()):
            raise FieldProblem("name", f"There is a campaign called “{name}” already. Choose another name.")

    async def _named(self, plan: CampaignPlan) -> CampaignPlan:
        """Call teams without a name after their channel."""
        return replace(plan, teams=tuple([await self._team_named(team) for team in plan.teams]))

    async def _team_named(self, team: TeamPlan) -> TeamPlan:
        if team.name.strip() or self._directory is None:
            return team
        return replace(team, name=await self._directory.channel_name(team.channel))

    async def _outside(self, plan: CampaignPlan) -> frozenset[str]:
        if self._directory is None:
            return frozenset()
        channels = dict.fromkeys(team.channel for team in plan.teams)
        return frozenset([channel for channel in channels if not await self._directory.is_in(channel)])

    async def _members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """The people of a channel; the runner looks again before each question, so that none now is no harm."""
        if self._directory is None:
            return ()
        try:
            return await self._directory.members(workspace, channel)
        except TryLater:
            return ()


@dataclass
class _Act:
    """One act of an admin on one campaign, in its transaction."""

    work: UnitOfWork
    campaign: Campaign
    now: datetime
    status: CampaignStatus = field(init=False)

    def must_be(self, *states: str, otherwise: str) -> None:
        """Raise `AskAgain` unless the campaign is in one of the states."""
        if self.campaign.state not in states:
            raise AskAgain(f"{otherwise}; “{self.campaign.name}” is {_STATES[self.campaign.state]}.")


_STATES = {
    "draft": "not started yet",
    "running": "running",
    "paused": "paused",
    "finished": "finished",
}


async def _find(work: UnitOfWork, named: str, workspace: str | None) -> Campaign:
    """Look a campaign up by id, by name, or by the beginning of its id."""
    campaigns = await work.campaigns.all(workspace)
    name = named.strip().casefold()
    tests: tuple[Callable[[Campaign], bool], ...] = (
        lambda campaign: campaign.id == named,
        lambda campaign: campaign.name.casefold() == name,
        lambda campaign: len(name) >= SHORTEST_ID and campaign.id.startswith(name),
    )
    for test in tests:
        found = [campaign for campaign in campaigns if test(campaign)]
        if len(found) > 1:
            raise AskAgain(f"“{named}” may be one of {len(found)} campaigns. Use an id from `campaign list`.")
        if found:
            return found[0]
    raise NotFound(f"There is no campaign called “{named}”. See `campaign list`.")


async def _busy(work: UnitOfWork, plan: CampaignPlan, workspace: str) -> dict[str, str]:
    busy = {}
    for team in plan.teams:
        for other in await work.teams.in_channel(workspace, team.channel):
            busy[team.channel] = there(await work.campaigns.get(other.campaign_id)).name
    return busy


def _ready(teams: Sequence[TeamWeeks], named: str | None) -> Sequence[TeamWeeks]:
    """Choose the teams that can be asked now. Raises `AskAgain` or `NotFound` when there is none."""
    chosen = [weeks for weeks in teams if named is None or _is_named(weeks.team, named)]
    if not chosen:
        names = ", ".join(weeks.team.name for weeks in teams)
        raise NotFound(f"There is no team called “{named}”. The teams are {names}.")
    left = [weeks for weeks in chosen if weeks.upcoming]
    if not left:
        raise AskAgain("Every question has been asked already.")
    ready = [weeks for weeks in left if all(row.state != "open" for row in weeks.rounds)]
    if not ready:
        raise AskAgain("This week's question is still open. The next one can be sent when it has closed.")
    return ready


def _is_named(team: Team, named: str) -> bool:
    return named.strip().removeprefix("#").casefold() in {team.name.casefold(), team.channel.casefold(), team.id}
