"""Now, needed, the gap, and where views are split. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, closed


def gaps(brief: Brief) -> dict[str, Any] | None:
    """List {team_id, team, base, now, needed, gap, split, agreed} for teams,
    and the same with `all_teams` for organisations."""
    teams = [
        {"team_id": team.team_id, "team": team.team, **closed(team)["ratings"]}
        for team in brief.teams
        if closed(team)["ratings"]
    ]
    organisations = [{"organisation": added.organisation, **added.ratings} for added in brief.sums if added.ratings]
    return {"teams": teams, "organisations": organisations} if teams or organisations else None
