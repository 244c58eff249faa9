"""Small teams added up: what may be shown, and what a subtraction would give away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.digests.facts import TeamWeek, closed
from bot.digests.rollup import roll_up
from bot.insight.bands import band
from tests.digests.stories import tally, team_week

SIZES = st.lists(st.integers(0, 14), min_size=1, max_size=7)


def teams(*sizes: int, asked: bool = False) -> list[TeamWeek]:
    """Teams of these sizes in one organisation, in which everybody rated now and needed."""
    return [
        team_week(tally(f"Team {i}", n, now=[2, 3] * 10, needed=[4] * 20, asked=[f"Why {i}?"] if asked else []))
        for i, n in enumerate(sizes)
    ]


def test_small_teams_together() -> None:
    """Two teams of three have a band and a gap together."""
    rollup = roll_up("Northshire", teams(3, 3), 5)
    assert rollup is not None
    assert (rollup.heard, rollup.all_teams) == ([5, 9], True)
    assert rollup.ratings is not None
    assert (rollup.ratings["gap"], rollup.ratings["all_teams"]) == (1.5, True)


def test_a_team_alone_in_its_organisation_has_nothing_to_hide_in() -> None:
    """One small team is not shown under its organisation's name."""
    assert roll_up("Northshire", teams(4), 5) is None


def test_one_small_team_beside_a_large_one_is_not_given_away() -> None:
    """Ten published and three hidden: a sum of all would give the three away, a sum of one is that one's own."""
    assert roll_up("Northshire", teams(10, 3), 5) is None


def test_one_small_team_beside_two_large_ones() -> None:
    """The large teams are shown together, and the sum says that it holds only them."""
    rollup = roll_up("Northshire", teams(10, 12, 3), 5)
    assert rollup is not None
    assert (rollup.heard, rollup.all_teams) == ([20, 49], False)
    assert rollup.ratings is not None
    assert rollup.ratings["all_teams"] is False
    assert rollup.questions is None


def test_an_open_team_holds_the_sum_back() -> None:
    """A sum published before and after a team closes could be subtracted, so it waits for all of them."""
    assert roll_up("Northshire", [*teams(4, 4), team_week(None)], 5) is None


def test_people_in_two_teams_are_not_counted_twice() -> None:
    """Three people who are in both of two teams are three people, however often they took part."""
    both = [team_week(tally(name, 3, now=[3] * 3), members=("U1", "U2", "U3")) for name in ("Care", "Homes")]
    assert roll_up("Northshire", both, 5) is None


@given(SIZES, st.integers(3, 7))
def test_a_sum_adds_no_few_people(sizes: list[int], threshold: int) -> None:
    """Beside the teams that have figures of their own, a sum of all teams holds nobody, or at least k people."""
    listed = [
        team_week(tally(f"Team {i}", n, now=[2, 3] * 10, needed=[4] * 20, asked=["Why?"]), threshold=threshold)
        for i, n in enumerate(sizes)
    ]
    hidden = sum(n for n in sizes if n < threshold)
    rollup = roll_up("Northshire", listed, threshold)
    if rollup is None:
        return
    assert rollup.heard[0] != 0
    if rollup.all_teams or (rollup.ratings and rollup.ratings["all_teams"]):
        assert hidden == 0 or hidden >= threshold
    assert rollup.questions is None or hidden >= threshold


@given(SIZES, st.integers(3, 7))
def test_nobody_can_work_out_a_small_team(sizes: list[int], threshold: int) -> None:
    """Even who knows the large teams exactly finds at least two sizes that each small team might have."""
    listed = [team_week(tally(f"Team {i}", n), threshold=threshold) for i, n in enumerate(sizes)]
    rollup = roll_up("Northshire", listed, threshold)
    small = [n for n in sizes if n < threshold]
    if rollup is None or not rollup.all_teams or not small:
        return
    known = sum(n for n in sizes if n >= threshold)
    possible = {
        known + total
        for total in range((threshold - 1) * len(small) + 1)
        if band(known + total, threshold) == tuple(rollup.heard)
    }
    assert len(possible) > 1 or (len(small) > 1 and 0 < possible.pop() - known < (threshold - 1) * len(small))


def test_stories_are_what_they_say() -> None:
    """The teams of these tests are large or small as meant."""
    assert [closed(team)["enough"] for team in teams(4, 5)] == [False, True]
