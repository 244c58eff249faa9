"""One sentence from the figures of several teams, for the top of the screen. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, closed

#: From here on a gap is one to talk about.
WIDE = 1.0


def summary(brief: Brief) -> dict[str, Any] | None:
    """Return {wide, teams}: in how many teams the gap is 1.0 or more, and how many have one. None: fewer than two.

    What a single team's figures say is a sentence already.
    """
    rated = [closed(team)["ratings"] for team in brief.teams if closed(team)["ratings"]]
    gaps = [ratings["gap"] for ratings in rated if ratings["gap"] is not None]
    return {"wide": sum(gap >= WIDE for gap in gaps), "teams": len(gaps)} if len(gaps) > 1 else None
