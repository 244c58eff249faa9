"""A leader's digest counts ideas, of a small team too: no word of them, no name, and no date finer than the week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.digests.facts import Brief
from bot.digests.sections.ideas import ideas
from bot.insight.ideas import IdeasNow
from tests.conversation.room import Room
from tests.digests.stories import WEEK
from tests.digests.test_message import SCREENS, full_digest, shown
from tests.ideas.town import AMINA, IDEA, MARTIN, NEED, a_while, moves, shares
from tests.questions.test_digest import with_records


def with_ideas(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The same digest, with ideas of all its teams."""
    teams = [{"team": team["team"], "raised": 20, "tried": 10, "finished": 10} for team in snapshot["teams"]]
    return {**snapshot, "ideas": {"raised": 1_000, "tried": 500, "finished": 400, "oldest": 52, "teams": teams}}


@pytest.mark.parametrize("sizes", SCREENS, ids=lambda sizes: f"{len(sizes)}x{sizes[0]}")
def test_it_fits_one_screen(sizes: list[int]) -> None:
    """With everything else that a digest may hold the screen keeps to its limits, and the sum of ideas is on it."""
    rendered = shown(with_ideas(with_records(full_digest(sizes))))
    assert len(rendered.text) <= 1_500
    assert len(rendered.blocks) <= 15
    assert "1000 shared, 500 being tried, 400 finished." in rendered.text


async def test_a_small_teams_ideas_are_counted(room: Room) -> None:
    """Its leader reads how many, though too few took part for figures; words and names are not in it."""
    await room.begins()
    await room.comes("open")
    first = await shares(room, AMINA, "named")
    await shares(room)
    await a_while(room)
    room.clock.advance(timedelta(minutes=1))
    await moves(room, first.id, "experiment")
    await room.rates(AMINA, 3)
    await room.comes("close")
    await room.comes("digest")
    digest = await room.digest(MARTIN)
    assert digest is not None
    assert digest.snapshot["withheld"]
    assert digest.snapshot["ideas"] == {
        "raised": 2,
        "tried": 1,
        "finished": 0,
        "oldest": 0,
        "teams": [{"team": "Housing", "raised": 2, "tried": 1, "finished": 0}],
    }
    assert NEED not in str(digest.snapshot["ideas"])
    assert IDEA not in str(digest.snapshot)


def test_a_digest_without_ideas_says_nothing_of_them() -> None:
    """Where no team has one, and in a digest from before there were ideas, the line is missing."""
    plain = full_digest([30])
    assert plain["ideas"] is None
    assert "Ideas:" not in shown(plain).text
    assert "Ideas:" not in shown({name: part for name, part in plain.items() if name != "ideas"}).text


def test_the_oldest_of_all_is_told() -> None:
    """Over several teams the counts are added, in alphabetical order, and the longest wait is the one that is told."""
    counted = (IdeasNow("B", 2, 1, 0, 3), IdeasNow("A", 1, 0, 1), IdeasNow("C", 0, 0, 0))
    made = ideas(Brief("U1", WEEK, (), (), (), ideas=counted))
    assert made is not None
    assert (made["raised"], made["oldest"]) == (3, 3)
    assert [team["team"] for team in made["teams"]] == ["A", "B"]
