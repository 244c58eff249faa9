"""Moves weeks that have not opened: after a pause, when a week is skipped, when one is sent by hand.

Works on rows inside the service's transaction; which dates result is the calendar's matter. What has opened never
moves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import (
    HolidayCalendar,
    PlannedRound,
    local_date,
    plan_now,
    plan_rounds,
    prompt_day_of_week,
)
from bot.campaigns.founding import holidays_of, rhythm_of, zone_of
from bot.campaigns.plan import next_prompt_day
from bot.campaigns.rhythm import WEEK, Rhythm
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

A_WEEK = timedelta(days=WEEK)
JUST_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True)
class TeamWeeks:
    """A team with its rounds by week, and the calendar its dates are made with."""

    team: Team
    rounds: Sequence[Round]
    rhythm: Rhythm
    zone: ZoneInfo
    holidays: HolidayCalendar

    @property
    def upcoming(self) -> list[Round]:
        """List the rounds that have not opened, by week."""
        return [row for row in self.rounds if row.state == "upcoming"]

    def prompt_day(self, row: Round) -> date:
        """Give the prompt day of a round's calendar week, before holidays moved it."""
        return prompt_day_of_week(row.opens_on, self.rhythm)


async def weeks_of(work: UnitOfWork, campaign: Campaign, now: datetime) -> list[TeamWeeks]:
    """Gather every team's rounds."""
    rhythm, holidays = rhythm_of(campaign), holidays_of(campaign, now)
    return [
        TeamWeeks(team, await work.rounds.of_team(team.id), rhythm, zone_of(team, campaign), holidays)
        for team in await work.teams.of_campaign(campaign.id)
    ]


async def redate_from_now(work: UnitOfWork, teams: Sequence[TeamWeeks], now: datetime) -> None:
    """Move what has not opened to the next prompt day that is still to come; what lies later stays.

    Teams that are at the same week stay together, also when it is too late today for the one furthest east.
    """
    starts: dict[int, date] = {}
    for weeks in teams:
        if weeks.upcoming:
            week = weeks.upcoming[0].week
            starts[week] = max(_earliest(weeks, now), starts.get(week, date.min))
    for weeks in teams:
        if weeks.upcoming:
            await _replan(work, weeks, weeks.upcoming, starts[weeks.upcoming[0].week])


def next_week(rounds: Iterable[Round]) -> tuple[int, date] | None:
    """Give the next week that no team has begun, and the first day on which it opens; None when all have begun."""
    every = list(rounds)
    week = max((row.week for row in every if row.state != "upcoming"), default=0) + 1
    days = [row.opens_on for row in every if row.week == week]
    return (week, min(days)) if days else None


async def skip_next(work: UnitOfWork, teams: Sequence[TeamWeeks]) -> int | None:
    """Move the next week that no team has begun, and all after it, by a week. Gives its number, None without one."""
    week, _ = next_week(row for weeks in teams for row in weeks.rounds) or (0, None)
    if not week:
        return None
    moving = [(weeks, [row for row in weeks.upcoming if row.week >= week]) for weeks in teams]
    for weeks, rounds in moving:
        if rounds:
            await _replan(work, weeks, rounds, weeks.prompt_day(rounds[0]) + A_WEEK)
    return week


async def open_now(work: UnitOfWork, weeks: TeamWeeks, now: datetime) -> None:
    """Make a team's next week due at once. What is left of the week before comes just before it."""
    row, later = weeks.upcoming[0], weeks.upcoming[1:]
    for earlier in weeks.rounds:
        if earlier.week < row.week:
            await _hurry(work, earlier, now, weeks.zone)
    planned = plan_now(row.week, now, weeks.rhythm, weeks.zone, weeks.holidays)
    await _apply(work, row, planned)
    if later:
        start = max(planned.opens_on + A_WEEK, weeks.prompt_day(later[0]))
        await _replan(work, weeks, later, start, after=planned.beats["told_back"].due_at)


def _earliest(weeks: TeamWeeks, now: datetime) -> date:
    """The first upcoming round's own prompt day, or the next one that is still to come; never brought forward."""
    return max(weeks.prompt_day(weeks.upcoming[0]), next_prompt_day(date.min, weeks.rhythm, weeks.zone, now))


async def _replan(
    work: UnitOfWork, weeks: TeamWeeks, rounds: Sequence[Round], start: date, *, after: datetime | None = None
) -> None:
    after = after or await _told_back(work, weeks, rounds[0])
    planned = plan_rounds(
        start, len(rounds), weeks.rhythm, weeks.zone, weeks.holidays, first_week=rounds[0].week, after=after
    )
    for row, week in zip(rounds, planned, strict=True):
        await _apply(work, row, week)


async def _told_back(work: UnitOfWork, weeks: TeamWeeks, row: Round) -> datetime | None:
    """When the round before this one is told back, if it is one that was asked."""
    before = [other for other in weeks.rounds if other.week < row.week and other.state != "missed"]
    beats = await work.beats.of_round(before[-1].id) if before else []
    return next((beat.due_at for beat in beats if beat.kind == "told_back"), None)


async def _apply(work: UnitOfWork, row: Round, planned: PlannedRound) -> None:
    row.opens_on = planned.opens_on
    for beat in await work.beats.of_round(row.id):
        to = planned.beats[beat.kind]
        await work.beats.move(beat.id, to.local_date, to.due_at)


async def _hurry(work: UnitOfWork, row: Round, now: datetime, zone: ZoneInfo) -> None:
    waiting: Iterable[str] = [
        beat.id for beat in await work.beats.of_round(row.id) if beat.state == "planned" and beat.due_at > now
    ]
    for beat_id in waiting:
        await work.beats.move(beat_id, local_date(now, zone), now - JUST_BEFORE)
