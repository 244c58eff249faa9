"""Then and now: published numbers side by side, and what is said where one of them was not published."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from bot.insight.publishing import Level
from bot.pages.facts import GapBefore, Line
from bot.pages.report import LEVELS, report_facts
from bot.pages.then_and_now import asked_twice, ran_before
from tests.pages.ended import ended, reviewing
from tests.pages.stories import full, line
from tests.pages.test_sheets import csv_of


def test_each_group_has_its_two_lines() -> None:
    """Groups of the last week stand beside themselves in the first; who joined later was not asked then."""
    (asked,) = asked_twice(ended())
    assert (asked.first.week, asked.second.week, asked.closed) == (5, 8, True)
    assert [(both.name, both.then.state, both.now.state, both.change) for both in asked.groups] == [
        ("Advice", "shown", "shown", 0.3),
        ("Care", "few", "shown", None),
        ("Depot", "shown", "shown", None),
        ("New here", "missed", "shown", None),
        ("Repairs", "shown", "shown", -0.8),
        ("Shop", "shown", "shown", 0.0),
        ("Wards", "shown", "few", None),
    ]


def test_a_chart_has_only_those_of_which_both_were_published() -> None:
    """Where one of the two was withheld, neither is drawn."""
    (asked,) = asked_twice(ended())
    pairs = asked.pairs("Your team")
    assert [pair.name for pair in pairs] == ["Advice", "Depot", "Repairs", "Shop"]
    assert [(pair.then.week, pair.then.gap, pair.now.week, pair.now.gap) for pair in pairs][2] == (5, 1.7, 8, 0.9)


@pytest.mark.parametrize(("level", "alike"), [(Level.TEAM, True), (Level.ORGANISATION, False)])
def test_it_is_known_whether_both_are_of_the_same_teams(level: Level, alike: bool) -> None:
    """A sum of the larger teams alone is not like one of all."""
    (asked,) = asked_twice(ended(level))
    assert all(both.alike is alike for both in asked.groups)


def test_nothing_is_compared_that_asks_its_own() -> None:
    """A pack in which no area repeats has no such part, and neither has a page without an earlier campaign."""
    assert asked_twice(full()) == ()
    assert ran_before(full()) == ()
    page = ended()
    alone = replace(page, tiers=page.tiers[1:])
    assert asked_twice(alone) == (), "what was asked first is not theirs to read"


@pytest.mark.parametrize("state", ["open", "upcoming"])
def test_until_the_last_week_has_closed_the_report_waits(state: str) -> None:
    """Nothing is set side by side yet, and the week that it waits for is known once, not once a breakdown."""
    facts = report_facts([reviewing(level, state) for level in LEVELS])
    assert list(facts["twice"].values()) == [[], [], []]
    assert [(asked.first.week, asked.second.week) for asked in facts["awaited"]] == [(5, 8)]
    done = report_facts([ended(level) for level in LEVELS])
    assert [len(asked) for asked in done["twice"].values()] == [1, 1, 1]
    assert done["awaited"] == []


def test_a_breakdown_that_is_not_over_is_awaited_alone() -> None:
    """One's own team has closed the week, another of the organisation has not: each is told for itself."""
    facts = report_facts([reviewing(Level.PARTNERSHIP), reviewing(Level.ORGANISATION), ended()])
    assert [len(facts["twice"][level]) for level in LEVELS] == [0, 0, 1]
    assert len(facts["awaited"]) == 1


def test_a_framework_that_ran_before_is_set_beside_this_time() -> None:
    """Each area that was asked about again has its gap then and now, under the earlier campaign's name."""
    (ran,) = ran_before(ended())
    assert (ran.group, ran.campaign) == ("Repairs", "Autumn <2026>")
    assert [(each.area.key, each.then, each.now) for each in ran.areas] == [
        ("culture", 2.5, 1.7),
        ("looking-back", 0.9, 0.9),
    ]
    (ran,) = ran_before(reviewing())
    assert [each.area.key for each in ran.areas] == ["culture"], "a week that is open is compared with nothing yet"


def test_earlier_campaigns_are_told_apart() -> None:
    """Where areas ran in different campaigns, each has its own name; a group without any has nothing."""
    earlier = (GapBefore("Repairs", "culture", "Spring", 1.0), GapBefore("Repairs", "looking-back", "Autumn", 2.0))
    assert [(ran.campaign, len(ran.areas)) for ran in ran_before(ended(before=earlier))] == [
        ("Autumn", 1),
        ("Spring", 1),
    ]
    assert ran_before(ended(before=(GapBefore("Nobody", "culture", "Spring", 1.0),))) == ()


def test_too_few_now_leaves_the_gap_of_then_alone() -> None:
    """The earlier gap stands; the one of now is not known, and is not worked out."""
    page = ended(before=(GapBefore("Wards", "looking-back", "Autumn", 2.0),))
    ((only,),) = [ran.areas for ran in ran_before(page)]
    assert (only.then, only.now, only.alike) == (2.0, None, True)


@pytest.mark.parametrize(("whole", "alike"), [(True, [False, True]), (False, [True, False])])
def test_a_sum_of_other_teams_is_told_as_such(whole: bool, alike: list[bool]) -> None:
    """All teams then and the larger ones now, or the other way round, is no change of the same people."""
    earlier = [GapBefore("Northshire", area, "Autumn", 2.0, whole) for area in ("culture", "looking-back")]
    (ran,) = ran_before(ended(Level.ORGANISATION, before=tuple(earlier)))
    assert [each.alike for each in ran.areas] == alike


def test_the_files_say_the_same() -> None:
    """CSV has, beside each figure, the gap of the start and of the campaign before, and how much each has changed."""
    rows = {
        (row["area"], row["group"]): [row[name] for name in COMPARED]
        for row in csv.DictReader(io.StringIO(csv_of(ended()).decode("utf-8-sig")))
    }
    assert rows["Looking back", "Repairs"] == ["1.7", "-0.8", "Autumn <2026>", "0.9", "0.0"]
    assert rows["Looking back", "Care"] == ["", "", "", "", ""]
    assert rows["Looking back", "Wards"] == ["1.7", "", "", "", ""]
    assert rows["How we work day to day", "Repairs"] == ["", "", "Autumn <2026>", "2.5", "-0.8"]
    waiting = csv.DictReader(io.StringIO(csv_of(reviewing()).decode("utf-8-sig")))
    assert {row["gap_at_start"] for row in waiting} == {""}


COMPARED = ("gap_at_start", "change_since_start", "campaign_before", "gap_before", "change_since_before")


def test_every_number_that_is_compared_was_published() -> None:
    """Whatever the page, what stands then and now is one of its lines' numbers, and a change is their difference."""
    for level in LEVELS:
        page = ended(level)
        published = {each.ratings["gap"] for area in page.areas for each in area.lines if each.ratings}
        for asked in asked_twice(page):
            for both in asked.groups:
                assert {one.ratings["gap"] for one in (both.then, both.now) if one.ratings} <= published
                known = [one.ratings["gap"] for one in (both.now, both.then) if one.ratings]
                told = len(known) == 2 and None not in known
                assert both.change == (round(known[0] - known[1], 1) if told else None)


def test_a_line_without_ratings_has_no_gap() -> None:
    """Too few who rated is as too few who took part: there is no number to set beside another."""
    (asked,) = asked_twice(ended())
    unrated = replace(asked, groups=(replace(asked.groups[4], now=line(ratings=None)),))
    assert unrated.groups[0].change is None
    assert unrated.pairs("x") == ()
    assert replace(asked.groups[0], then=Line("Advice", "gone")).change is None
