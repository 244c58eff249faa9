"""The heat map: areas across, teams down in alphabetical order, the gap in every cell. Pure.

One hue, darker for a wider gap, with the number in each cell in ink of at least 4.5 to 1 (WCAG 2.2, 1.4.3), so nothing
is told by colour alone. A cell that may not be shown is dashed and says so; it looks the same for every reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.digests.charts.facts import AreaSeen, Subject
from bot.digests.sections.words import shorten

#: Fill and ink by the least gap, from the widest: one hue (blue), checked for contrast by a test.
STEPS = (
    (2.0, "#0b3c5d", "#ffffff"),
    (1.5, "#1f5f8b", "#ffffff"),
    (1.0, "#8fbfdf", "#101820"),
    (0.5, "#c4deef", "#101820"),
    (float("-inf"), "#eaf3fa", "#101820"),
)
LEFT, TOP, EDGE = 200, 64, 16  # of the names of teams, of the numbers of areas, around
CELL_WIDTH, CELL_HEIGHT, LINE = 60, 34, 20
NAME, TITLE = 26, 60  # characters

Kind = Literal["shown", "withheld", "not_asked"]


@dataclass(frozen=True)
class Cell:
    """One team's gap in one area; `fill` and `ink` only where it is shown."""

    x: int
    y: int
    kind: Kind
    gap: float | None = None
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True)
class HeatMapRow:
    """A team's line; `y` is the middle of it."""

    name: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """An area: its week, its title, the middle of its cells, and where its line in the key stands."""

    week: int
    title: str
    x: int
    key_y: int


@dataclass(frozen=True)
class HeatMap:
    """All of it, in pixels."""

    width: int
    height: int
    rows: tuple[HeatMapRow, ...]
    columns: tuple[Column, ...]
    cell_width: int = CELL_WIDTH
    cell_height: int = CELL_HEIGHT


def heat_map(subjects: Sequence[Subject]) -> HeatMap | None:
    """Lay the teams out, all with the same areas; None where no gap may be shown."""
    if not any(area.gap is not None for subject in subjects for area in subject.areas):
        return None
    areas = subjects[0].areas
    bottom = TOP + CELL_HEIGHT * len(subjects)
    ordered = sorted(subjects, key=lambda subject: subject.name.casefold())
    columns = [
        Column(area.week, shorten(area.title, TITLE), _left(i) + CELL_WIDTH // 2, bottom + 2 * LINE + i * LINE)
        for i, area in enumerate(areas)
    ]
    return HeatMap(
        width=max(LEFT + CELL_WIDTH * len(areas) + EDGE, 520),
        height=bottom + LINE * (len(areas) + 2) + EDGE,
        rows=tuple(_row(subject, TOP + CELL_HEIGHT * i) for i, subject in enumerate(ordered)),
        columns=tuple(columns),
    )


def _left(column: int) -> int:
    return LEFT + CELL_WIDTH * column


def _row(subject: Subject, y: int) -> HeatMapRow:
    cells = [_cell(area, _left(i), y) for i, area in enumerate(subject.areas)]
    return HeatMapRow(shorten(subject.name, NAME), y + CELL_HEIGHT // 2, tuple(cells))


def _cell(area: AreaSeen, x: int, y: int) -> Cell:
    if area.gap is None:
        return Cell(x, y, "withheld" if area.asked else "not_asked")
    fill, ink = colours(area.gap)
    return Cell(x, y, "shown", area.gap, fill, ink)


def colours(gap: float) -> tuple[str, str]:
    """The fill and the ink of a gap."""
    return next((fill, ink) for least, fill, ink in STEPS if gap >= least)
