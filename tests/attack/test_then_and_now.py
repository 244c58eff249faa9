"""Then and now publishes nothing new: two published numbers side by side, and their difference where both are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from bot.digests.charts.then_and_now import then_and_now
from bot.insight.publishing import Level
from bot.pages.breakdown import line_of_sum, line_of_team
from bot.pages.facts import AreaSoFar, GapBefore, LeadersPage, Line
from bot.pages.report import report_facts
from bot.pages.sheets import figures
from bot.pages.then_and_now import gap_of
from bot.storage.models import Round
from tests.attack import attacker, world
from tests.pages.stories import full

WORLDS = 60
SCALES = ("now", "needed", "gap")
CLOSED = cast("Round", SimpleNamespace(state="closed"))
Week = tuple[list[world.WorldTeam], world.Published]


def weeks(seed: int) -> tuple[Week, Week]:
    """Two weeks of the same teams; the people of the second are other ones, who did something else."""
    chance = Random(seed)
    then, threshold = world.draw(chance)
    drawn: list[world.WorldTeam] = []
    while len(drawn) < len(then):
        drawn += world.draw(chance)[0]
    now = [
        world.WorldTeam(team.name, team.organisation, other.people) for team, other in zip(then, drawn, strict=False)
    ]
    return (then, world.publish(then, threshold)), (now, world.publish(now, threshold))


def lines(published: world.Published, level: Level) -> tuple[Line, ...]:
    """The lines of a page at one level, read as the page reads them."""
    if level is Level.TEAM:
        return tuple(line_of_team(name, CLOSED, dict(each)) for name, each in sorted(published.teams.items()))
    if level is Level.ORGANISATION:
        return tuple(line_of_sum(name, dict(each)) for name, each in sorted(published.organisations.items()))
    return (line_of_sum("", dict(published.partnership)),)


def pages(first: Week, second: Week, third: Mapping[str, GapBefore] | None = None) -> list[LeadersPage]:
    """The breakdowns of a report, of a campaign in which the second week asks again what the first asked."""
    made = []
    for level in (Level.PARTNERSHIP, Level.ORGANISATION, Level.TEAM):
        areas = (
            AreaSoFar(5, "culture", "Culture", "Does it?", lines(first[1], level)),
            AreaSoFar(8, "looking-back", "Looking back", "Does it?", lines(second[1], level), "culture"),
        )
        tiers = (cast("Any", SimpleNamespace(title="All", areas=areas)),)
        made.append(full(level, tiers=tiers, before=tuple((third or {}).values())))
    return made


def numbers(published: Sequence[world.Published]) -> set[float]:
    """Every number of ratings that was published."""
    bodies = [
        body for each in published for body in (*each.teams.values(), *each.organisations.values(), each.partnership)
    ]
    return {body["ratings"][scale] for body in bodies if body.get("ratings") for scale in SCALES}


def test_what_stands_then_and_now_was_published_or_is_a_difference_of_it() -> None:
    """In report, picture and file there is no number but those of the two weeks, and what one less the other gives."""
    compared = 0
    for seed in range(WORLDS):
        first, second = weeks(seed)
        known = numbers([first[1], second[1]])
        parts = pages(first, second)
        twice = [asked for found in report_facts(parts)["twice"].values() for asked in found]
        for part, asked in zip(parts, twice, strict=True):
            for both in asked.groups:
                then, now = gap_of(both.then), gap_of(both.now)
                assert {each for each in (then, now) if each is not None} <= known
                told = then is not None and now is not None
                assert (both.change is not None) == told, "else a change would tell the one from the other"
                compared += both.change is not None
            chart = then_and_now(asked.pairs("all"))
            rows = [row for group in chart.groups for row in group.rows] if chart else []
            marks = [mark.value for row in rows for mark in (row.now, row.needed) if mark]
            assert {*marks, *(row.gap for row in rows if row.gap is not None)} <= known
            for row in figures(part):
                assert row["gap_at_start"] is None or row["gap_at_start"] in known
                assert row["change_since_start"] is None or None not in (row["gap"], row["gap_at_start"])
    assert compared >= 20, "the worlds do publish both weeks of some groups"


def test_two_weeks_together_give_nothing_away_that_each_did_not() -> None:
    """Of the people of each week the attacker, who reads both beside each other, finds no count of one to k − 1."""
    for seed in range(0, WORLDS, 10):
        for teams, published in weeks(seed):
            assert attacker.given_away(teams, published) == [], f"world {seed}"


def test_a_gap_of_an_earlier_campaign_is_no_way_to_one_that_is_withheld() -> None:
    """Beside a week that is withheld the earlier gap stands alone, in the report and in the file."""
    seen = 0
    for seed in range(WORLDS):
        first, second = weeks(seed)
        earlier = {name: GapBefore(name, "looking-back", "Autumn", 1.5) for name in first[1].teams}
        parts = pages(first, second, earlier)
        withheld = {line.name for line in parts[-1].areas[1].lines if gap_of(line) is None}
        for ran in report_facts(parts)["before"][Level.TEAM]:
            for each in ran.areas:
                assert each.then == 1.5
                assert (each.now is None) == (ran.group in withheld)
        for row in figures(parts[-1]):
            if row["group"] in withheld and row["area"] == "Looking back":
                assert (row["gap_before"], row["change_since_before"]) == (1.5, None)
                seen += 1
    assert seen > 0
