"""What a leader reads before a meeting, out of the digest they had."""

from __future__ import annotations

from bot.insight.preparing import open_promises, what_was_said

SNAPSHOT = {
    "teams": [{"team_id": "t1", "team": "Housing"}, {"team_id": "t2", "team": "Lettings"}],
    "themes": {"teams": [{"team_id": "t1", "team": "Housing", "themes": [{"title": "Time", "people": 4}]}]},
    "gaps": {
        "teams": [
            {"team_id": "t1", "team": "Housing", "base": "x", "now": 2.0, "needed": 4.5, "split": True},
            {"team_id": "t2", "team": "Lettings", "base": "x", "now": 4.0, "needed": 4.5, "split": False},
        ],
        "organisations": [],
    },
    "differ": {"teams": [{"team": "Housing", "now": 2.0}, {"team": "Lettings", "now": 4.0}]},
}


def test_only_what_is_about_these_teams() -> None:
    """A brief has the themes and figures of the teams that it is about, and no count of people."""
    said = what_was_said(SNAPSHOT, ["t1"])
    assert said["themes"] == [{"team": "Housing", "titles": ["Time"]}]
    assert said["gaps"] == [{"team": "Housing", "now": 2.0, "needed": 4.5, "split": True}]
    assert said["differ"] == [{"team": "Housing", "now": 2.0}, {"team": "Lettings", "now": 4.0}]


def test_nothing_where_nothing_was_published() -> None:
    """Without a digest, or with one that has no figures, nothing is said."""
    empty: dict[str, list[object]] = {"themes": [], "gaps": [], "differ": []}
    assert what_was_said(None, ["t1"]) == empty
    assert what_was_said({"teams": SNAPSHOT["teams"], "themes": None, "gaps": None, "differ": None}, ["t1"]) == empty
    assert what_was_said(SNAPSHOT, ["t3"]) == empty


def test_the_first_promises_and_how_many_more() -> None:
    """Three promises are told, and how many there are besides."""
    promises = [{"text": str(number), "on": "2027-02-05"} for number in range(5)]
    told = open_promises(promises)
    assert [each["text"] for each in told["promises"]] == ["0", "1", "2"]
    assert told["more"] == 2
    assert open_promises([]) == {"promises": [], "more": 0}
