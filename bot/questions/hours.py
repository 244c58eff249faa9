"""When something about a question is brought to a person: in working hours, and never at the moment of the act itself.

Who watches a colleague's screen could else see whose message comes, or whose form closes, when a leader acts.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from secrets import SystemRandom
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import DAY, WorkCalendar, instant, local_date
from bot.campaigns.founding import holidays_of, zone_of
from bot.storage.models import Campaign, Team

Chance = Callable[[int, int], int]
"""Draws a whole number from the first to the second, both included."""
DRAWN: Chance = SystemRandom().randint
"""As the machine draws it, so that nobody can work it out."""
SOONEST, LATEST = timedelta(minutes=5), timedelta(minutes=10)
MORNING, FIRST, LAST = time(10), time(9), time(17)


def after_a_while(campaign: Campaign, team: Team, now: datetime, chance: Chance) -> datetime:
    """Draw a moment: five to ten minutes from now, or from the next working morning."""
    span = (int(each.total_seconds()) for each in (SOONEST, LATEST))
    return working_moment(campaign, team, now) + timedelta(seconds=chance(*span))


def working_moment(campaign: Campaign, team: Team, now: datetime) -> datetime:
    """Now, within the team's working hours; else the next working morning."""
    return next_working_moment(calendar_of(campaign, team, now), now)


def next_working_moment(work: WorkCalendar, now: datetime) -> datetime:
    """Now, within working hours; else the next working morning."""
    return now if is_at_work(work, now) else work.beat(local_date(now, work.zone), MORNING, now).due_at


def is_at_work(work: WorkCalendar, now: datetime) -> bool:
    """Whether it is a working day, and within working hours."""
    wall = now.astimezone(work.zone)
    return work.is_working_day(wall.date()) and FIRST <= wall.time() < LAST


def morning_before(campaign: Campaign, team: Team, day: date, now: datetime, at: time = MORNING) -> datetime:
    """The morning, or another hour, of the last working day before a day."""
    work = calendar_of(campaign, team, now)
    day -= DAY
    while not work.is_working_day(day):
        day -= DAY
    return instant(day, at, work.zone)


def calendar_of(campaign: Campaign, team: Team, now: datetime) -> WorkCalendar:
    """The days on which a team works."""
    return WorkCalendar(zone_of(team, campaign), holidays_of(campaign, now))


def calendar_of_all(campaign: Campaign, now: datetime) -> WorkCalendar:
    """The days on which people are written to who belong to no team of a campaign."""
    return WorkCalendar(ZoneInfo(campaign.zone), holidays_of(campaign, now))
