"""The attack: with all that was published and all that is public, nobody finds a count of fewer than k people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from bot.insight import sums
from bot.insight.heard import Heard
from bot.insight.suppression import suppress, too_few
from tests.attack import attacker, world

WORLDS, SHARES = 24, 4
PARTITIONS = 100_000
PEOPLE = [[f"{group}/{person}" for person in range(40)] for group in range(7)]


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_is_given_away(share: int) -> None:
    """In random unlucky weeks, solving for everything that was published finds no count of one to k − 1 people."""
    for seed in range(share, WORLDS, SHARES):
        teams, threshold = world.draw(Random(seed))
        assert attacker.given_away(teams, world.publish(teams, threshold)) == [], f"world {seed}"


def test_a_theme_beside_a_share_gives_nothing_away() -> None:
    """Five of thirteen chose a theme, and "about a third" took part: together they would say that it was five."""
    teams, threshold = world.draw(Random(360))
    assert attacker.given_away(teams, world.publish(teams, threshold)) == []


def test_the_worlds_are_worth_attacking() -> None:
    """The random weeks do publish: teams, organisations and partnerships with ratings, themes and sums of all kinds."""
    seen: Counter[str] = Counter()
    for seed in range(200):
        published = world.publish(*world.draw(Random(seed)))
        for level, entries in (
            ("team", published.teams.values()),
            ("organisation", published.organisations.values()),
            ("partnership", [published.partnership]),
        ):
            for figures in entries:
                shown = figures.get("shown", figures.get("enough"))
                seen[f"{level}, shown"] += bool(shown)
                seen[f"{level}, withheld"] += not shown
                seen[f"{level}, ratings"] += bool(shown and figures["ratings"])
                seen[f"{level}, not of all teams"] += bool(shown and not figures.get("all_teams", True))
                seen[f"{level}, entered"] += bool(figures.get("entered"))
                seen[f"{level}, a theme"] += any(each["people"] or each["band"] for each in figures.get("themes", ()))
    everywhere = {name: count for name, count in seen.items() if not name.endswith(("theme", "entered"))}
    assert min(count for name, count in everywhere.items() if name != "team, not of all teams") >= 5
    assert seen["team, a theme"] >= 50
    assert seen["team, entered"] >= 20


def test_the_attacker_finds_what_a_weaker_rule_gives_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums without the guard against subtraction, and counts said as they are, are found out at once."""
    monkeypatch.setattr(sums, "too_few", lambda people, threshold: False)
    monkeypatch.setattr(sums, "say_together", lambda reaches, before, parts, people, threshold: (people, people))
    monkeypatch.setattr(
        "bot.insight.figures.hear", lambda people, members, seen, k: Heard(people >= k, (people, people))
    )
    found = 0
    for seed in range(12):
        teams, threshold = world.draw(Random(seed))
        found += bool(attacker.given_away(teams, world.publish(teams, threshold)))
    assert found >= 4


def test_publish_add_publish_is_identical_where_nothing_in_time_was_added() -> None:
    """A week publishes the same however often it is published: nothing but what was counted at its close is in it."""
    for seed in range(50):
        teams, threshold = world.draw(Random(seed))
        first = world.publish(teams, threshold)
        shuffled = [replace(team, people=tuple(reversed(team.people))) for team in teams]
        assert world.publish(shuffled, threshold) == first


def test_a_hundred_thousand_random_partitions() -> None:
    """However people fall into groups, no hidden remainder is of one to k − 1 people, and no shown group either."""
    chance = Random(5)
    for _ in range(PARTITIONS):
        threshold = chance.randint(3, 10)
        sizes = [_size(chance, threshold) for _ in range(chance.randint(1, 7))]
        counts = suppress({str(i): PEOPLE[i][:size] for i, size in enumerate(sizes)}, threshold)
        shown = [count for count in counts.values() if count is not None]
        assert not any(too_few(count, threshold) for count in shown)
        assert not shown or not too_few(sum(sizes) - sum(shown), threshold)


def _size(chance: Random, threshold: int) -> int:
    return chance.choice((0, 1, 2, threshold - 1, threshold, chance.randint(0, 40)))
