"""Small teams added up: what may be shown, and what a subtraction would give away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.digests.facts import closed
from bot.insight.sums import Sum, of_organisation
from tests.digests.stories import CountedTeam, tally, team_week

SIZES = st.lists(st.integers(0, 14), min_size=1, max_size=7)


def teams(*sizes: int, asked: bool = False) -> list[CountedTeam]:
    """Teams of these sizes in one organisation, in which everybody rated now and needed."""
    return [
        team_week(tally(f"Team {i}", n, now=[2, 3] * 10, needed=[4] * 20, asked=[f"Why {i}?"] if asked else []))
        for i, n in enumerate(sizes)
    ]


def add(teams: list[CountedTeam], threshold: int) -> Sum | None:
    """The teams of one organisation added up."""
    return of_organisation("Northshire", [team.count for team in teams], threshold)


def test_small_teams_together() -> None:
    """Two teams of three have a band and a gap together."""
    added = add(teams(3, 3), 5)
    assert added is not None
    assert (added.heard, added.all_teams) == ((5, 9), True)
    assert added.ratings is not None
    assert (added.ratings["gap"], added.ratings["all_teams"]) == (1.5, True)


def test_a_team_alone_in_its_organisation_has_nothing_to_hide_in() -> None:
    """One small team is not shown under its organisation's name."""
    assert add(teams(4), 5) is None


def test_one_small_team_beside_a_large_one_is_not_given_away() -> None:
    """Ten published and three hidden: a sum of all would give the three away, a sum of one is that one's own."""
    assert add(teams(10, 3), 5) is None


def test_one_small_team_beside_two_large_ones() -> None:
    """The large teams are shown together, and the sum says that it holds only them."""
    added = add(teams(10, 12, 3), 5)
    assert added is not None
    assert (added.heard, added.all_teams) == ((20, 49), False)
    assert added.ratings is not None
    assert added.ratings["all_teams"] is False
    assert added.questions is None


def test_people_in_two_teams_are_not_counted_twice() -> None:
    """Three people who are in both of two teams are three people, however often they took part."""
    both = [team_week(tally(name, 3, now=[3] * 3), members=("U1", "U2", "U3")) for name in ("Care", "Homes")]
    assert add(both, 5) is None


@given(SIZES, st.integers(3, 7))
def test_a_sum_adds_no_few_people(sizes: list[int], threshold: int) -> None:
    """Beside the teams that have figures of their own, a sum of all teams holds nobody, or at least k people."""
    listed = [
        team_week(tally(f"Team {i}", n, now=[2, 3] * 10, needed=[4] * 20, asked=["Why?"]), threshold=threshold)
        for i, n in enumerate(sizes)
    ]
    hidden = sum(n for n in sizes if n < threshold)
    added = add(listed, threshold)
    if added is None:
        return
    assert added.heard[0] != 0
    if added.all_teams or (added.ratings and added.ratings["all_teams"]):
        assert hidden == 0 or hidden >= threshold
    assert added.questions is None or hidden >= threshold


def test_stories_are_what_they_say() -> None:
    """The teams of these tests are large or small as meant."""
    assert [closed(team)["enough"] for team in teams(4, 5)] == [False, True]
