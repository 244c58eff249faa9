"""A campaign played without a browser: what the report says, and that nothing got lost or came twice."""

from __future__ import annotations

import json

from demo.autoplay import autoplay
from demo.cast import Cast


async def test_two_weeks_lose_nothing_and_double_nothing(cast: Cast) -> None:
    """Two teams live through two weeks, each area in its order, and both sides of the comparison agree."""
    loud, quiet = cast.teams[0], cast.teams[-1]
    report = await autoplay(2, seed=1, cast=cast.model_copy(update={"teams": (loud, quiet)}))
    assert report["differences"] == {"lost": [], "duplicated": []}
    assert report["lost"] == report["duplicated"] == 0
    assert report["areas"] == ["residents", "vision"]
    played = {(round_["team"], round_["week"], round_["area"]) for round_ in report["rounds"]}
    assert played == {
        (team.name, week, area) for team in (loud, quiet) for week, area in [(1, "residents"), (2, "vision")]
    }
    assert len(report["rounds"]) == 4
    assert json.loads(json.dumps(report)) == report


async def test_the_report_tells_what_people_did(one_team: Cast) -> None:
    """A round's entry holds its prompt, answers by mode, reactions and reminders; a digest's holds its leader."""
    report = await autoplay(1, seed=3, cast=one_team)
    (round_,) = report["rounds"]
    assert set(round_) == {"team", "week", "area", "prompt", "answers", "reactions", "nudges"}
    assert float(round_["prompt"]) > 0
    assert round_["answers"]["named"] >= 4
    assert round_["answers"]["confidential"] >= 2
    assert round_["reactions"] > 0
    assert round_["nudges"] == 2  # the two quiet people of the team
    assert report["digests"] == [{"leader": "Martin Hale", "week": 1, "withheld": False}]
