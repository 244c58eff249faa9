"""The data visualization block: pie, bar, line and area charts.

Slack: title 50; a pie has 1 to 6 segments; other charts 1 to 6 series of 1 to 20 points with exactly one point per
category; labels and names 20 characters.
"""

from typing import Any

from sandbox.blocks.rules import Place, Rule, Shape, by_type, items, number, string

_LABEL = string(20)
_POINT = Shape({"label": _LABEL, "value": number})
_SERIES = Shape({"name": _LABEL, "data": items(_POINT, 20)})
_AXES = Shape({"categories": items(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _one_point_per_category(value: Any, place: Place) -> None:
    categories = (value.get("axis_config") or {}).get("categories") or []
    series = value.get("series") or []
    for index, one in enumerate(series):
        labels = [point.get("label") for point in one.get("data") or []]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            place.inside(f"series/{index}").report("must have exactly one data point per axis category")
    names = [one.get("name") for one in series]
    if len(set(names)) != len(names):
        place.report("series names must be unique")


def _chart(kind: str) -> Shape:
    return Shape({"series": items(_SERIES, 6), "axis_config": _AXES}, type=kind, also=(_one_point_per_category,))


_CHARTS = {
    "pie": Shape({"segments": items(_POINT, 6)}, type="pie"),
    **{kind: _chart(kind) for kind in ("bar", "line", "area")},
}
CHART_FIELDS: dict[str, Rule] = {"title": string(50), "chart": by_type(_CHARTS)}
