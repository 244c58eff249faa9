"""Bands and shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.bands import NARROWEST, band, share


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (0, (0, 4)),
        (4, (0, 4)),
        (5, (5, 9)),
        (9, (5, 9)),
        (10, (10, 19)),
        (20, (20, 49)),
        (50, (50, None)),
        (900, (50, None)),
    ],
)
def test_bands_at_five(people: int, expected: tuple[int, int | None]) -> None:
    """With the usual threshold the bands are fewer than 5, 5 to 9, 10 to 19, 20 to 49, and 50 or more."""
    assert band(people, 5) == expected


@given(st.integers(0, 3000), st.integers(3, 60))
def test_a_band_is_true_and_wide(people: int, threshold: int) -> None:
    """Every count lies in its band, no band crosses the threshold, and none above it is narrow enough to be a count."""
    low, high = band(people, threshold)
    assert low <= people
    assert high is None or people <= high
    assert (low, high) == (0, threshold - 1) or low >= threshold
    assert high is None or low == 0 or high - low + 1 >= NARROWEST


@given(st.integers(0, 200), st.integers(0, 200), st.integers(3, 12))
def test_a_share_is_for_groups_that_are_large_enough(people: int, members: int, threshold: int) -> None:
    """A share of the team is said for k people or more only."""
    assert (share(people, members, threshold) is None) == (people < threshold or members == 0)


@pytest.mark.parametrize(
    ("people", "members", "word"),
    [
        (5, 40, "few"),
        (6, 20, "third"),
        (10, 20, "half"),
        (14, 20, "most"),
        (19, 20, "nearly"),
        (20, 20, "nearly"),
        (9, 7, "nearly"),
    ],
)
def test_shares(people: int, members: int, word: str) -> None:
    """All of a team is "nearly everyone", and so are more people than the channel still has."""
    assert share(people, members, 5) == word
