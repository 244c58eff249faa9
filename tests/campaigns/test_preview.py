"""The dates that an admin sees before the start are the dates that the campaign gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.campaigns.holiday_dates import holiday_names, load_holidays
from bot.campaigns.preview import DatesAhead, SkippedWeek, dates_ahead
from tests.campaigns.world import ADMIN, HOUSING, WORKSPACE, World, plan
from tests.support.framework import WEEKS

YEARS = range(2025, 2030)
AREAS = [f"Area {number}" for number in range(1, WEEKS + 1)]


def ahead(start: date, now: datetime, holidays: str | None = "GB-ENG", rhythm: str = "tuesday") -> DatesAhead:
    """The dates of a plan for one team in London."""
    asked = plan(HOUSING, start=start, holidays=holidays, rhythm=rhythm)
    return dates_ahead(asked, AREAS, now, load_holidays(holidays, YEARS), holiday_names(holidays, YEARS))


def test_weeks_left_out_are_named_with_their_holidays() -> None:
    """Around New Year too few working days are left, and the holidays say why; the weeks after it move on."""
    dates = ahead(date(2026, 12, 8), datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert dates.skipped == (SkippedWeek(date(2026, 12, 28), ("Boxing Day (observed)", "New Year's Day")),)
    assert [week.opens_at.date().isoformat() for week in dates.weeks][2:5] == ["2026-12-22", "2027-01-05", "2027-01-12"]
    assert [week.area_title for week in dates.weeks] == AREAS


def test_without_holidays_nothing_is_left_out() -> None:
    """With weekends only each week follows the one before."""
    dates = ahead(date(2026, 12, 8), datetime(2026, 12, 1, 12, tzinfo=UTC), holidays=None)
    assert dates.skipped == ()
    assert len({week.opens_at.date() for week in dates.weeks}) == WEEKS


def test_a_first_week_that_is_left_out_is_named_too() -> None:
    """A start in a week with too few working days begins in the week after, and says so."""
    dates = ahead(date(2026, 12, 23), datetime(2026, 12, 1, 12, tzinfo=UTC), rhythm="wednesday")
    assert dates.skipped[0] == SkippedWeek(date(2026, 12, 21), ("Christmas Day",))
    assert dates.weeks[0].opens_at.date() > date(2026, 12, 25)


@pytest.mark.parametrize(
    ("now", "hello"),
    [
        (datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)),
        (datetime(2026, 12, 4, 21, tzinfo=UTC), datetime(2026, 12, 7, 9, tzinfo=UTC)),
    ],
)
def test_the_hello_comes_in_working_hours(now: datetime, hello: datetime) -> None:
    """The hello comes at once in working hours, else on the next working morning."""
    assert ahead(date(2026, 12, 8), now).hello_at == hello


def test_the_hello_waits_for_the_campaigns_that_come_first() -> None:
    """In a channel that another campaign has first, the hello comes after that; one that comes later is waited for by
    nobody."""
    now, until = datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 7, 16, tzinfo=UTC)
    asked = plan(HOUSING, start=date(2026, 12, 8), holidays=None)
    dates = dates_ahead(asked, AREAS, now, load_holidays(None, YEARS), {}, [until, datetime(2027, 6, 1, tzinfo=UTC)])
    assert dates.hello_at == until


@pytest.mark.parametrize("rhythm", ["tuesday", "monday", "wednesday"])
async def test_the_preview_is_what_comes(world: World, rhythm: str) -> None:
    """Every date of the preview is a date of the campaign that is made from the same plan."""
    asked = replace(plan(HOUSING, start=date(2026, 12, 1), holidays="GB-ENG", rhythm=rhythm))
    names = holiday_names("GB-ENG", YEARS)
    dates = dates_ahead(asked, AREAS, world.clock.now(), load_holidays("GB-ENG", YEARS), names)
    campaign = await world.service.create(asked, WORKSPACE, ADMIN)
    status = await world.service.show(campaign.id)
    assert [(week.opens_at, week.closes_at) for week in dates.weeks] == [
        (week.opens_at, week.closes_at) for week in status.weeks
    ]
    assert {row.due_at for row in await world.introductions()} == {dates.hello_at}
