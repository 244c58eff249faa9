"""Staff against leaders: the reader's own rating, their staff's, and the other leaders' together. Pure.

In leaders' digests only, and in none of the words that go to staff. Who rated nothing reads no other leader's numbers.
"""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, closed
from bot.insight.gaps import SCALES


def leaders(brief: Brief) -> dict[str, Any]:
    """Return {rated, own, teams, others, few}.

    `own` {now, needed} is set where the reader rated the same for all their teams; `teams` are {team_id, team, now,
    needed, staff}, with `staff` {now, needed} where figures were published. `others`: `bot/insight/leaders.py`.
    """
    known = brief.leaders
    teams = [
        {"team_id": team.team_id, "team": team.team, **_scales(known.own.get(team.team_id, {})), "staff": _staff(team)}
        for team in brief.teams
    ]
    rated = any(team[scale] is not None for team in teams for scale in SCALES)
    same = len({tuple(team[scale] for scale in SCALES) for team in teams}) == 1
    return {
        "rated": rated,
        "own": _scales(teams[0]) if rated and same else None,
        "teams": teams if rated else [],
        "others": dict(known.others) if rated and known.others else None,
        "few": rated and known.few,
    }


def _scales(given: Any) -> dict[str, Any]:
    return {scale: given.get(scale) for scale in SCALES}


def _staff(team: Any) -> dict[str, Any] | None:
    ratings = closed(team)["ratings"]
    return _scales(ratings) if ratings else None
