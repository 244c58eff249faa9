"""The calendar: instants in every zone, and weeks that keep their order whatever the holidays."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.campaigns.calendar import (
    HolidayCalendar,
    PlannedRound,
    WorkCalendar,
    first_prompt_day,
    instant,
    local_date,
    plan_now,
    plan_rounds,
)
from bot.campaigns.holiday_dates import OFFERED, known_codes, load_holidays, usual_code
from bot.campaigns.rhythm import KINDS, PRESETS, parse_rhythm
from bot.errors import FieldProblem

LONDON = ZoneInfo("Europe/London")
NONE = HolidayCalendar()
STANDARD = parse_rhythm("tuesday")
HARD_ZONES = (
    "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk", "Africa/Casablanca", "Asia/Tehran",
    "Africa/Cairo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC",
)  # fmt: skip
ZONES = st.sampled_from([*HARD_ZONES, *sorted(available_timezones() - {"localtime"})]).map(ZoneInfo)
DATES = st.dates(date(2011, 1, 1), date(2037, 6, 1))
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))


@cache
def holidays(code: str) -> HolidayCalendar:
    """Load the holidays of the years these tests look at."""
    return load_holidays(code, range(2010, 2040))


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Tell what a clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


# --- instants --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/London", date(2026, 1, 6), time(10), "2026-01-06T10:00"),
        ("Europe/London", date(2026, 7, 7), time(10), "2026-07-07T09:00"),
        ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29T01:00"),  # the gap: 01:00 to 02:00
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),  # the hour that comes twice
        ("Australia/Lord_Howe", date(2025, 10, 5), time(2, 15), "2025-10-04T15:30"),  # a gap of half an hour
        ("Australia/Lord_Howe", date(2025, 4, 6), time(1, 45), "2025-04-05T14:45"),  # half an hour that comes twice
        ("Pacific/Apia", date(2011, 12, 30), time(10), "2011-12-30T10:00"),  # the day that never was
        ("America/Nuuk", date(2024, 3, 30), time(23, 30), "2024-03-31T01:00"),  # a gap before midnight
        ("America/Nuuk", date(2024, 3, 31), time(0), "2024-03-31T01:00"),
        ("America/Nuuk", date(2024, 10, 26), time(23, 30), "2024-10-27T00:30"),  # an hour before midnight comes twice
        ("Africa/Casablanca", date(2026, 2, 10), time(10), "2026-02-10T09:00"),
        ("Africa/Casablanca", date(2026, 2, 15), time(2, 30), "2026-02-15T01:30"),  # Ramadan: an hour comes twice
        ("Africa/Casablanca", date(2026, 2, 24), time(10), "2026-02-24T10:00"),
        ("Africa/Casablanca", date(2026, 3, 22), time(2, 30), "2026-03-22T02:00"),  # its end: a gap
        ("Europe/London", date(2028, 2, 29), time(10), "2028-02-29T10:00"),
    ],
)
def test_known_hard_instants(zone: str, day: date, at: time, expected: str) -> None:
    """A gap gives the first instant after it, a repeated hour its first pass, checked against known changes."""
    assert instant(day, at, ZoneInfo(zone)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(zone=ZONES, day=DATES, at=TIMES)
@example(zone=ZoneInfo("Pacific/Apia"), day=date(2011, 12, 30), at=time(0))
@example(zone=ZoneInfo("Australia/Lord_Howe"), day=date(2025, 10, 5), at=time(2, 1))
def test_an_instant_shows_the_wall_time_or_ends_a_gap(zone: ZoneInfo, day: date, at: time) -> None:
    """In any zone an instant shows the asked wall time, and no earlier instant does, or it is the gap's very end."""
    moment = instant(day, at, zone)
    asked = datetime.combine(day, at)
    assert wall(moment, zone) >= asked
    if wall(moment, zone) != asked:
        assert wall(moment - timedelta(seconds=1), zone) < asked
    earlier = [moment - timedelta(minutes=minutes) for minutes in (15, 20, 30, 60, 120)]
    assert all(wall(other, zone) != asked for other in earlier)


def check_every_change(zone: ZoneInfo, years: range) -> int:
    """Hold the instants around every change of a zone's clock against a wall clock that is read minute by minute.

    The reference knows nothing of gaps or repeats: the first minute at which the wall shows the asked time or later.
    """
    changes = 0
    first = datetime(years[0], 1, 1, tzinfo=UTC)
    noons = [first + timedelta(days=day) for day in range(366 * len(years))]
    for before, after in pairwise(noons):
        if before.astimezone(zone).utcoffset() == after.astimezone(zone).utcoffset():
            continue
        changes += 1
        minutes = [before - timedelta(hours=3) + timedelta(minutes=each) for each in range(30 * 60)]
        latest = list(accumulate((wall(minute, zone) for minute in minutes), max))
        day = wall(before, zone).replace(hour=0, minute=0) - timedelta(days=1)
        for asked in (day + timedelta(minutes=each) for each in range(0, 4 * 1440, 15)):
            if latest[0] < asked <= latest[-1]:
                assert instant(asked.date(), asked.time(), zone) == minutes[bisect_left(latest, asked)]
    return changes


@pytest.mark.parametrize("name", HARD_ZONES)
def test_a_hard_zone_s_changes_are_those_of_a_clock_on_the_wall(name: str) -> None:
    """Every quarter of an hour around each change of the clocks is where a clock on the wall has it."""
    changes = check_every_change(ZoneInfo(name), range(2011, 2012) if name == "Pacific/Apia" else range(2024, 2027))
    assert (changes == 0) == (
        name in {"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Asia/Tehran"}
    )


@given(zone=ZONES, year=st.integers(1990, 2037))
def test_any_zone_s_changes_are_those_of_a_clock_on_the_wall(zone: ZoneInfo, year: int) -> None:
    """The same in any zone and year."""
    check_every_change(zone, range(year, year + 1))


@pytest.mark.full
@pytest.mark.timeout(900)
def test_all_zones_changes_are_those_of_a_clock_on_the_wall() -> None:
    """The same in every zone there is, for all years that a campaign of ours can see."""
    names = sorted(available_timezones() - {"localtime"})
    assert sum(check_every_change(ZoneInfo(name), range(2024, 2032)) for name in names) > 2000


@given(zone=ZONES, day=DATES, first=TIMES, second=TIMES)
def test_later_on_the_wall_is_never_earlier_in_the_world(zone: ZoneInfo, day: date, first: time, second: time) -> None:
    """Two times of one date keep their order as instants, through every change of the clocks."""
    assume(first <= second)
    assert instant(day, first, zone) <= instant(day, second, zone)


# --- weeks -----------------------------------------------------------------------------------------------------------


def check_weeks(rounds: list[PlannedRound], zone: ZoneInfo, free: HolidayCalendar) -> None:
    """Hold planned weeks against every rule of the calendar."""
    work = WorkCalendar(zone, free)
    for planned in rounds:
        assert tuple(planned.beats) == KINDS
        due = [planned.beats[kind].due_at for kind in KINDS]
        for (earlier, later), kind in zip(pairwise(due), KINDS[1:], strict=True):
            assert earlier < later or (kind == "nudge" and earlier == later)
        assert all(work.is_working_day(beat.local_date) for beat in planned.beats.values())
        assert all(local_date(beat.due_at, zone) == beat.local_date for beat in planned.beats.values())
        assert planned.opens_on == planned.beats["open"].local_date
        assert work.working_days(planned.opens_on, planned.beats["digest"].local_date) >= 3
    for one, other in pairwise(rounds):
        assert other.week == one.week + 1
        assert one.beats["told_back"].due_at < other.beats["open"].due_at
        assert one.opens_on.isocalendar()[:2] != other.opens_on.isocalendar()[:2]


@given(
    start=DATES,
    zone=ZONES,
    code=st.sampled_from([None, *OFFERED]),
    preset=st.sampled_from(sorted(PRESETS)),
    extra=st.frozensets(st.integers(0, 60), max_size=40),
)
@example(start=date(2011, 12, 20), zone=ZoneInfo("Pacific/Apia"), code=None, preset="tuesday", extra=frozenset())
@example(start=date(2024, 3, 19), zone=ZoneInfo("America/Nuuk"), code=None, preset="monday", extra=frozenset())
@example(start=date(2026, 12, 14), zone=LONDON, code="GB-SCT", preset="wednesday", extra=frozenset())
@example(start=date(2025, 12, 15), zone=LONDON, code="GB-ENG", preset="tuesday", extra=frozenset(range(5, 40)))
def test_every_plan_keeps_every_rule(
    start: date, zone: ZoneInfo, code: str | None, preset: str, extra: frozenset[int]
) -> None:
    """With any zone, holidays and further free days, no beat is on a free day, out of order or planned twice."""
    dates = holidays(code).dates if code else frozenset()
    free = HolidayCalendar(code, dates | {start + timedelta(days=n) for n in extra})
    rounds = plan_rounds(start, 9, parse_rhythm(preset), zone, free)
    assert len(rounds) == 9
    assert rounds[0].opens_on >= start
    check_weeks(rounds, zone, free)


@given(start=DATES, zone=ZONES)
def test_without_holidays_the_weeks_are_those_of_the_scheduler(start: date, zone: ZoneInfo) -> None:
    """Where nothing is free but weekends, the questions come at the instants of an independent weekly trigger."""
    assume(zone.key != "Pacific/Apia" or start.year != 2011)  # the day that never was moves our beats
    first = first_prompt_day(start, STANDARD)
    trigger = CalendarIntervalTrigger(weeks=1, hour=10, minute=0, start_date=first, timezone=zone)
    expected: list[datetime] = []
    for _ in range(7):
        last = expected[-1] if expected else None
        fire = trigger.get_next_fire_time(last, last or datetime(1970, 1, 1, tzinfo=UTC))
        assert fire is not None
        expected.append(fire)
    planned = [planned.beats["open"].due_at for planned in plan_rounds(start, 7, STANDARD, zone, NONE)]
    assert planned == [fire.astimezone(UTC) for fire in expected]


def test_the_standard_week_is_the_designs() -> None:
    """Without holidays a week runs from Tuesday 10:00 to Monday 15:00, and the next begins on Tuesday."""
    first, second = plan_rounds(date(2026, 9, 2), 2, STANDARD, LONDON, NONE)
    shown = {kind: f"{wall(beat.due_at, LONDON):%a %d %H:%M}" for kind, beat in first.beats.items()}
    assert shown == {
        "open": "Tue 08 10:00", "playback": "Wed 09 15:00", "nudge": "Wed 09 15:00", "last_call": "Thu 10 12:00",
        "close": "Thu 10 17:00", "digest": "Fri 11 09:00", "told_back": "Mon 14 15:00",
    }  # fmt: skip
    assert second.opens_on == date(2026, 9, 15)


def test_the_clocks_change_between_two_weeks() -> None:
    """10:00 stays 10:00 on the wall when summer time ends, so the instants are a week and an hour apart."""
    first, second = plan_rounds(date(2026, 10, 20), 2, STANDARD, LONDON, NONE)
    assert second.beats["open"].due_at - first.beats["open"].due_at == timedelta(days=7, hours=1)


def test_a_bank_holiday_moves_what_falls_on_it() -> None:
    """At Easter the digest moves past Friday and Monday, and the next question waits until the team has heard back."""
    easter, after = plan_rounds(date(2026, 3, 31), 2, STANDARD, LONDON, holidays("GB-ENG"))
    assert easter.opens_on == date(2026, 3, 31)
    assert easter.beats["digest"].local_date == easter.beats["told_back"].local_date == date(2026, 4, 7)
    assert after.opens_on == date(2026, 4, 8)


def test_a_week_of_holidays_is_skipped_and_the_areas_move_on() -> None:
    """Christmas week has too few working days, so nobody is asked, and the next area comes a week later."""
    rounds = plan_rounds(date(2024, 12, 17), 3, STANDARD, LONDON, holidays("GB-ENG"))
    assert [(planned.week, planned.opens_on) for planned in rounds] == [
        (1, date(2024, 12, 17)),
        (2, date(2024, 12, 31)),
        (3, date(2025, 1, 7)),
    ]


def test_a_date_that_a_zone_left_out_is_no_working_day() -> None:
    """In Apia the Friday that never was gets no beat, and no weekend either."""
    apia = ZoneInfo("Pacific/Apia")
    assert not WorkCalendar(apia).is_working_day(date(2011, 12, 30))
    (planned,) = plan_rounds(date(2011, 12, 26), 1, STANDARD, apia, NONE)
    assert planned.beats["digest"].local_date == date(2012, 1, 2)


def test_a_question_on_a_leap_day() -> None:
    """29 February 2028 is a Tuesday: the question comes that day, and the weeks after it a week apart."""
    rounds = plan_rounds(date(2028, 2, 22), 3, STANDARD, LONDON, NONE)
    assert [planned.opens_on for planned in rounds] == [date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7)]
    assert rounds[1].beats["playback"].local_date == date(2028, 3, 1)
    close = plan_rounds(date(2024, 2, 27), 1, STANDARD, LONDON, NONE)[0].beats["close"]
    assert (close.local_date, close.due_at) == (date(2024, 2, 29), datetime(2024, 2, 29, 17, tzinfo=UTC))


@pytest.mark.parametrize("year", [2024, 2026, 2029, 2032])
def test_a_week_that_lies_in_two_years(year: int) -> None:
    """The week around New Year is one week, also a 53rd one, and the next question comes seven days later."""
    rounds = plan_rounds(date(year, 12, 20), 4, STANDARD, LONDON, NONE)
    check_weeks(rounds, LONDON, NONE)
    days = [planned.opens_on for planned in rounds]
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=7)}
    assert {day.year for day in days} == {year, year + 1}


def test_every_zone_gets_its_own_tuesday_at_ten() -> None:
    """In every zone there is, each question of a campaign shows Tuesday 10:00 on the wall, in winter and in summer."""
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        opens = [planned.beats["open"] for planned in plan_rounds(date(2026, 2, 3), 12, STANDARD, zone, NONE)]
        assert {f"{wall(beat.due_at, zone):%a %H:%M}" for beat in opens} == {"Tue 10:00"}
        assert len({beat.local_date for beat in opens}) == 12


@given(
    hours=st.integers(0, 24 * 365 * 6),
    zone=ZONES,
    preset=st.sampled_from(sorted(PRESETS)),
    code=st.sampled_from(sorted(OFFERED)),
)
def test_a_question_sent_now_gets_a_whole_week_in_order(hours: int, zone: ZoneInfo, preset: str, code: str) -> None:
    """Whenever an admin sends a question by hand, what follows is in the future, in order and on working days."""
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    planned = plan_now(3, moment, parse_rhythm(preset), zone, holidays(code))
    assert planned.beats["open"].due_at == moment
    due = [planned.beats[kind].due_at for kind in KINDS]
    for (earlier, later), kind in zip(pairwise(due), KINDS[1:], strict=True):
        assert earlier < later or (kind == "nudge" and earlier == later)
    work = WorkCalendar(zone, holidays(code))
    assert all(work.is_working_day(planned.beats[kind].local_date) for kind in KINDS[1:])


# --- holidays --------------------------------------------------------------------------------------------------------


def test_holidays_differ_by_nation() -> None:
    """Scotland's second of January is no holiday in Wales, which shows that parts of a country are told apart."""
    second = date(2026, 1, 2)
    assert second in holidays("GB-SCT").dates
    assert second not in holidays("GB-WLS").dates
    assert date(2026, 7, 14) in holidays("FR").dates
    assert date(2026, 7, 3) in holidays("US").dates  # Independence Day is on a Saturday


@pytest.mark.parametrize("code", ["GB-XX", "Narnia", "gb-eng", "ZZ", "", "GB-"])
def test_an_unknown_holiday_code_is_refused(code: str) -> None:
    """A code that is not known gets a sentence with examples, on the field `holidays`."""
    with pytest.raises(FieldProblem, match="such as GB-ENG") as refused:
        load_holidays(code, [2026])
    assert refused.value.field == "holidays"


def test_every_offered_code_is_known() -> None:
    """Each holiday calendar that a form offers can be loaded."""
    assert set(OFFERED) <= known_codes()
    assert all(load_holidays(code, [2026]).dates for code in OFFERED)
    assert load_holidays(None, [2026]) == NONE


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Europe/London", "GB-ENG"),
        ("Europe/Belfast", "GB-NIR"),
        ("Europe/Dublin", "IE"),
        ("America/Chicago", "US"),
        ("America/Vancouver", "CA"),
        ("Australia/Lord_Howe", "AU"),
        ("Europe/Jersey", ""),  # its own holidays, which no form offers
        ("UTC", ""),
        ("No/Where", ""),
    ],
)
def test_a_zone_speaks_for_its_countrys_holidays(zone: str, code: str) -> None:
    """A zone stands for the holidays of its country where the form offers them, and else for none."""
    assert usual_code(zone) == code


def test_what_a_zone_speaks_for_is_always_offered() -> None:
    """Whatever zone a profile names, the form can show what stands for it."""
    assert {usual_code(zone) for zone in available_timezones()} - {""} <= set(OFFERED)
