"""Which charts belong to some groups' figures. Pure.

One group has now beside needed, and who took part, week by week; several have a heat map. Fewer than two weeks make no
picture of one group: its two numbers stand in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.digests.charts.dumbbell import Dumbbell, dumbbell
from bot.digests.charts.facts import Subject
from bot.digests.charts.heat_map import HeatMap, heat_map
from bot.digests.charts.taking_part import TakingPart, taking_part
from bot.digests.charts.then_and_now import ThenAndNow

Chart = HeatMap | Dumbbell | TakingPart | ThenAndNow


def charts_of(groups: Sequence[Subject]) -> tuple[Chart, ...]:
    """Lay them out; a chart in which nothing may be shown is left out."""
    charts: list[Chart | None] = []
    if len(groups) > 1:
        charts = [heat_map(groups)]
    elif groups and sum(area.asked for area in groups[0].areas) > 1:
        charts = [dumbbell(groups[0]), taking_part(groups[0])]
    return tuple(chart for chart in charts if chart is not None)
