"""A plan is held against its surroundings: each problem names its field and says what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.campaigns.plan import (
    Busy,
    CampaignPlan,
    Priority,
    Surroundings,
    TeamPlan,
    check_plan,
    find_problems,
    first_start,
)
from bot.campaigns.rhythm import parse_rhythm
from bot.errors import FieldProblem

HOUSING = TeamPlan("C0HOUSING", ("U0LEADER",), "Housing", "Northbridge Council")
NURSES = TeamPlan("C0NURSES", ("U0LEADER", "U0OTHER"), "Nurses", "Northbridge Health", "Europe/Dublin")
PLAN = CampaignPlan(
    name="Spring",
    pack="innovation-framework",
    start=date(2026, 9, 1),
    zone="Europe/London",
    teams=(HOUSING, NURSES),
    holidays="GB-ENG",
    priorities=(Priority("Faster repairs", "People wait too long."),),
)
AROUND = Surroundings(
    now=datetime(2026, 8, 27, 12, tzinfo=UTC),
    packs={"innovation-framework": frozenset({"en", "cy"}), "small": frozenset({"en"})},
    names=frozenset({"winter"}),
    busy={"C0BUSY": Busy("Winter", date(2026, 10, 26))},
    outside=frozenset({"C0OUTSIDE"}),
)


def test_a_good_plan_has_no_problem() -> None:
    """A plan like the example passes."""
    check_plan(PLAN, AROUND)


def _team(**changes: object) -> Callable[[CampaignPlan], CampaignPlan]:
    return lambda plan: replace(plan, teams=(replace(HOUSING, **changes), NURSES))  # type: ignore[arg-type]


def _plan(**changes: object) -> Callable[[CampaignPlan], CampaignPlan]:
    return lambda plan: replace(plan, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field", "part"),
    [
        (_plan(pack="nothing"), "pack", "innovation-framework, small"),
        (_plan(language="fr"), "language", "cy, en"),
        (_plan(name="  "), "name", "Give the campaign a name"),
        (_plan(name="x" * 81), "name", "80 characters"),
        (_plan(name="two\nlines"), "name", "one line"),
        (_plan(name="WINTER"), "name", "called “WINTER” already"),
        (_plan(teams=()), "teams", "at least one"),
        (_plan(teams=(HOUSING, replace(HOUSING, name="Homes"))), "teams", "there twice"),
        (_team(channel="housing"), "teams", "C0123ABCD"),
        (_team(channel="C0BUSY"), "teams", "“Winter” runs in Housing"),
        (_team(channel="C0OUTSIDE"), "teams", "/invite @Waymark"),
        (_team(name="nurses "), "teams", "Two teams"),
        (_team(organisation="x" * 81), "teams", "80 characters"),
        (_team(off_slack=-1), "teams", "from 0 to 500"),
        (_team(off_slack=501), "teams", "from 0 to 500"),
        (_team(leaders=()), "leaders", "Housing has no leader"),
        (_team(leaders=("@sam",)), "leaders", "U0123ABCD"),
        (_plan(start=date(2026, 8, 26)), "start", "26 August 2026 is in the past"),
        (_plan(start=date(2028, 8, 26)), "start", "more than a year"),
        (_plan(rhythm="sunday"), "rhythm", "no rhythm called"),
        (_plan(rhythm={"close": "Sun 10:00"}), "rhythm", "weekend"),
        (_plan(zone="Mars/Olympus"), "zone", "Europe/London"),
        (_team(zone="London"), "zone", "“London” is no time zone"),
        (_plan(threshold=2), "threshold", "never below 3"),
        (_plan(holidays="GB-XX"), "holidays", "GB-ENG"),
        (_plan(priorities=(Priority("", "x"),)), "priority", "a few words"),
        (_plan(priorities=(Priority("x", " "),)), "priority_reason", "one sentence"),
        (_plan(priorities=(Priority("x", "y"),) * 6), "priority", "at most 5"),
    ],
)
def test_each_wrong_field_gets_its_sentence(
    change: Callable[[CampaignPlan], CampaignPlan], field: str, part: str
) -> None:
    """One wrong value gives one problem, on its own field, with what to do."""
    found = list(find_problems(change(PLAN), AROUND))
    assert [problem.field for problem in found] == [field]
    assert part in found[0].sentence
    assert found[0].sentence.endswith(".")
    with pytest.raises(FieldProblem, match=r".+"):
        check_plan(change(PLAN), AROUND)


def test_all_problems_are_found_at_once() -> None:
    """A form can show every wrong field in one go."""
    bad = replace(PLAN, name="", threshold=1, start=date(2020, 1, 1))
    assert [problem.field for problem in find_problems(bad, AROUND)] == ["name", "start", "threshold"]


def test_today_is_todays_date_in_the_plans_zone() -> None:
    """Late in the evening in London it is tomorrow in Auckland, and a start on the old date is in the past there."""
    late = replace(AROUND, now=datetime(2026, 8, 31, 20, tzinfo=UTC))
    plan = replace(PLAN, start=date(2026, 8, 31))
    assert list(find_problems(plan, late)) == []
    assert [p.field for p in find_problems(replace(plan, zone="Pacific/Auckland"), late)] == ["start"]


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        (date(2026, 9, 1), datetime(2026, 8, 27, 12, tzinfo=UTC), date(2026, 9, 1)),  # a Tuesday
        (date(2026, 9, 2), datetime(2026, 8, 27, 12, tzinfo=UTC), date(2026, 9, 8)),  # a Wednesday
        (date(2026, 9, 1), datetime(2026, 9, 1, 8, tzinfo=UTC), date(2026, 9, 1)),  # an hour before the question
        (date(2026, 9, 1), datetime(2026, 9, 1, 9, tzinfo=UTC), date(2026, 9, 8)),  # too late for today
    ],
)
def test_the_first_week_is_the_next_that_can_still_be_asked(start: date, now: datetime, expected: date) -> None:
    """The first question comes on the rhythm's day on or after the start, if its time has not passed."""
    assert first_start(replace(PLAN, start=start), parse_rhythm("tuesday"), now) == expected


def test_teams_in_many_zones_begin_in_the_same_week() -> None:
    """When it is too late for the team furthest east, all teams wait for the next week."""
    east = replace(PLAN, teams=(HOUSING, replace(NURSES, zone="Pacific/Auckland")))
    assert first_start(east, parse_rhythm("tuesday"), datetime(2026, 9, 1, 8, tzinfo=UTC)) == date(2026, 9, 8)
