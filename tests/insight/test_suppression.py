"""Suppression: the rule on its known cases, and on any groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.suppression import suppress

PARTITIONS = st.lists(st.integers(0, 40), max_size=9)
THRESHOLDS = st.integers(3, 12)
OVERLAPPING = st.dictionaries(st.sampled_from("abcdefg"), st.frozensets(st.integers(0, 30).map(str)), max_size=7)


def apart(sizes: list[int]) -> dict[str, list[str]]:
    """Groups of these sizes that share nobody."""
    return {f"group {i}": [f"{i}/{j}" for j in range(size)] for i, size in enumerate(sizes)}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([], []),
        ([4], [None]),
        ([5], [5]),
        ([12, 1, 1], [None, None, None]),
        ([12, 7, 1, 1], [12, None, None, None]),
        ([12, 3, 3], [12, None, None]),
        ([12, 8], [12, 8]),
        ([12, 0], [12, None]),
        ([2, 1, 1], [None, None, None]),
        ([6, 6, 1], [None, 6, None]),
    ],
)
def test_known_cases(sizes: list[int], shown: list[int | None]) -> None:
    """Small groups are hidden, and so is the smallest large one while those hidden are too few together."""
    assert list(suppress(apart(sizes), 5).values()) == shown


@given(PARTITIONS, THRESHOLDS)
def test_nobody_can_be_found_by_subtraction(sizes: list[int], threshold: int) -> None:
    """Whoever knows the total and every shown count learns of no few people: those hidden are none, or k and more."""
    counts = suppress(apart(sizes), threshold)
    hidden = sum(sizes) - sum(count for count in counts.values() if count)
    assert hidden == 0 or hidden >= threshold or not any(counts.values())
    assert all(count is None or count >= threshold for count in counts.values())


@given(PARTITIONS, THRESHOLDS)
def test_no_more_is_hidden_than_needed(sizes: list[int], threshold: int) -> None:
    """Where no group is small and none is empty, every count is shown, and a shown count is the true one."""
    counts = suppress(apart(sizes), threshold)
    assert all(count in {None, size} for count, size in zip(counts.values(), sizes, strict=True))
    if all(size >= threshold for size in sizes):
        assert list(counts.values()) == sizes


@given(OVERLAPPING, THRESHOLDS)
def test_people_in_several_groups(groups: dict[str, frozenset[str]], threshold: int) -> None:
    """Where people are in several groups, neither those in hidden groups nor those in no shown group are few."""
    counts = suppress(groups, threshold)
    shown = [groups[name] for name, count in counts.items() if count is not None]
    hidden = frozenset[str]().union(*(groups[name] for name, count in counts.items() if count is None))
    everyone = frozenset[str]().union(*groups.values())
    for left in (hidden, everyone.difference(*shown)):
        assert not left or len(left) >= threshold or not shown


@given(OVERLAPPING, THRESHOLDS)
def test_order_does_not_matter(groups: dict[str, frozenset[str]], threshold: int) -> None:
    """The same people in the same groups give the same counts, however the groups are listed."""
    assert suppress(groups, threshold) == suppress(dict(reversed(groups.items())), threshold)


@pytest.mark.parametrize("threshold", [2, 1, 0, -5])
def test_a_threshold_below_three_is_refused(threshold: int) -> None:
    """No caller can lower the threshold below three."""
    with pytest.raises(ValueError, match="3 or more"):
        suppress({"a": ["1", "2", "3"]}, threshold)
