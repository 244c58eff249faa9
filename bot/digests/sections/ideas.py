"""Ideas of the leader's teams: how many were shared, are being tried and are finished, and how long the oldest waits.

Every idea stands in its team's channel, so a count of them is no secret and no opinion. No date is finer than a week.
Pure.
"""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief


def ideas(brief: Brief) -> dict[str, Any] | None:
    """Count them: all together, and each team that has some, in alphabetical order."""
    having = sorted((one for one in brief.ideas if one.raised), key=lambda one: one.team.casefold())
    if not having:
        return None
    waits = [one.oldest for one in having if one.oldest is not None]
    return {
        "raised": sum(one.raised for one in having),
        "tried": sum(one.tried for one in having),
        "finished": sum(one.finished for one in having),
        "oldest": max(waits) if waits else None,
        "teams": [
            {"team": one.team, "raised": one.raised, "tried": one.tried, "finished": one.finished} for one in having
        ],
    }
