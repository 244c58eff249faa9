"""Who was heard, roughly, team by team; never who was not. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, closed


def heard(brief: Brief) -> dict[str, Any]:
    """List teams with enough people as {team_id, team, heard, share, entered}, the others by name, and the sums.

    `entered`: how many answers a facilitator entered; 0 for fewer than may be counted, None for none.
    """
    enough = [team for team in brief.teams if closed(team)["enough"]]
    return {
        "teams": [
            {
                "team_id": team.team_id,
                "team": team.team,
                "heard": closed(team)["heard"],
                "share": closed(team)["share"],
                "entered": closed(team).get("entered"),
            }
            for team in enough
        ],
        "small_teams": [team.team for team in brief.small_teams()],
        "organisations": [
            {"organisation": added.organisation, "heard": list(added.heard), "all_teams": added.all_teams}
            for added in brief.sums
        ],
    }
