"""Then and now: one question that was asked twice, two lines of now and needed for each group. Pure.

Drawn as the dumbbells are: a circle and a diamond, each with its number, and the week beside each line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digests.charts.dumbbell import EDGE, ROW, SCALE, TOP, WIDTH, DumbbellRow, place, row
from bot.digests.charts.facts import AreaSeen
from bot.digests.sections.words import shorten

HEAD = 34  # pixels for the name of a group
NAME = 38  # characters


@dataclass(frozen=True)
class Pair:
    """What was published of a group both times."""

    name: str
    then: AreaSeen
    now: AreaSeen


@dataclass(frozen=True)
class PairOfRows:
    """A group: its name at `y`, and its two lines below, each titled with the week alone."""

    name: str
    y: int
    rows: tuple[DumbbellRow, DumbbellRow]


@dataclass(frozen=True)
class ThenAndNow:
    """All of it, in pixels; `ticks` are the places of 1 to 5."""

    width: int
    height: int
    groups: tuple[PairOfRows, ...]
    ticks: tuple[tuple[int, int], ...]


def then_and_now(pairs: Sequence[Pair]) -> ThenAndNow | None:
    """Lay the groups out in their order; None where there is none."""
    if not pairs:
        return None
    tall = HEAD + 2 * ROW
    return ThenAndNow(
        width=WIDTH,
        height=TOP + tall * len(pairs) + EDGE,
        groups=tuple(_group(pair, TOP + tall * i) for i, pair in enumerate(pairs)),
        ticks=tuple((value, round(place(value))) for value in SCALE),
    )


def _group(pair: Pair, top: int) -> PairOfRows:
    first = top + HEAD + ROW // 2
    rows = (row(pair.then, str(pair.then.week), first), row(pair.now, str(pair.now.week), first + ROW))
    return PairOfRows(shorten(pair.name, NAME), top + HEAD // 2 + 6, rows)
