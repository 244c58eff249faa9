"""Leaders' pages of a campaign whose last week asks again what an earlier one did, for the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.insight.publishing import Level
from bot.pages.facts import AreaSoFar, GapBefore, LeadersPage, Line, TierSoFar
from tests.pages.stories import PUBLIC, RATED, full, line

AGAIN: dict[str, Any] = {**RATED, "now": 3.1, "needed": 4.0, "gap": 0.9, "split": False, "agreed": {}}
WIDER: dict[str, Any] = {**AGAIN, "now": 2.0, "gap": 2.0}
SAME: dict[str, Any] = {**RATED, "agreed": {}}
HEADLINE = "Does the way we work here help people to try <new> things?"


def lines(level: Level) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What was published in the fifth week and in the eighth."""
    if level is not Level.TEAM:
        name = "Northshire" if level is Level.ORGANISATION else ""
        larger = {**RATED, "all_teams": False}
        whole = {**AGAIN, "all_teams": True}
        return (line(name, share=None, all_teams=False, ratings=larger),), (line(name, share=None, ratings=whole),)
    then = (
        line("Advice"), Line("Care", "few"), line("Depot", ratings=PUBLIC), line("Repairs"), line("Shop"),
        line("Taken out"), line("Wards"),
    )  # fmt: skip
    now = (
        line("Advice", ratings=WIDER), line("Care", ratings=AGAIN), line("Depot", ratings=AGAIN),
        line("New here", ratings=AGAIN), line("Repairs", ratings=AGAIN), line("Shop", ratings=SAME),
        Line("Wards", "few"),
    )  # fmt: skip
    return then, now


def ended(level: Level = Level.TEAM, **changes: Any) -> LeadersPage:
    """The campaign is over: two weeks, and the second asked what the first had asked."""
    then, now = lines(level)
    first = AreaSoFar(5, "culture", "How we work day to day", HEADLINE, then)
    second = AreaSoFar(8, "looking-back", "Looking back", HEADLINE, now, "culture")
    tiers = (TierSoFar("What makes it possible", (first,)), TierSoFar("What has changed", (second,)))
    name = {Level.TEAM: "Repairs", Level.ORGANISATION: "Northshire", Level.PARTNERSHIP: ""}[level]
    before = (GapBefore(name, "culture", "Autumn <2026>", 2.5), GapBefore(name, "looking-back", "Autumn <2026>", 0.9))
    return replace(full(level, finished=True, weeks=8, tiers=tiers, skills=None, before=before), **changes)


def reviewing(level: Level = Level.TEAM, state: str = "open") -> LeadersPage:
    """The same while the last week is open, or still to come."""
    page = ended(level, finished=False)
    first, last = page.tiers
    (area,) = last.areas
    waiting = replace(area, lines=tuple(Line(each.name, state) for each in area.lines))
    return replace(page, tiers=(first, replace(last, areas=(waiting,))))


def of_many(level: Level) -> LeadersPage:
    """The same for sixty teams of four organisations, with three more areas, which all together were asked about."""
    page = ended(level, before=())
    more = tuple(
        AreaSoFar(week, f"more-{week}", f"Area {week}", HEADLINE, (line("", ratings=_gap_of(week - 1.0)),))
        for week in (2, 3, 4)
    )
    if level is Level.PARTNERSHIP:
        return replace(page, tiers=(TierSoFar("The heart of it", more), *page.tiers))
    names = [f"{level.value.capitalize()} {i:02}" for i in range(60 if level is Level.TEAM else 4)]
    (first,), (second,) = (tier.areas for tier in page.tiers)
    then = replace(first, lines=tuple(line(name) for name in names))
    now = replace(second, lines=tuple(line(name, ratings=(AGAIN, WIDER)[i % 2]) for i, name in enumerate(names)))
    return replace(page, tiers=(TierSoFar("Then", (then,)), TierSoFar("Now", (now,))))


def _gap_of(gap: float) -> dict[str, Any]:
    return {**AGAIN, "now": 4.0 - gap, "needed": 4.0, "gap": gap, "all_teams": True}
