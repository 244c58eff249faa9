"""How many were heard, as it may be said."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.heard import Heard, hear, hear_so_far
from bot.insight.suppression import too_few
from bot.insight.tally import ThemeTapped
from bot.insight.themes import count_themes


@pytest.mark.parametrize(
    ("people", "members", "seen", "heard"),
    [
        (8, 20, 3, Heard(True, (5, 9), "half")),
        (8, 12, 0, Heard(True, (5, None), "most")),  # "10 to 19, most of twelve" would be ten, and so two who did not
        (3, 20, 1, Heard(False, (0, 4), None)),
        (5, 5, 4, Heard(False, (0, 5), None)),  # any figures at all would say that the fifth took part in private
        (5, 5, 0, Heard(True, (5, 9), "nearly")),
        (6, 6, 5, Heard(True, (5, 9), None)),  # "most of six" would be five, and so one who did not
        (4, 6, 4, Heard(False, (0, 6), None)),  # "too few" would say that the other two did not
        (6, 6, 4, Heard(False, (0, 6), None)),  # and so the same is said whether they did or not
    ],
)
def test_known_cases(people: int, members: int, seen: int, heard: Heard) -> None:
    """A team is said as finely as leaves open who took part in private, and who did not."""
    assert hear(people, members, seen, 5) == heard


MEMBERS = st.integers(1, 40)


@given(MEMBERS, st.data(), st.integers(3, 9))
def test_no_saying_gives_few_people_away(members: int, data: Any, threshold: int) -> None:
    """Whoever knows members and seen, and how sayings are chosen, never finds one to k − 1 in private, or absent."""
    seen = data.draw(st.integers(0, members))
    for say in (hear, hear_so_far):
        possible = defaultdict(list)
        for people in range(seen, members + 1):
            possible[say(people, members, seen, threshold)].append(people)
        for counts in possible.values():
            if len(counts) == 1:
                assert not too_few(counts[0] - seen, threshold)
                assert not too_few(members - counts[0], threshold)


@given(MEMBERS, st.data(), st.integers(3, 9))
def test_what_is_said_is_true(members: int, data: Any, threshold: int) -> None:
    """The band holds the number, figures need k people, and what is said before the close adds nothing to it."""
    seen = data.draw(st.integers(0, members))
    people = data.draw(st.integers(seen, members))
    heard, so_far = hear(people, members, seen, threshold), hear_so_far(people, members, seen, threshold)
    low, high = heard.band
    assert low <= people <= (people if high is None else high)
    assert not heard.enough or people >= threshold
    assert so_far.band[0] <= low
    assert so_far.band[1] is None or high is None or so_far.band[1] >= high


def chose(count: int, members: int) -> tuple[int | None, list[int | None] | None]:
    """How it is said that so many chose the one theme there is."""
    (theme,) = count_themes(
        [ThemeTapped(str(i), "trust") for i in range(count)], {"trust": "Trust"}, 5, members, max(count, members)
    )
    return theme["people"], theme["band"]


@pytest.mark.parametrize(
    ("count", "members", "said"),
    [
        (4, 20, (None, None)),
        (5, 20, (5, None)),
        (15, 20, (15, None)),
        (16, 20, (None, [16, None])),
        (20, 20, (None, [16, None])),
        (6, 6, (None, [5, None])),
        (5, 5, (None, None)),  # "five or more" of five would tell of each what they chose
        (9, 5, (None, None)),  # people who left since
    ],
)
def test_a_theme_that_nearly_all_chose_is_no_exact_number(
    count: int, members: int, said: tuple[int | None, list[int | None] | None]
) -> None:
    """Where fewer than k would be left beside it, a theme's count is a band from a number the team's size gives."""
    assert chose(count, members) == said


def test_the_order_of_bands_says_nothing() -> None:
    """Two themes that nearly all chose stand in the codebook's order, whichever more people chose."""
    taps = [ThemeTapped(str(i), "a") for i in range(5)] + [ThemeTapped(str(i), "b") for i in range(6)]
    themes = count_themes(taps, {"a": "A", "b": "B"}, 5, 6, 6)
    assert [(theme["key"], theme["band"]) for theme in themes] == [("a", [5, None]), ("b", [5, None])]
