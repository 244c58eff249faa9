"""Where views differ: between a leader's teams, and between the organisations of their teams. Pure.

Only published figures, side by side in alphabetical order: no first and no last. Nothing of organisations in which the
reader leads no team: beside all together, theirs would give another one away where there are two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from bot.digests.facts import Brief, closed

#: From here on two means of "now" are said to differ.
APART = 1.0


def differ(brief: Brief) -> dict[str, Any] | None:
    """Return {teams, organisations}: each None, or the two that are furthest apart, with "now" of each.

    Teams are {team, now}, organisations {organisation, all_teams, now}.
    """
    teams = furthest([
        {"team": team.team, "now": closed(team)["ratings"]["now"]} for team in brief.teams if closed(team)["ratings"]
    ])  # fmt: skip
    organisations = furthest(_organisations(brief))
    return {"teams": teams, "organisations": organisations} if teams or organisations else None


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
