"""Where views differ: between a leader's teams, between the organisations of their teams, and from all together. Pure.

Only published figures, side by side in alphabetical order: no first and no last. Nothing of an organisation in which
the reader leads no team: their own stands beside all together from three on, as with two it would give the other away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from bot.digests.facts import Brief, closed
from bot.insight.sums import Sum

#: From here on two means of "now" are said to differ.
APART = 1.0
LEAST_ORGANISATIONS = 3


def differ(brief: Brief) -> dict[str, Any] | None:
    """Return {teams, organisations, partners}: None, or the two that are furthest apart, with "now" of each.

    Teams are {team, now}, organisations {organisation, all_teams, now}. `partners` {organisation, own, together} is of
    a leader in one organisation.
    """
    teams = furthest([
        {"team": team.team, "now": closed(team)["ratings"]["now"]} for team in brief.teams if closed(team)["ratings"]
    ])  # fmt: skip
    organisations, partners = furthest(_organisations(brief)), _partners(brief)
    if not (teams or organisations or partners):
        return None
    return {"teams": teams, "organisations": organisations, "partners": partners}


def _partners(brief: Brief) -> dict[str, Any] | None:
    names = {team.organisation for team in brief.teams}
    if len(names) != 1:
        return None
    (name,) = names
    found = beside(brief.published.get(name), brief.published.get(None), brief.campaign.organisations)
    return {"organisation": name, **found} if found else None


def beside(own: Sum | None, together: Sum | None, organisations: int) -> dict[str, Any] | None:
    """Set an organisation's "now" beside that of all together, where they are apart: {own, together}; or None."""
    ours, all_of_us = now_of(own), now_of(together)
    if organisations < LEAST_ORGANISATIONS or ours is None or all_of_us is None:
        return None
    return {"own": ours, "together": all_of_us} if round(abs(ours - all_of_us), 1) >= APART else None


def now_of(added: Sum | None) -> float | None:
    """Give the "now" that was published of several teams, if one was."""
    return added.ratings["now"] if added is not None and added.ratings else None


def _organisations(brief: Brief) -> list[dict[str, Any]]:
    return [
        {"organisation": name, "all_teams": added.ratings["all_teams"], "now": added.ratings["now"]}
        for name in sorted({team.organisation for team in brief.teams}, key=str.casefold)
        if (added := brief.published.get(name)) is not None and added.ratings
    ]


def furthest(sides: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Give the pair whose "now" is furthest apart, as it came, the first of several; None where none is far enough."""
    known = [side for side in sides if side["now"] is not None]
    pairs = sorted(combinations(known, 2), key=_apart, reverse=True)
    return [dict(side) for side in pairs[0]] if pairs and _apart(pairs[0]) >= APART else None


def _apart(pair: tuple[Mapping[str, Any], Mapping[str, Any]]) -> float:
    return float(round(abs(pair[0]["now"] - pair[1]["now"]), 1))
