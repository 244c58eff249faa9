"""What is wrong with a half-filled form: every mistake at its field, in a sentence that says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.campaigns.plan import Busy, Priority, Surroundings
from bot.campaigns.sketch import MOST_TEAMS, Basics, Sketch, TeamSketch, basics_problems, teams_problems

NOW = datetime(2026, 9, 3, 9, tzinfo=UTC)
AROUND = Surroundings(
    now=NOW,
    packs={"innovation-framework": frozenset({"en"})},
    names=frozenset({"spring"}),
    busy={"C0BUSY": Busy("Winter", date(2026, 10, 26))},
)
GOOD = Basics(
    pack="innovation-framework",
    name="Autumn",
    channels=("C0HOUSING", "C0NURSES"),
    start="2026-09-08",
    zone="Europe/London",
    holidays="GB-ENG",
    priorities=(Priority("Faster repairs", "People wait."), Priority("", "")),
)
TEAMS = {
    "C0HOUSING": TeamSketch("Housing", "Council", ("U1",)),
    "C0NURSES": TeamSketch("Nurses", "Hospital", ("U2", "U3")),
}


def told(**changes: Any) -> dict[str, str]:
    """What is wrong with the first step, by field."""
    problems = basics_problems(Sketch("", basics=replace(GOOD, **changes)), AROUND, {"C0BUSY": "#busy"})
    return {problem.field: problem.sentence for problem in problems}


def test_a_good_first_step_has_no_problem() -> None:
    """What fits is not complained about, with one priority or two, with holidays or none."""
    assert told() == {}
    assert told(holidays="", priorities=(GOOD.priorities[0], Priority("Trust", "It is low."))) == {}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"pack": ""}, "pack", "fill this in"),
        ({"pack": "nonsense"}, "pack", "no pack called"),
        ({"name": " "}, "name", "fill this in"),
        ({"name": "SPRING"}, "name", "already"),
        ({"name": "x" * 81}, "name", "at most 80"),
        ({"channels": ()}, "teams", "at least one"),
        ({"channels": ("C0BUSY",)}, "teams", "“Winter” runs in #busy"),
        ({"channels": tuple(f"C0{n:04}" for n in range(MOST_TEAMS + 1))}, "teams", "at most 100"),
        ({"start": ""}, "start", "choose a day"),
        ({"start": "soon"}, "start", "choose a day"),
        ({"start": "2026-09-02"}, "start", "in the past"),
        ({"start": "2029-09-02"}, "start", "more than a year"),
        ({"rhythm": "hourly"}, "rhythm", "no rhythm"),
        ({"zone": "Europe/Atlantis"}, "zone", "no time zone"),
        ({"zone": ""}, "zone", "no time zone"),
        ({"threshold": "five"}, "threshold", "whole number"),
        ({"threshold": ""}, "threshold", "whole number"),
        ({"threshold": "2"}, "threshold", "never below 3"),
        ({"threshold": "0"}, "threshold", "never below 3"),
        ({"threshold": "-5"}, "threshold", "never below 3"),
        ({"threshold": "51"}, "threshold", "hardly see"),
        ({"holidays": "XX"}, "holidays", "no holiday calendar"),
        ({"priorities": (Priority("", ""), Priority("", ""))}, "priority", "at least one priority"),
        ({"priorities": ()}, "priority", "at least one priority"),
        ({"priorities": (Priority("Trust", ""),)}, "priority_reason", "why “Trust” matters"),
        ({"priorities": (Priority("", "Because."),)}, "priority", "few words"),
        ({"priorities": (*GOOD.priorities[:1], Priority("Trust", ""))}, "second_reason", "why “Trust” matters"),
        ({"priorities": (*GOOD.priorities[:1], Priority("", "Because."))}, "second_priority", "few words"),
    ],
)
def test_each_mistake_of_the_first_step_is_said_at_its_field(change: dict[str, Any], field: str, words: str) -> None:
    """One wrong value gives one sentence, at that value's field and nowhere else."""
    found = told(**change)
    assert list(found) == ([] if field is None else [field])
    assert words in found[field]


def test_all_mistakes_are_said_together() -> None:
    """Nothing hides behind something else that is wrong."""
    found = told(pack="", name="", channels=(), start="", zone="", threshold="x", holidays="XX", priorities=())
    assert set(found) == {"pack", "name", "teams", "start", "zone", "threshold", "holidays", "priority"}


def test_a_good_second_step_has_no_problem() -> None:
    """Teams with names, leaders and organisations fit; so do teams that all leave the organisation out."""
    sketch = Sketch("s", basics=GOOD, teams=TEAMS)
    assert list(teams_problems(sketch, GOOD.channels)) == []
    none = {channel: replace(team, organisation="") for channel, team in TEAMS.items()}
    assert list(teams_problems(replace(sketch, teams=none), GOOD.channels)) == []


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"leaders": ()}, "leaders", "at least one leader"),
        ({"name": ""}, "team", "Give the team a name"),
        ({"name": "housing "}, "team", "Two teams"),
        ({"name": "x" * 81}, "team", "within 80"),
        ({"organisation": ""}, "organisation", "for each team, or for none"),
        ({"organisation": "x" * 81}, "organisation", "within 80"),
        *(({"off_slack": typed}, "off_slack", "whole number from 0 to 500") for typed in ("-1", "501", "some", "1.5")),
    ],
)
def test_each_mistake_of_the_second_step_is_said_at_its_team(change: dict[str, Any], field: str, words: str) -> None:
    """A team's mistake stands at that team, and the other team's fields stay clean."""
    teams = {**TEAMS, "C0NURSES": replace(TEAMS["C0NURSES"], **change)}
    problems = list(teams_problems(Sketch("s", basics=GOOD, teams=teams), ["C0NURSES"]))
    assert [problem.field for problem in problems] == [f"{field}|C0NURSES"]
    assert words in problems[0].sentence


def test_a_sketch_becomes_the_plan_it_says() -> None:
    """Every value lands in the plan; empty priorities and taken-out channels do not."""
    teams = {**TEAMS, "C0OLD": TeamSketch("Old", "Council", ("U9",))}
    teams["C0NURSES"] = replace(teams["C0NURSES"], off_slack=" 4 ")
    plan = Sketch("s", basics=GOOD, teams=teams).plan()
    assert (plan.name, plan.start.isoformat(), plan.threshold, plan.holidays) == ("Autumn", "2026-09-08", 5, "GB-ENG")
    assert [(team.channel, team.name, team.organisation, team.leaders) for team in plan.teams] == [
        ("C0HOUSING", "Housing", "Council", ("U1",)),
        ("C0NURSES", "Nurses", "Hospital", ("U2", "U3")),
    ]
    assert [team.off_slack for team in plan.teams] == [0, 4]
    assert plan.priorities == GOOD.priorities[:1]
