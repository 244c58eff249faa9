"""The dates of a campaign that is still a plan: what its rows will say, and which weeks are left out and why. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import (
    HolidayCalendar,
    PlannedRound,
    WorkCalendar,
    first_prompt_day,
    plan_rounds,
    prompt_day_of_week,
)
from bot.campaigns.introduction import hello_at
from bot.campaigns.plan import CampaignPlan, first_start
from bot.campaigns.rhythm import WEEK, Rhythm, parse_rhythm

WORKING_WEEK = 5


@dataclass(frozen=True)
class WeekAhead:
    """One week to come; moments are UTC."""

    week: int
    area_title: str
    opens_at: datetime
    closes_at: datetime
    digest_at: datetime


@dataclass(frozen=True)
class SkippedWeek:
    """A week that is left out, by its Monday, and the public holidays that leave too few working days in it."""

    monday: date
    holidays: tuple[str, ...]


@dataclass(frozen=True)
class DatesAhead:
    """Everything with a date: the hello in each channel, the weeks, and the ones left out between them."""

    hello_at: datetime
    weeks: tuple[WeekAhead, ...]
    skipped: tuple[SkippedWeek, ...]


def dates_ahead(
    plan: CampaignPlan,
    area_titles: Sequence[str],
    now: datetime,
    holidays: HolidayCalendar,
    names: Mapping[date, str],
    taken_until: Collection[datetime] = (),
) -> DatesAhead:
    """Plan as the campaign's rows will be planned, by the clock of the plan's own zone.

    `taken_until`: until when other campaigns have its channels. The hello waits for those that come first.
    """
    zone, rhythm = ZoneInfo(plan.zone), parse_rhythm(plan.rhythm)
    start = first_start(plan, rhythm, now)
    rounds = plan_rounds(start, len(area_titles), rhythm, zone, holidays)
    weeks = tuple(_week(row, title) for row, title in zip(rounds, area_titles, strict=True))
    free = max((until for until in taken_until if until < weeks[0].opens_at), default=now)
    return DatesAhead(
        hello_at=hello_at(max(now, free), weeks[0].opens_at, WorkCalendar(zone, holidays)),
        weeks=weeks,
        skipped=tuple(_skipped(first_prompt_day(start, rhythm), rounds, rhythm, names)),
    )


def _week(row: PlannedRound, title: str) -> WeekAhead:
    beats = row.beats
    return WeekAhead(row.week, title, beats["open"].due_at, beats["close"].due_at, beats["digest"].due_at)


def _skipped(
    first: date, rounds: Sequence[PlannedRound], rhythm: Rhythm, names: Mapping[date, str]
) -> Iterator[SkippedWeek]:
    asked = {prompt_day_of_week(row.opens_on, rhythm) for row in rounds}
    day = first
    while day < max(asked):
        if day not in asked:
            monday = day - timedelta(days=day.weekday())
            working = (monday + timedelta(days=place) for place in range(WORKING_WEEK))
            yield SkippedWeek(monday, tuple(dict.fromkeys(names[one] for one in working if one in names)))
        day += timedelta(days=WEEK)
