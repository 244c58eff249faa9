"""From areas with a line for each group to groups with all their areas, as charts want them. Pure."""

from collections.abc import Sequence

from bot.digests.charts.facts import AreaSeen, Subject
from bot.pages.facts import AreaSoFar, Line


def groups_of(areas: Sequence[AreaSoFar], nameless: str) -> tuple[Subject, ...]:
    """Turn them round, in the order of the weeks; `nameless` stands for a group without a name of its own."""
    ordered = sorted(areas, key=lambda area: area.week)
    names = dict.fromkeys(line.name for area in ordered for line in area.lines)
    return tuple(Subject(name or nameless, tuple(seen(area, _line(area, name)) for area in ordered)) for name in names)


def _line(area: AreaSoFar, name: str) -> Line | None:
    return next((line for line in area.lines if line.name == name), None)


def seen(area: AreaSoFar, line: Line | None) -> AreaSeen:
    """Turn one group's line round.

    What is withheld ("few") was asked; every other line without figures looks as if it was not, or not yet.
    """
    if line is None or line.state not in {"shown", "few"}:
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
