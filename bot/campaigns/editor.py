"""Edits campaigns that run: to what a plan says, and to what the calendar has become. `editing.py` has the rules."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from bot.campaigns.acts import Act, Acts, all_confirmed, find
from bot.campaigns.announced import move_announced
from bot.campaigns.calendar import local_date
from bot.campaigns.channels import Channels, shared
from bot.campaigns.editing import Editing, check_frozen
from bot.campaigns.parts import CampaignParts
from bot.campaigns.plan import CampaignPlan, is_zone
from bot.campaigns.redating import calendar_moves, weeks_of
from bot.campaigns.registry import Registry, named_after
from bot.campaigns.status import CampaignStatus
from bot.content.packs import pack_from_json
from bot.errors import there
from bot.storage.models import Team

TEAMS_AT_ONCE = 50
LOG = structlog.get_logger("campaigns")
First = Callable[[Act], Awaitable[None]]


async def _nothing_first(_act: Act) -> None:
    """Nothing comes before the edit."""


class CampaignEditor:
    """Edits, for admins; and follows the calendar, for the process that keeps the weeks."""

    def __init__(self, parts: CampaignParts) -> None:
        self._database = parts.database
        self._clock = parts.clocks.campaign
        self._registry = Registry(parts.packs, parts.identities, parts.clocks.campaign)
        self._acts = Acts(parts, self._registry)
        self._channels = Channels(parts.directory)

    async def edit(
        self,
        campaign: str,
        plan: CampaignPlan,
        by: str | None = None,
        workspace: str | None = None,
        *,
        confirmed: Collection[str] = (),
        keep: bool = True,
        within: float | None = None,
        first: First = _nothing_first,
    ) -> tuple[CampaignStatus, tuple[str, ...]]:
        """Change a running campaign to what a plan says; give its status and the changes in sentences.

        Without `keep` nothing is changed: it is only said what would be. `first` is done before it in the same
        transaction, and may refuse. Raises `FieldProblem`, and what `start` does.
        """
        self._acts.allow(by)
        async with self._database.reading() as work:
            found = await find(work, campaign, workspace)
            known = {team.channel for team in await work.teams.of_campaign(found.id)}
        seen = await self._channels.look((team.channel for team in plan.teams), within)
        all_confirmed(shared(seen, {*known, *confirmed}))
        plan = replace(named_after(plan, seen), start=self._today(plan))
        async with self._acts.changing(found.id, by, workspace, keep=keep) as act:
            act.must_be("running", "paused", otherwise="Only a campaign that has started can be edited")
            await first(act)
            check_frozen(plan, act.campaign)
            await self._registry.check_again(act.work, plan, act.campaign, seen)
            pack = pack_from_json(act.campaign.pack["snapshot"])
            edited = await Editing(act.work, act.campaign, pack, self._clock).apply(plan)
            if edited.changes:
                act.work.campaigns.count_change(act.campaign)
        return act.status, edited.changes

    def _today(self, plan: CampaignPlan) -> date:
        """The start that a plan is checked with: the campaign's own is over."""
        return local_date(self._clock.now(), ZoneInfo(plan.zone if is_zone(plan.zone) else "UTC"))

    async def follow_calendars(self) -> None:
        """Move what has not begun where zones or holidays are not what they were when it was planned.

        Some teams at a time, so that nothing else has to wait. Raises `TryLater`.
        """
        async with self._database.reading() as work:
            campaigns = [each for each in await work.campaigns.all() if each.state in {"running", "paused"}]
            teams = {each.id: await work.teams.of_campaign(each.id) for each in campaigns}
        for campaign in campaigns:
            for first in range(0, len(teams[campaign.id]), TEAMS_AT_ONCE):
                await self._follow(campaign.id, teams[campaign.id][first : first + TEAMS_AT_ONCE])

    async def _follow(self, campaign_id: str, teams: Sequence[Team]) -> None:
        async with self._database.reading() as work:
            campaign = there(await work.campaigns.get(campaign_id))
            weeks = await weeks_of(work, campaign, self._clock.now(), teams)
            if not calendar_moves(weeks, self._clock.now()):
                return
        async with self._database.unit_of_work() as work:
            campaign = there(await work.campaigns.lock(campaign_id))
            weeks = await weeks_of(work, campaign, self._clock.now(), teams)
            await move_announced(work, weeks, calendar_moves(weeks, self._clock.now()))
            if campaign.state == "running":
                await self._registry.settle(work, campaign)
            await work.commit()
        LOG.info("followed_the_calendar", teams=len(teams))
