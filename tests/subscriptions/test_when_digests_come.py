"""When a wider digest comes: at the hour that its reader chose, on working days, in the weeks of their frequency."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.calendar import HolidayCalendar, WorkCalendar, local_date
from bot.campaigns.rhythm import Slot, parse_slot
from bot.subscriptions.timing import next_slot, next_turn, turn

LONDON = WorkCalendar(ZoneInfo("Europe/London"))
TUESDAY_NINE = parse_slot("Tue 09:00")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it has one
SLOTS = st.builds(
    lambda day, hour: parse_slot(f"{day} {hour:02}:00"),
    st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri"]),
    st.integers(7, 18),
)


@given(slot=SLOTS, after=MOMENTS)
def test_the_next_slot_is_the_first_one(slot: Slot, after: datetime) -> None:
    """It lies after the moment, at most a week away, on the day and hour that were chosen."""
    found = next_slot(slot, LONDON, after)
    there = found.due_at.astimezone(LONDON.zone)
    assert (there.weekday(), there.time()) == (slot.weekday, slot.at)
    assert after < found.due_at <= after + timedelta(days=7, hours=1)


def test_on_a_holiday_it_comes_the_next_working_day() -> None:
    """A digest of a Tuesday that is a holiday comes on Wednesday, and once."""
    calendar = WorkCalendar(LONDON.zone, HolidayCalendar("GB-ENG", frozenset({date(2027, 1, 19)})))
    found = next_slot(TUESDAY_NINE, calendar, datetime(2027, 1, 18, tzinfo=UTC))
    assert found.local_date == date(2027, 1, 20)
    assert next_slot(TUESDAY_NINE, calendar, found.due_at).local_date == date(2027, 1, 26)


@pytest.mark.parametrize("every", [1, 2, 4])
@given(start=MOMENTS)
def test_the_next_one_is_foretold_as_it_comes(every: int, start: datetime) -> None:
    """What a reader is told of the next digest is the moment at which a turn comes, looked at hour by hour."""
    last, now = local_date(start, LONDON.zone), start
    foretold = next_turn(TUESDAY_NINE, LONDON, every, last, start)
    looked_at = start
    while now < foretold + timedelta(hours=1):
        now += timedelta(hours=1)
        found = turn(TUESDAY_NINE, LONDON, every, last, looked_at, now)
        if found is not None:
            assert found.is_turn == (found.due_at == foretold)
            looked_at = found.due_at
    assert looked_at == foretold


@pytest.mark.parametrize(("every", "days"), [(1, 7), (2, 14), (4, 28)])
@given(start=MOMENTS)
def test_turns_are_as_far_apart_as_was_chosen(every: int, days: int, start: datetime) -> None:
    """Looked at each day for a year, digests are so many weeks apart, to the day."""
    last, looked_at, now, turns = local_date(start, LONDON.zone), start, start, []
    for _ in range(365):
        now += timedelta(days=1)
        found = turn(TUESDAY_NINE, LONDON, every, last, looked_at, now)
        if found is not None:
            looked_at = found.due_at
        if found is not None and found.is_turn:
            last = local_date(found.due_at, LONDON.zone)
            turns.append(last)
    assert {(later - earlier).days for earlier, later in pairwise(turns)} == {days}
    assert len(turns) >= 365 // days - 1


def test_after_long_silence_only_the_newest_slot_counts() -> None:
    """Whoever was away for five weeks writes one digest, not five."""
    start = datetime(2027, 1, 12, 12, tzinfo=UTC)
    found = turn(TUESDAY_NINE, LONDON, 1, date(2027, 1, 12), start, start + timedelta(weeks=5))
    assert found is not None
    assert found.is_turn
    assert turn(TUESDAY_NINE, LONDON, 1, date(2027, 1, 12), found.due_at, start + timedelta(weeks=5)) is None


def test_a_leaders_hour_is_the_same_day_or_the_next_working_morning() -> None:
    """A digest written on Friday at nine comes then, later that day, or on Monday morning."""
    friday = datetime(2027, 1, 15, 9, tzinfo=UTC)
    assert LONDON.at_hour(parse_slot("Fri 09:00").at, friday) == friday
    assert LONDON.at_hour(parse_slot("Fri 14:00").at, friday) == friday + timedelta(hours=5)
    assert LONDON.at_hour(parse_slot("Fri 08:00").at, friday) == datetime(2027, 1, 18, 8, tzinfo=UTC)
