"""Which questions of a digest still wait for a talk."""

from __future__ import annotations

from bot.digests.waiting import count_waiting, waiting
from tests.digests.stories import digest, tally, team_week


def test_a_question_waits_until_its_own_team_is_offered_a_talk() -> None:
    """An offer to one team takes that team's questions off, and no other's."""
    snapshot = digest(team_week(tally("Care", asked=["A?", "B?"])), team_week(tally("Repairs", asked=["C?"])))
    assert [item["text"] for item in waiting(snapshot, [])] == ["A?", "B?", "C?"]
    assert [item["text"] for item in waiting(snapshot, ["team-Care"])] == ["C?"]
    assert count_waiting(snapshot, ["team-Care", "team-Repairs"]) == 0


def test_what_small_teams_asked_together_waits_until_one_of_them_is_offered_a_talk() -> None:
    """Nobody knows whose question it was, so a talk with any of the teams may answer it."""
    small = [team_week(tally(name, 4, asked=[f"{name}?"])) for name in ("Care", "Repairs")]
    snapshot = digest(*small)
    assert {item["team"] for item in waiting(snapshot, [])} == {None}
    assert count_waiting(snapshot, []) == 2
    assert count_waiting(snapshot, ["team-Care"]) == 0


def test_questions_that_a_digest_only_counts_wait_too() -> None:
    """Beyond those that are kept, the number of the others is counted until a talk is offered."""
    snapshot = digest(team_week(tally(asked=[f"{n}?" for n in range(23)])))
    assert count_waiting(snapshot, []) == 23
    assert count_waiting(snapshot, ["team-Repairs"]) == 0
    assert count_waiting({**snapshot, "questions": None}, []) == 0
