"""Now, needed, gap, split and agreement, and which ratings may be shown at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.gaps import agreed_value, figure, is_split, merge, pool, publish, soften, whole
from bot.insight.tally import RatingGiven

VALUES = st.integers(1, 5)
HEAPS = st.lists(st.integers(0, 12), min_size=5, max_size=5)


def rated(now: list[int], needed: list[int] | None = None, *, public: int = 0) -> list[RatingGiven]:
    """Person i rates `now[i]` and `needed[i]`; the first `public` people rated now with a reaction."""
    return [
        *(RatingGiven(f"p{i}", "now", value, public=i < public) for i, value in enumerate(now)),
        *(RatingGiven(f"p{i}", "needed", value) for i, value in enumerate(needed or [])),
    ]


def test_the_gap_is_of_people_who_gave_both() -> None:
    """With enough pairs, all three numbers are of the same people, and the gap is what the printed numbers say."""
    shown = publish(pool(rated([2, 2, 3, 2, 3, 1, 1, 1], [4, 5, 4, 4, 5])), 5)
    assert shown == {"base": "both", "now": 2.4, "needed": 4.4, "gap": 2.0, "split": False, "agreed": {}}


def test_without_pairs_now_stands_alone() -> None:
    """With too few pairs the ratings of now are shown without a gap."""
    shown = publish(pool(rated([2, 2, 3, 2, 3], [4, 5, 4, 4])), 5)
    assert shown is not None
    assert (shown["base"], shown["now"], shown["needed"], shown["gap"]) == ("now", 2.4, None, None)


@pytest.mark.parametrize("people", [0, 1, 4])
def test_few_ratings_are_not_shown(people: int) -> None:
    """Fewer ratings than the threshold give no figure."""
    assert publish(pool(rated([3] * people, [4] * people)), 5) is None


def test_few_private_ratings_hide_behind_no_public_ones() -> None:
    """Ratings all can see are shown without the few private ones, which a subtraction would give away."""
    shown = publish(pool(rated([2, 2, 3, 2, 3, 5, 5], public=5)), 5)
    assert shown is not None
    assert (shown["base"], shown["now"]) == ("now.public", 2.4)
    assert publish(pool(rated([2, 2, 3, 2, 5, 5], public=4)), 5) is None


def test_enough_private_ratings_are_added_to_public_ones() -> None:
    """Five private ratings and two public ones are one figure."""
    shown = publish(pool(rated([1, 1, 3, 3, 3, 3, 4], public=2)), 5)
    assert shown is not None
    assert (shown["base"], shown["now"]) == ("now", 2.6)


@given(st.lists(VALUES, max_size=20), st.lists(VALUES, max_size=20), st.integers(0, 20), st.integers(3, 8))
def test_what_is_shown_is_large_enough(now: list[int], needed: list[int], public: int, threshold: int) -> None:
    """Behind every figure stand k people, and those of them who rated in private are none or k."""
    shown = publish(pool(rated(now, needed, public=public)), threshold)
    if shown is None:
        return
    base = shown["base"].partition(".")[0]
    for scale, apart in pool(rated(now, needed, public=public))[base].items():
        private = 0 if shown["base"].endswith(".public") else sum(apart["private"])
        assert sum(apart["public"]) + private >= threshold
        assert private == 0 or private >= threshold
        assert 1 <= shown[scale] <= 5


def test_the_last_rating_of_a_person_counts() -> None:
    """A person is one person, however often they rated."""
    assert publish(pool([RatingGiven("p", "now", 3)] * 9), 5) is None


@pytest.mark.parametrize(
    ("heap", "split"),
    [
        ([2, 0, 1, 0, 2], True),
        ([1, 0, 3, 0, 1], False),
        ([0, 2, 0, 6, 0], True),
        ([0, 2, 1, 6, 0], False),
        ([0, 0, 9, 0, 0], False),
    ],
)
def test_split(heap: list[int], split: bool) -> None:
    """Views are split when a quarter and two people at least stand at either end."""
    assert is_split(heap) is split


@pytest.mark.parametrize(
    ("heap", "value"), [([0, 0, 0, 5, 0], 4), ([0, 0, 1, 4, 0], 4), ([0, 0, 2, 4, 0], None), ([0] * 5, None)]
)
def test_nearly_everyone(heap: list[int], value: int | None) -> None:
    """Four in five the same is "nearly everyone", and all of them is the same "nearly everyone"."""
    assert agreed_value(heap) == value


@given(VALUES, st.integers(5, 60))
def test_one_mind_looks_like_nearly_one_mind(value: int, people: int) -> None:
    """A unanimous rating is published exactly as if one person had stood one step nearer the middle."""
    all_same, one_off = [0] * 5, [0] * 5
    all_same[value - 1] = people
    one_off[value - 1] = people - 1
    one_off[value if value < 3 else value - 2] += 1
    assert figure("now", {"now": all_same}) == figure("now", {"now": one_off})


@given(HEAPS)
def test_softening_loses_nobody(heap: list[int]) -> None:
    """Softening changes a heap only where all gave the same value, and keeps the number of people."""
    softened = soften(heap)
    assert sum(softened) == sum(heap)
    assert (softened != heap) == (sum(1 for count in heap if count) == 1)


@given(st.lists(VALUES, min_size=5, max_size=30), st.lists(VALUES, min_size=5, max_size=30))
def test_rounds_add_up(first: list[int], second: list[int]) -> None:
    """Two rounds added up hold everybody's ratings, once."""
    merged = merge([pool(rated(first))["now"], pool(rated(second))["now"]])
    assert whole(merged["now"]) == [(first + second).count(value) for value in range(1, 6)]
