"""Thousands of stories of what may go wrong, told with the product's own steps.

`python -m tests.simulation --tell SEED` tells one of them in full; `make torture-simulator` tells 100,000.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.campaign import tell, tell_many
from tests.simulation.story import Story

PINNED = Path(__file__).with_name("pinned.txt")
STORIES = 500
PARTS = 4


def pinned() -> list[int]:
    """Return the seeds that once found something."""
    lines = (line.partition("#")[0].split() for line in PINNED.read_text(encoding="utf-8").splitlines())
    return [int(words[0]) for words in lines if words]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_story_breaks_a_rule(part: int) -> None:
    """Whatever goes wrong, nothing is lost, doubled, early, late or out of order, and everything ends."""
    summary = tell_many(range(part * STORIES, (part + 1) * STORIES))
    assert {outcome.seed: list(map(str, outcome.broken)) for outcome in summary.failed} == {}
    assert summary.counts["posted"] > STORIES  # the stories are about something
    assert all(summary.counts[fault] for fault in ("frozen", "killed", "clock set", "shown late", "429", "time-out"))


@pytest.mark.parametrize("seed", pinned())
def test_a_story_that_once_found_something_breaks_no_rule(seed: int) -> None:
    """What was mended stays mended."""
    assert list(map(str, tell(seed).broken)) == []


def test_a_story_is_told_the_same_way_each_time() -> None:
    """A seed is a whole story: two tellings have the same events in the same order."""
    tellings: list[list[str]] = [[], []]
    for lines in tellings:
        Story(7, tell=lines.append).tell()
    assert tellings[0] == tellings[1]
    assert len(tellings[0]) > 20
