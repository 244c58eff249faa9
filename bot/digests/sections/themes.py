"""The themes people chose, with counts that may be shown. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, TeamWeek, closed

MOST_THEMES = 3


def themes(brief: Brief) -> dict[str, Any] | None:
    """List teams that have themes to show, as {team_id, team, themes: [{title, people, band}]}, most people first."""
    teams = [{"team_id": team.team_id, "team": team.team, "themes": _shown(team)} for team in brief.teams]
    counted = [team for team in teams if team["themes"]]
    return {"teams": counted} if counted else None


def _shown(team: TeamWeek) -> list[dict[str, Any]]:
    return [
        {"title": theme["title"], "people": theme["people"], "band": theme["band"]}
        for theme in closed(team)["themes"]
        if theme["people"] is not None or theme["band"]
    ][:MOST_THEMES]
