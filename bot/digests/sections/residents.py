"""What residents told people of the team, as these pass it on by name. Without residents' names. Pure.

Those that may be quoted without a name stand among the released quotes, and say so there.
"""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, TeamWeek, closed
from bot.digests.links import message_link
from bot.digests.sections.words import MOST_CHARACTERS, shorten

#: What residents told one team that a digest holds; the rest stands in its thread.
MOST_TOLD = 3


def residents(brief: Brief) -> dict[str, Any] | None:
    """List teams whose threads are for the reader, as {team, channel, told: [{author, text, link, key}], more}."""
    teams = [_team(team) for team in brief.teams if team.may_read_thread]
    told = [team for team in teams if team["told"]]
    return {"teams": told} if told else None


def _team(team: TeamWeek) -> dict[str, Any]:
    told = [item for item in closed(team)["named"] if item.get("residents")]
    return {
        "team": team.team,
        "channel": team.channel,
        "told": [
            {
                "author": item["author"],
                "text": shorten(item["text"], MOST_CHARACTERS),
                "link": message_link(team.workspace_url, item["channel"], item["ts"]),
                "key": item["key"],
            }
            for item in told[:MOST_TOLD]
        ],
        "more": max(0, len(told) - MOST_TOLD),
    }
