"""Which charts belong to the figures of a page or a digest: from its lines to their layouts. Pure.

One group has now beside needed, and who took part, week by week; several have a heat map. Fewer than two weeks make no
picture of one group: its two numbers stand in words.
"""

from collections.abc import Sequence

from bot.content.drawings import Chart
from bot.digests.charts.dumbbell import dumbbell
from bot.digests.charts.facts import AreaSeen, Subject
from bot.digests.charts.heat_map import heat_map
from bot.digests.charts.taking_part import taking_part
from bot.pages.facts import AreaSoFar, Line

#: Of a line: what it looks like in a chart is "not shown"; every other one without figures was not asked (yet).
WITHHELD = {"few"}


def charts_of(areas: Sequence[AreaSoFar], default_name: str) -> tuple[Chart, ...]:
    """Lay out the charts of these areas; `default_name` stands where a group has no name of its own."""
    groups = subjects(areas, default_name)
    if len(groups) > 1:
        charts: list[Chart | None] = [heat_map(groups)]
    elif groups and len([area for area in groups[0].areas if area.asked]) > 1:
        charts = [dumbbell(groups[0]), taking_part(groups[0])]
    else:
        charts = []
    return tuple(chart for chart in charts if chart is not None)


def subjects(areas: Sequence[AreaSoFar], default_name: str) -> tuple[Subject, ...]:
    """Turn areas with a line for each group into groups with all areas, in the order of the weeks."""
    ordered = sorted(areas, key=lambda area: area.week)
    names = dict.fromkeys(line.name for area in ordered for line in area.lines)
    return tuple(
        Subject(name or default_name, tuple(_seen(area, _line(area, name)) for area in ordered)) for name in names
    )


def _line(area: AreaSoFar, name: str) -> Line | None:
    return next((line for line in area.lines if line.name == name), None)


def _seen(area: AreaSoFar, line: Line | None) -> AreaSeen:
    if line is None or line.state not in {"shown", *WITHHELD}:
        return AreaSeen(area.week, area.title, asked=False)
    rated = line.ratings or {}
    return AreaSeen(
        area.week,
        area.title,
        now=rated.get("now"),
        needed=rated.get("needed"),
        gap=rated.get("gap"),
        heard=line.heard,
    )
