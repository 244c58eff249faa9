"""The attack on leaders' ratings: a leader who knows their own, and how figures are made, finds no other leader's."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest

from bot.insight.gaps import soften
from bot.insight.leaders import OTHERS, others_together
from bot.insight.tally import RatingGiven

VALUES = range(1, 6)


def given(values: tuple[int, ...]) -> list[RatingGiven]:
    """Ratings of as many leaders."""
    return [RatingGiven(f"leader {place}", "now", value) for place, value in enumerate(values)]


@pytest.mark.parametrize("others", range(OTHERS, 9))
def test_no_reading_leaves_one_value_for_another_leader(others: int) -> None:
    """What is said of so many others also fits others of whom not all gave one and the same value, whatever it says."""
    # The reader is not among them, so what they gave themselves adds nothing; and they know how many the others are.
    possible: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for values in combinations_with_replacement(VALUES, others):
        possible[str(others_together(given(values)))].append(values)
    for said, heaps in possible.items():
        certain = [value for value in VALUES if all(set(heap) == {value} for heap in heaps)]
        assert certain == [], said


@pytest.mark.parametrize("others", range(OTHERS))
def test_fewer_than_three_others_are_never_shown(others: int) -> None:
    """Of none, one or two others nothing is said, whatever they gave."""
    for values in combinations_with_replacement(VALUES, others):
        assert others_together(given(values)) is None


def test_the_attacker_finds_what_a_mean_with_the_reader_in_it_would_give_away() -> None:
    """Were the reader counted in, one who gave 5 beside two who gave 1 would know both: the rule is worth its price."""
    own, found = 5, []
    possible: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in combinations_with_replacement(VALUES, 2):
        heap = soften([[own, *pair].count(value) for value in VALUES])
        possible[sum(value * count for value, count in zip(VALUES, heap, strict=True))].append(pair)
    found = [pairs[0] for pairs in possible.values() if len(pairs) == 1 and len(set(pairs[0])) == 1]
    assert (1, 1) in found


def test_who_rated_in_several_teams_is_one_leader() -> None:
    """Three ratings of one leader are one person's: they make no figure."""
    assert others_together([RatingGiven("one", "now", value) for value in (1, 3, 5)]) is None
    pairs = [*given((2, 2, 4)), RatingGiven("leader 0", "now", 3)]
    assert others_together(pairs) == {"now": 3.0, "needed": None, "split": False}
