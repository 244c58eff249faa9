"""What admins do with campaigns: create, look, start, pause, resume, skip a week, send one now, delete a draft.

Each act is one transaction. Only admins may, and the command line on the server (`by` None), whose user could change
the database anyway. Rounds and beats are rows from the first day; acts move them, and the runner asks which are due.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date

import structlog

from bot.campaigns.acts import Act, Acts, all_confirmed, find
from bot.campaigns.announced import move_announced
from bot.campaigns.channels import START_MAY_WAIT, Channels, invite, outside, shared
from bot.campaigns.parts import CampaignParts
from bot.campaigns.plan import CampaignPlan, check_plan, find_problems
from bot.campaigns.redating import (
    TeamWeeks,
    held_back,
    next_week,
    open_now,
    redate_from_now,
    skip_next,
    take_back_unasked,
    weeks_of,
)
from bot.campaigns.registry import Registry, named_after
from bot.campaigns.sharing import refuse_beside
from bot.campaigns.status import CampaignStatus, status_of
from bot.errors import AskAgain, FieldProblem, NotFound, TryLater, there
from bot.storage.models import Campaign, Team
from bot.surfaces import CampaignNow

LOG = structlog.get_logger("campaigns")
NextWeek = tuple[int, date]
"""The number of the next week and its first day, as the asker saw them."""


class CampaignService:
    """Campaigns, for admins."""

    def __init__(self, parts: CampaignParts) -> None:
        self._database = parts.database
        self._registry = Registry(parts.packs, parts.identities, parts.clocks.campaign)
        self._clock = parts.clocks.campaign
        self._directory = parts.directory
        self._channels = Channels(parts.directory)
        self._acts = Acts(parts, self._registry)
        self._on_change = parts.on_change
        self._looking: set[asyncio.Task[None]] = set()

    async def create(
        self,
        plan: CampaignPlan,
        workspace: str,
        by: str | None = None,
        *,
        start: bool = True,
        confirmed: Collection[str] = (),
    ) -> Campaign:
        """Make a campaign with all its rounds and beats; with `start`, teams get their introduction.

        `confirmed` are the channels of which the admin knows that outsiders read them. Raises `FieldProblem` for the
        first wrong field, `NotAllowed`, `SharedOutside`, and `TryLater` when Slack does not answer.
        """
        self._acts.allow(by)
        seen = await self._channels.look(team.channel for team in plan.teams)
        plan = named_after(plan, seen)
        if start:
            all_confirmed(shared(seen, confirmed))
        async with self._database.reading() as work:
            check_plan(plan, await self._registry.around(work, plan, workspace, seen))
        rows = self._registry.draw_up(plan, workspace, by=by or "")
        async with self._database.unit_of_work() as work:
            around = await self._registry.around(work, plan, workspace, seen)
            campaign = await self._registry.add(work, plan, around, rows)
            if start:
                await self._registry.start(work, campaign)
            await work.commit()
        self._on_change()
        await self.see_members(campaign.id)
        return campaign

    async def see_members(self, campaign_id: str) -> None:
        """Keep who is in each team's channel. The runner looks again before each question, so none now is no harm."""
        if self._directory is None:
            return
        async with self._database.reading() as work:
            teams = await work.teams.of_campaign(campaign_id)
        for team in teams:
            try:
                people = await self._directory.members(team.workspace, team.channel)
            except (TryLater, NotFound):
                continue
            async with self._database.unit_of_work() as work:
                await work.teams.set_members(team.id, people)
                await work.commit()

    def see_members_soon(self, campaign_id: str) -> None:
        """Do the same without being waited for: Slack may take long, and a form must be answered at once."""
        look = asyncio.create_task(self.see_members(campaign_id))
        self._looking.add(look)
        look.add_done_callback(self._looked)

    async def idle(self) -> None:
        """Wait until nothing is being looked at any more."""
        while self._looking:
            await asyncio.wait(set(self._looking))

    def _looked(self, look: asyncio.Task[None]) -> None:
        self._looking.discard(look)
        if not look.cancelled() and (error := look.exception()) is not None:
            LOG.warning("members_not_seen", error=type(error).__name__)

    async def problems(self, plan: CampaignPlan, workspace: str) -> tuple[FieldProblem, ...]:
        """Find everything wrong with a plan at once, for a form; nothing is changed."""
        seen = await self._channels.look(team.channel for team in plan.teams)
        plan = named_after(plan, seen)
        async with self._database.reading() as work:
            return tuple(find_problems(plan, await self._registry.around(work, plan, workspace, seen)))

    async def show(self, campaign: str, workspace: str | None = None) -> CampaignStatus:
        """Give a campaign's status. Raises `NotFound`. `campaign` is a name, an id or the beginning of an id."""
        async with self._database.reading() as work:
            return await status_of(work, await find(work, campaign, workspace), self._clock.now())

    async def start(
        self,
        campaign: str,
        by: str | None = None,
        workspace: str | None = None,
        *,
        confirmed: Collection[str] = (),
        within: float | None = START_MAY_WAIT,
    ) -> CampaignStatus:
        """Start a draft: teams are greeted, and the first question comes on its day or the next one still to come.

        Raises `SharedOutside` for channels that outsiders read and that are not `confirmed`, `AskAgain` for one that
        the bot is not in, `TryLater` when Slack does not answer `within` so many seconds.
        """
        self._acts.allow(by)
        async with self._database.reading() as work:
            found = await find(work, campaign, workspace)
            channels = [team.channel for team in await work.teams.of_campaign(found.id)]
        if found.state == "draft":
            seen = await self._channels.look(channels, within)
            if missing := outside(seen):
                raise AskAgain(invite(missing, "start again"))
            all_confirmed(shared(seen, confirmed))
        async with self._acts.changing(found.id, by, workspace) as act:
            act.must_be("draft", otherwise="Only a campaign that has not started can be started")
            await redate_from_now(act.work, await weeks_of(act.work, act.campaign, act.now), act.now)
            await self._registry.start(act.work, act.campaign)
        return act.status

    async def pause(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Stop asking: nothing comes due, and nothing that was planned goes out, until the campaign is resumed."""
        async with self._acts.changing(campaign, by, workspace) as act:
            act.must_be("running", otherwise="Only a running campaign can be paused")
            act.campaign.state = "paused"
        return act.status

    async def resume(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Go on after a pause, or start a draft: open weeks go on, the others come from the next prompt day on."""
        async with self._database.reading() as work:
            draft = (await find(work, campaign, workspace)).state == "draft"
        if draft:
            return await self.start(campaign, by, workspace, within=None)
        async with self._acts.changing(campaign, by, workspace) as act:
            act.must_be("paused", otherwise="Only a paused campaign can be resumed")
            teams = await weeks_of(act.work, act.campaign, act.now)
            await take_back_unasked(act.work, teams, act.now)
            await move_announced(act.work, teams, held_back(teams, act.now))
            await redate_from_now(act.work, teams, act.now)
            act.campaign.state = "running"
            act.work.deliveries.pause_is_over(act.campaign.id)
        return act.status

    async def skip_week(
        self, campaign: str, by: str | None = None, workspace: str | None = None, *, expected: NextWeek | None = None
    ) -> CampaignStatus:
        """Move the next week that has not opened for any team, and all later ones, by a week.

        `expected` is the week that the asker saw as the next one: of two who skip it, or of a double tap, one does.
        """
        async with self._acts.changing(campaign, by, workspace) as act:
            act.must_be("running", "paused", "draft", otherwise="This campaign is over, so no week is left to skip")
            teams = await weeks_of(act.work, act.campaign, act.now)
            _as_expected(teams, expected)
            if await skip_next(act.work, teams) is None:
                raise AskAgain("Every week has been asked already, so none is left to skip.")
        return act.status

    async def send_now(
        self,
        campaign: str,
        team: str | None = None,
        by: str | None = None,
        workspace: str | None = None,
        *,
        expected: NextWeek | None = None,
    ) -> CampaignStatus:
        """Ask the next question at once, in one team (by name, channel or id) or in all that have no open question."""
        async with self._acts.changing(campaign, by, workspace) as act:
            act.must_be("running", otherwise="Only a running campaign can send a question")
            teams = await weeks_of(act.work, act.campaign, act.now)
            _as_expected(teams, expected)
            ready = _ready(teams, team)
            await refuse_beside(act.work, act.campaign, [weeks.team for weeks in ready])
            await open_now(act.work, ready, act.now)
        return act.status

    async def delete(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignNow:
        """Take a draft away, and give what it was. What has started is never deleted here: people have been told."""
        self._acts.allow(by)
        async with self._database.unit_of_work() as work:
            found = await find(work, campaign, workspace)
            act = Act(work, there(await work.campaigns.lock(found.id)), self._clock.now())
            act.must_be("draft", otherwise="Only a campaign that has not started can be deleted")
            was = (await status_of(work, act.campaign, act.now)).now
            await self._registry.remove(work, act.campaign)
            await work.commit()
        self._on_change()
        return was

    async def list(self, workspace: str | None = None) -> tuple[CampaignNow, ...]:
        """Give every campaign in a line, the newest first."""
        async with self._database.reading() as work:
            campaigns = await work.campaigns.all(workspace)
            now = self._clock.now()
            return tuple([(await status_of(work, campaign, now)).now for campaign in campaigns])


def _as_expected(teams: Sequence[TeamWeeks], expected: NextWeek | None) -> None:
    """Raise `AskAgain` when the next week is not the one that the asker saw: somebody was quicker."""
    if expected is not None and expected != next_week(row for weeks in teams for row in weeks.rounds):
        raise AskAgain("The plan has changed since you looked. Look at it again, then choose.")


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
