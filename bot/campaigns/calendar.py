"""From local dates and clock times to instants, and from a rhythm to a campaign's weeks. Pure.

The rules of the calendar:
- A beat is known by its local date; its instant follows from the zone: the first instant after a gap, the first of a
  repeated hour. A zone whose rules change moves the instant, never the date.
- No beat on a weekend, a holiday, or a date that the zone left out (Apia, 30 December 2011).
- A beat moves to the next working day, and the ones after it follow, so that the order of `rhythm.KINDS` always holds.
- A week with fewer than three working days, from the question's day to the digest's, is skipped; the areas move on.
- A team hears back before it is asked again, and is asked at most once in a calendar week.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.campaigns.rhythm import KINDS, LEAST_WORKING_DAYS, WEEK, Rhythm

NOON = time(12)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class HolidayCalendar:
    """The dates on which nobody is asked anything; without any, only weekends are free."""

    code: str | None = None
    dates: frozenset[date] = frozenset()


@dataclass(frozen=True)
class PlannedBeat:
    """A beat's identity, its local date, and the instant that follows from it (UTC)."""

    local_date: date
    due_at: datetime


@dataclass(frozen=True)
class PlannedRound:
    """One week of one team: the place of the area in the pack (from 1), and when its beats come."""

    week: int
    opens_on: date
    beats: Mapping[str, PlannedBeat]


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the UTC instant of a local date and time: the first after a gap, the first of a repeated hour."""
    return _instant(day, at, zone.key)


@lru_cache(maxsize=4096)
def _instant(day: date, at: time, zone_name: str) -> datetime:
    zone = ZoneInfo(zone_name)
    wall = datetime.combine(day, at)
    there = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(there, zone) == wall:
        return there
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _first_from(wall, before, there, zone)


def _first_from(wall: datetime, low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Halve the time between an instant before the gap and one after it, to the second."""
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (low, middle) if _wall(middle, zone) >= wall else (middle, high)
    return high


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Give the date that a wall calendar in the zone shows at an instant."""
    return moment.astimezone(zone).date()


@dataclass(frozen=True)
class WorkCalendar:
    """A zone and its holidays: which days are for work, and when something can come."""

    zone: ZoneInfo
    holidays: HolidayCalendar = HolidayCalendar()

    def is_working_day(self, day: date) -> bool:
        """Tell whether people may be written to: a weekday, no holiday, and a date that exists in the zone."""
        return (
            day.weekday() < 5
            and day not in self.holidays.dates
            and local_date(instant(day, NOON, self.zone), self.zone) == day
        )

    def next_working_day(self, day: date) -> date:
        """Give the day itself when it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def working_days(self, first: date, last: date) -> int:
        """Count the working days of a span, both ends included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def beat(self, day: date, at: time, after: datetime | None) -> PlannedBeat:
        """Find the first working day, from `day` on, on which the clock time comes after an instant."""
        day = self.next_working_day(day)
        while after is not None and instant(day, at, self.zone) <= after:
            day = self.next_working_day(day + DAY)
        return PlannedBeat(day, instant(day, at, self.zone))

    def at_hour(self, at: time, since: datetime) -> datetime:
        """Give the first instant, from `since` on, at which a clock shows a time on a working day."""
        return self.beat(local_date(since, self.zone), at, since - timedelta(seconds=1)).due_at


def first_prompt_day(start: date, rhythm: Rhythm) -> date:
    """Give the rhythm's weekday on or after a date, before holidays are looked at."""
    return start + timedelta(days=(rhythm.weekday - start.weekday()) % WEEK)


def prompt_day_of_week(day: date, rhythm: Rhythm) -> date:
    """Give the rhythm's weekday in the calendar week (from Monday) of a date."""
    return day + timedelta(days=rhythm.weekday - day.weekday())


def plan_rounds(
    start: date,
    weeks: int,
    rhythm: Rhythm,
    zone: ZoneInfo,
    holidays: HolidayCalendar,
    *,
    first_week: int = 1,
    after: datetime | None = None,
) -> list[PlannedRound]:
    """Plan so many weeks from the first prompt day on or after `start`.

    `first_week` is the number of the first one; `after` the instant at which the week before it is told back.
    """
    rounds: list[PlannedRound] = []
    work = WorkCalendar(zone, holidays)
    anchor = first_prompt_day(start, rhythm)
    while len(rounds) < weeks:
        opening = work.beat(anchor, rhythm.times["open"], after)
        if work.working_days(opening.local_date, anchor + _offset(rhythm, "digest")) >= LEAST_WORKING_DAYS:
            rounds.append(_round(first_week + len(rounds), opening, anchor, rhythm, work))
            after = rounds[-1].beats["told_back"].due_at
        anchor += timedelta(days=WEEK)
    return rounds


def plan_now(week: int, now: datetime, rhythm: Rhythm, zone: ZoneInfo, holidays: HolidayCalendar) -> PlannedRound:
    """Plan a week whose question is asked at this very moment; what is past moves to the next working days.

    An admin asked for it by hand, so the question itself may come on any day.
    """
    today = local_date(now, zone)
    work = WorkCalendar(zone, holidays)
    anchor = prompt_day_of_week(work.next_working_day(today), rhythm)
    return _round(week, PlannedBeat(today, now), anchor, rhythm, work)


def _round(week: int, opening: PlannedBeat, anchor: date, rhythm: Rhythm, work: WorkCalendar) -> PlannedRound:
    beats = {"open": opening}
    for earlier, kind in pairwise(KINDS):
        previous = beats[earlier].due_at
        after = previous - timedelta(seconds=1) if _together(earlier, kind, rhythm) else previous
        beats[kind] = work.beat(anchor + _offset(rhythm, kind), rhythm.times[kind], after)
    return PlannedRound(week, opening.local_date, beats)


def _together(earlier: str, kind: str, rhythm: Rhythm) -> bool:
    return kind == "nudge" and rhythm.times[earlier] == rhythm.times[kind]


def _offset(rhythm: Rhythm, kind: str) -> timedelta:
    return timedelta(days=rhythm.offsets[kind])
