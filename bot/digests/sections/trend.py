"""This week's gap beside those that were published before: of earlier areas, and of this one the time before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.digests.facts import Brief, Trend, closed
from bot.insight.sums import Sum


def trend(brief: Brief) -> dict[str, Any] | None:
    """List teams and organisations that have a gap now and had one before.

    Each is {team or organisation, gap, rank, areas, wider, before, start}.

    `rank` is widest, narrowest or "" of so many `areas`; `wider` {area_title, gap} is the widest of the others where
    this is neither; `before` {campaign, gap} is this area's when the framework ran before. `start` {week, gap} is
    the week's whose question is asked again; beside it there is no rank, for that would rank the question with itself.
    """
    teams = [
        {"team_id": team.team_id, "team": team.team, **beside}
        for team in brief.teams
        if (beside := _beside(closed(team)["ratings"], team.trend))
    ]
    organisations = [
        {"organisation": added.organisation, "all_teams": added.all_teams, **beside}
        for added in brief.sums
        if (beside := _beside(added.ratings, _of_the_same(added, brief.trends.get(added.organisation, Trend()))))
    ]
    return {"teams": teams, "organisations": organisations} if teams or organisations else None


def _beside(ratings: Mapping[str, Any] | None, known: Trend) -> dict[str, Any] | None:
    gap = ratings["gap"] if ratings else None
    if gap is None or not (known.areas or known.before):
        return None
    before = known.before and {"campaign": known.before.campaign, "gap": known.before.gap}
    start = known.start and {"week": known.start.week, "gap": known.start.gap}
    return {"gap": gap, **_among(gap, known), "areas": len(known.areas) + 1, "before": before, "start": start}


def _of_the_same(added: Sum, known: Trend) -> Trend:
    """Leave the start out where it was of all teams and this is of the larger ones, or the other way round."""
    whole = added.all_teams and bool((added.ratings or {}).get("all_teams", True))
    return known if known.start is None or known.start.whole == whole else replace(known, start=None)


def _among(gap: float, known: Trend) -> dict[str, Any]:
    if not known.areas or known.start:
        return {"rank": "", "wider": None}
    widest = max(known.areas, key=lambda area: area.gap)
    if gap > widest.gap:
        return {"rank": "widest", "wider": None}
    if gap < min(area.gap for area in known.areas):
        return {"rank": "narrowest", "wider": None}
    return {"rank": "", "wider": {"area_title": widest.area_title, "gap": widest.gap}}
