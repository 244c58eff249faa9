"""Now and needed, area by area: a circle and a diamond on a scale of 1 to 5, with the gap between them. Pure.

The two differ in shape, and each has its number beside it, so nothing is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.digests.charts.facts import AreaSeen, Subject
from bot.digests.sections.words import shorten

LEFT, TOP, EDGE, STEP, ROW = 44, 64, 24, 62, 58
SCALE = (1, 2, 3, 4, 5)
WIDTH = LEFT + STEP * (len(SCALE) - 1) + 2 * EDGE  # as wide as a phone shows without a scroll
NAME, TITLE = 34, 44  # characters

Kind = Literal["both", "one", "withheld", "not_asked"]
Side = Literal["start", "end"]


@dataclass(frozen=True)
class Mark:
    """A value on the scale; its number stands to the `side` that is away from the other one."""

    x: float
    value: float
    side: Side


@dataclass(frozen=True)
class DumbbellRow:
    """An area: its title above the line at `y`."""

    title: str
    y: int
    kind: Kind
    now: Mark | None = None
    needed: Mark | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Dumbbell:
    """All of it, in pixels; `ticks` are the places of 1 to 5."""

    name: str
    width: int
    height: int
    rows: tuple[DumbbellRow, ...]
    ticks: tuple[tuple[int, int], ...]


def dumbbell(subject: Subject) -> Dumbbell | None:
    """Lay out one subject's areas that have been asked about; None where no number may be shown."""
    asked = [area for area in subject.areas if area.asked]
    if not any(area.now is not None or area.needed is not None for area in asked):
        return None
    return Dumbbell(
        name=shorten(subject.name, NAME),
        width=WIDTH,
        height=TOP + ROW * len(asked) + EDGE,
        rows=tuple(row(area, _title(area), TOP + ROW * i + ROW // 2) for i, area in enumerate(asked)),
        ticks=tuple((value, round(place(value))) for value in SCALE),
    )


def place(value: float) -> float:
    """Where a value of the scale stands."""
    return LEFT + STEP * (value - SCALE[0])


def _title(area: AreaSeen) -> str:
    return f"{area.week}  {shorten(area.title, TITLE)}"


def row(area: AreaSeen, title: str, y: int) -> DumbbellRow:
    """Lay out one line, with its title above it."""
    now, needed = area.now, area.needed
    if now is None and needed is None:
        return DumbbellRow(title, y, "withheld")
    first = now is None or needed is None or now <= needed
    return DumbbellRow(
        title,
        y,
        "one" if now is None or needed is None else "both",
        None if now is None else Mark(place(now), now, "end" if first and needed is not None else "start"),
        None if needed is None else Mark(place(needed), needed, "start" if first else "end"),
        area.gap,
    )
