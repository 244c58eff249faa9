"""Advice on the rhythm tells nothing that was not said: it follows from the band, the share and what all can see."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.insight.figures import freeze
from bot.insight.publishing import material, of_team
from bot.scenes.trends import QUIET, is_quiet
from bot.storage.models import Round
from tests.digests.stories import tally


@pytest.mark.parametrize("threshold", [3, 5])
@pytest.mark.parametrize("seen", [0, 2])
def test_the_advice_follows_from_what_was_said(threshold: int, seen: int) -> None:
    """However many took part, whoever reads the same words reads the same advice; and it is true of them all."""
    for members in range(4, 41):
        advice: dict[Any, set[bool]] = defaultdict(set)
        for people in range(seen, members + 1):
            frozen = freeze(tally(people=people, members=members, seen=seen), threshold)
            row = cast("Round", SimpleNamespace(figures=material(frozen)))
            quiet = is_quiet(row, of_team(frozen)["figures"], threshold)
            advice[str((frozen["heard"], frozen["share"]))].add(quiet)
            assert not quiet or people < QUIET * members
        assert all(len(each) == 1 for each in advice.values())


def test_the_advice_is_given() -> None:
    """Four of forty are few by all that is said of them; and a week whose material has gone advises nothing."""
    frozen = freeze(tally(people=4, members=40), 5)
    figures = of_team(frozen)["figures"]
    assert is_quiet(cast("Round", SimpleNamespace(figures=material(frozen))), figures, 5)
    assert not is_quiet(cast("Round", SimpleNamespace(figures=None)), figures, 5)
