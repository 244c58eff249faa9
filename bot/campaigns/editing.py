"""Changes a campaign that runs to what its file says now. What has not begun is planned anew; what has begun stays.

The rules:
- Pack, language and threshold are frozen at the start; the start day is over.
- Teams are known by their channels. A new team joins at the next week that no team has begun. A team that is taken out
  finishes its open week (what people said is owed to them) and is not asked again.
- Other hours, another zone or other holidays move the weeks to come; an open week keeps the hours that were announced.
- Leaders, names and priorities hold from the next message on. Who gets wider digests, and how many are not on
  Slack, is left as it is, unless the file says it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.campaigns.announced import move_announced
from bot.campaigns.calendar import plan_rounds
from bot.campaigns.founding import beat_row, holidays_of, round_row, team_row, zone_of
from bot.campaigns.holiday_dates import place_of
from bot.campaigns.plan import CampaignPlan, TeamPlan, next_prompt_day
from bot.campaigns.readers import follow_plan
from bot.campaigns.redating import TeamWeeks, calendar_moves, next_week, weeks_of
from bot.campaigns.rhythm import KINDS, Rhythm, parse_rhythm
from bot.campaigns.sponsoring import follow_sponsor
from bot.clock import Clock
from bot.content.schema import Pack
from bot.errors import FieldProblem
from bot.storage.models import Campaign, Team
from bot.storage.unit_of_work import UnitOfWork

IN_WORDS = {
    "open": "question",
    "playback": "what we heard so far",
    "nudge": "reminders",
    "last_call": "last call",
    "close": "close",
    "digest": "digest",
    "told_back": "what came of it",
}


@dataclass(frozen=True)
class Edited:
    """What was changed, in sentences; and the channels of teams that are new."""

    changes: tuple[str, ...]
    joined: tuple[str, ...]


def check_frozen(plan: CampaignPlan, campaign: Campaign) -> None:
    """Raise `FieldProblem` where a plan wants what cannot change once a campaign has started."""
    for name, wanted, frozen in (
        ("pack", plan.pack, campaign.pack_key),
        ("language", plan.language, campaign.language),
        ("threshold", plan.threshold, campaign.threshold),
    ):
        if wanted != frozen:
            raise FieldProblem(name, f"The {name} is {frozen} and stays so: the campaign has started with it.")


class Editing:
    """One edit of one campaign, in its caller's transaction."""

    def __init__(self, work: UnitOfWork, campaign: Campaign, pack: Pack, clock: Clock) -> None:
        self._work = work
        self._campaign = campaign
        self._pack = pack
        self._now = clock.now()

    async def apply(self, plan: CampaignPlan) -> Edited:
        """Change the rows. `plan` was checked; its teams have names."""
        teams = await self._work.teams.of_campaign(self._campaign.id)
        changes = [*self._campaign_changes(plan)]
        there = {team.channel: team for team in teams}
        for wanted in plan.teams:
            if wanted.channel in there:
                changes += self._team_changes(there[wanted.channel], wanted)
        for team in teams:
            if team.channel not in _channels(plan):
                changes += await self._leave(team)
        await self._work.flush()
        weeks = await self._weeks()
        await move_announced(self._work, weeks, calendar_moves(weeks, self._now))
        joined = [team for team in plan.teams if await self._is_new(there.get(team.channel))]
        changes += [await self._join(team, there.get(team.channel)) for team in joined]
        if plan.readers is not None:
            changes += await follow_plan(self._work, self._campaign, plan.readers, self._now)
        changes += await follow_sponsor(self._work, self._campaign, plan.sponsor)
        return Edited(tuple(changes), tuple(team.channel for team in joined))

    # --- the campaign ------------------------------------------------------------------------------------------------

    def _campaign_changes(self, plan: CampaignPlan) -> Iterator[str]:
        campaign, rhythm = self._campaign, parse_rhythm(plan.rhythm)
        if (name := plan.name.strip()) != campaign.name:
            yield f"Its name: {campaign.name} → {name}."
            campaign.name = name
        if rhythm.to_dict() != campaign.rhythm:
            yield f"Hours: {_hours(campaign.rhythm, rhythm)}. An open week keeps its own."
            campaign.rhythm = rhythm.to_dict()
        if plan.zone != campaign.zone:
            yield f"Time zone: {campaign.zone} → {plan.zone}."
            campaign.zone = plan.zone
        if plan.holidays != campaign.holidays:
            yield f"Holidays: {place_of(campaign.holidays)} → {place_of(plan.holidays)}."
            campaign.holidays = plan.holidays
        priorities = [{"title": one.title.strip(), "reason": one.reason.strip()} for one in plan.priorities]
        if priorities != campaign.priorities:
            yield f"Priorities: {', '.join(one['title'] for one in priorities) or 'none'}."
            campaign.priorities = priorities

    # --- its teams ---------------------------------------------------------------------------------------------------

    def _team_changes(self, team: Team, plan: TeamPlan) -> Iterator[str]:
        name, organisation = plan.name.strip() or team.name, plan.organisation.strip()
        if name != team.name:
            yield f"{team.name} is called {name}."
            team.name = name
        if organisation != team.organisation:
            yield f"{team.name} is of {organisation or 'no organisation'}."
            team.organisation = organisation
        if (leaders := list(dict.fromkeys(plan.leaders))) != team.leaders:
            yield f"{team.name} is led by {', '.join(leaders)}, from the next digest on."
            team.leaders = leaders
        if plan.off_slack is not None and plan.off_slack != team.off_slack:
            yield f"{team.name}, people who are not on Slack: {team.off_slack} → {plan.off_slack}."
            team.off_slack = plan.off_slack
        if plan.zone != team.zone:
            yield f"{team.name} lives by the clock of {plan.zone or self._campaign.zone}."
            team.zone = plan.zone

    async def _leave(self, team: Team) -> list[str]:
        """Take the weeks to come away; a team that nobody has asked anything goes as a whole."""
        rounds = await self._work.rounds.of_team(team.id)
        begun = [row for row in rounds if row.state != "upcoming"]
        if begun == rounds:  # it was taken out before, or there is nothing left to take away
            return []
        for row in rounds:
            if row.state == "upcoming":
                await self._work.rounds.remove(row.id)
        if not begun:
            await self._work.teams.remove(team.id)
            return [f"{team.name} is taken out. It was not asked anything yet."]
        last = " Its open week goes on to its end." if begun[-1].state == "open" else ""
        return [f"{team.name} is taken out after {len(begun)} of {len(rounds)} weeks.{last}"]

    async def _is_new(self, team: Team | None) -> bool:
        """Whether a team joins: it is not there, or was taken out before and there are weeks left to ask."""
        if team is None:
            return True
        own = await self._work.rounds.of_team(team.id)
        return all(row.state != "upcoming" for row in own) and await self._coming() is not None

    async def _coming(self) -> tuple[int, date] | None:
        return next_week(await self._work.rounds.of_campaign(self._campaign.id))

    async def _join(self, plan: TeamPlan, there: Team | None) -> str:
        """Give a team the weeks that no team has begun yet. One that was taken out before comes back."""
        coming = await self._coming()
        if coming is None:
            raise FieldProblem("teams", f"{plan.name} cannot join any more: the last week has begun.")
        week, day = coming
        team = there or team_row(self._campaign, plan)
        if there is None:
            await self._work.teams.add(team)
        zone, rhythm = zone_of(team, self._campaign), parse_rhythm(self._campaign.rhythm)
        start = max(day, next_prompt_day(day, rhythm, zone, self._now))
        areas = self._pack.areas[week - 1 :]
        holidays = holidays_of(self._campaign, self._now)
        for planned in plan_rounds(start, len(areas), rhythm, zone, holidays, first_week=week):
            row = round_row(self._campaign, team, planned, self._pack.areas[planned.week - 1].key)
            await self._work.rounds.add(row)
            await self._work.beats.add(*[beat_row(row, kind, planned) for kind in KINDS])
        return f"{team.name} joins at week {week} of {len(self._pack.areas)}."

    async def _weeks(self) -> Sequence[TeamWeeks]:
        return await weeks_of(self._work, self._campaign, self._now)


def _channels(plan: CampaignPlan) -> set[str]:
    return {team.channel for team in plan.teams}


def _hours(before: dict[str, str], after: Rhythm) -> str:
    new = after.to_dict()
    return ", ".join(f"{IN_WORDS[kind]} {before[kind]} → {new[kind]}" for kind in KINDS if before[kind] != new[kind])
