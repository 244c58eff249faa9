"""Where few take part: advice on the rhythm, and no more reminders. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief


def rhythm(brief: Brief) -> dict[str, Any] | None:
    """Return {teams: [names]} of which fewer than 35 % took part, as far as what was said of them tells."""
    quiet = [team.team for team in brief.teams if team.quiet]
    return {"teams": quiet} if quiet else None
