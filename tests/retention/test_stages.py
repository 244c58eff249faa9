"""When each stage of a campaign goes: pure dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retention.stages import Life, Stage, Terms, due, ended, going, months_after

CLOSED = datetime(2027, 1, 14, 17, tzinfo=UTC)
LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)
MADE = datetime(2026, 12, 1, tzinfo=UTC)
START = date(2027, 1, 12)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one
MONTHS = st.integers(0, 240)
TERMS = st.tuples(st.integers(1, 24), st.integers(0, 48), st.integers(0, 48)).map(
    lambda terms: Terms(terms[0], terms[0] + terms[1], terms[0] + terms[1] + terms[2])
)


def life(state: str = "finished", **given_: object) -> Life:
    """A campaign that closed its last week."""
    usual = {"created_at": MADE, "start": START, "last_close": CLOSED, "last_act": LATER}
    return Life(state, **(usual | given_))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "end"),
    [
        (life(), CLOSED),
        (life(last_close=None), LATER),
        (life(last_close=None, last_act=None), MADE),
        (life("running"), None),
        (life("paused"), LATER),
        (life("paused", last_close=None, last_act=None), datetime(2027, 1, 12, tzinfo=UTC)),
        (life("draft", last_close=None, last_act=None, start=date(2026, 1, 1)), MADE),
        (life("running", uninstalled_at=LATER), LATER),
        (life("finished", uninstalled_at=LATER), CLOSED),
        (life("paused", uninstalled_at=CLOSED), CLOSED),
        (life("running", uninstalled_at=MADE), MADE),
        (life("running", uninstalled_at=MADE - timedelta(seconds=1)), None),
        (life("paused", uninstalled_at=MADE - timedelta(days=9)), LATER),
    ],
)
def test_when_a_campaign_ended(one: Life, end: datetime | None) -> None:
    """At its last close; when paused or a draft with its last act; at the latest when Waymark was removed since."""
    assert ended(one) == end


def test_a_running_campaign_is_never_due() -> None:
    """Whatever the date, nothing goes while questions are still asked."""
    assert due(life("running"), Terms(), datetime(2099, 1, 1, tzinfo=UTC)) == ()


def test_the_usual_terms() -> None:
    """One year for what people said, three for figures, six for the rest, from the last close on."""
    assert going(life(), Terms()) == {
        Stage.RAW: CLOSED.replace(year=2028),
        Stage.AGGREGATES: CLOSED.replace(year=2030),
        Stage.HEADLINES: CLOSED.replace(year=2033),
    }
    second = timedelta(seconds=1)
    assert due(life(), Terms(), CLOSED.replace(year=2028) - second) == ()
    assert due(life(), Terms(), CLOSED.replace(year=2028)) == (Stage.RAW,)
    assert due(life(), Terms(), CLOSED.replace(year=2033)) == tuple(Stage)


def test_a_draft_goes_whole() -> None:
    """Nobody has said anything in it, so it has no figures and no headlines to keep."""
    draft = life("draft", last_close=None, last_act=None)
    assert len(set(going(draft, Terms()).values())) == 1


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 12, date(2028, 12, 31)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 1), -1, date(2026, 12, 1)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, then: date) -> None:
    """The same day of the month, or the last one where there is none; the hour stays."""
    moment = datetime(day.year, day.month, day.day, 17, 5, tzinfo=UTC)
    assert months_after(moment, months) == datetime(then.year, then.month, then.day, 17, 5, tzinfo=UTC)


@given(MOMENTS, MONTHS)
def test_a_month_is_a_month(moment: datetime, months: int) -> None:
    """So many calendar months on, never on a later day of the month, and never off by more than three days."""
    then = months_after(moment, months)
    assert (then.year - moment.year) * 12 + then.month - moment.month == months
    assert 0 <= moment.day - then.day <= 3
    assert then.time() == moment.time()


@given(MOMENTS, MOMENTS, MONTHS)
def test_later_stays_later(one: datetime, other: datetime, months: int) -> None:
    """Two ends keep their order, day for day, so no campaign goes on a day before an older one does."""
    first, second = sorted((one, other))
    assert months_after(first, months).date() <= months_after(second, months).date()


@given(MOMENTS, TERMS, MOMENTS)
def test_stages_come_in_order(close: datetime, terms: Terms, now: datetime) -> None:
    """Whatever the terms: words are due before figures, figures before the rest, and what is due stays due."""
    one = life(last_close=close)
    stages = due(one, terms, now)
    assert stages == tuple(Stage)[: len(stages)]
    assert set(stages) <= set(due(one, terms, now + timedelta(days=1)))
    assert list(going(one, terms).values()) == sorted(going(one, terms).values())
