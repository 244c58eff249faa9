"""How many took part, week by week, as the band that was published: solid up to its lower end, hatched to its upper.

Pure. An open band ("50 or more") ends in an arrow; a week under the threshold is dashed and has no length of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.digests.charts.facts import AreaSeen, Subject
from bot.digests.sections.words import shorten
from bot.insight.bands import Band, few

LEFT, TOP, EDGE, BAR, ROW = 24, 48, 24, 186, 52  # as wide as a phone shows without a scroll
LABEL = 102  # pixels beside the longest bar
NAME, TITLE = 34, 44  # characters

Kind = Literal["band", "open", "few", "not_asked"]


@dataclass(frozen=True)
class WeekHeard:
    """A week: its bar runs from the left to `solid`, and hatched on to `end`; `heard` is the band in numbers."""

    title: str
    y: int
    kind: Kind
    solid: int = 0
    end: int = 0
    heard: Band | None = None


@dataclass(frozen=True)
class TakingPart:
    """All of it, in pixels."""

    name: str
    width: int
    height: int
    rows: tuple[WeekHeard, ...]


def taking_part(subject: Subject) -> TakingPart | None:
    """Lay out the weeks that have been; None where no band may be shown."""
    asked = [area for area in subject.areas if area.asked]
    shown = [area.heard for area in asked if area.heard is not None and not few(area.heard)]
    if not shown:
        return None
    longest = max(high or low * 6 // 5 for low, high in shown)
    return TakingPart(
        name=shorten(subject.name, NAME),
        width=LEFT + BAR + LABEL + EDGE,
        height=TOP + ROW * len(asked) + EDGE,
        rows=tuple(_week(area, TOP + ROW * i + ROW // 2, BAR / longest) for i, area in enumerate(asked)),
    )


def _week(area: AreaSeen, y: int, unit: float) -> WeekHeard:
    title = f"{area.week}  {shorten(area.title, TITLE)}"
    if area.heard is None or few(area.heard):
        return WeekHeard(title, y, "few")
    low, high = area.heard
    end = round(LEFT + unit * (high if high is not None else low * 6 // 5))
    return WeekHeard(title, y, "band" if high is not None else "open", round(LEFT + unit * low), end, area.heard)
