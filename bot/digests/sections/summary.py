"""One sentence from the figures, for the top of the screen. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief, closed

#: From here on a gap is one to talk about.
WIDE = 1.0


def summary(brief: Brief) -> dict[str, Any] | None:
    """Return {kind, now, needed, split} of one team, or {kind: "many", wide, teams} of several with a gap each.

    `kind` is gap (1.0 or more), close, enough (no gap) or now (nothing is known of what is needed). None: no figures.
    """
    rated = [closed(team)["ratings"] for team in brief.teams if closed(team)["ratings"]]
    if len(brief.teams) > 1:
        gaps = [ratings["gap"] for ratings in rated if ratings["gap"] is not None]
        return {"kind": "many", "wide": sum(gap >= WIDE for gap in gaps), "teams": len(gaps)} if len(gaps) > 1 else None
    if not rated or rated[0]["now"] is None:
        return None
    ratings = rated[0]
    return {
        "kind": _kind(ratings["gap"]),
        "now": ratings["now"],
        "needed": ratings["needed"],
        "split": ratings["split"],
    }


def _kind(gap: float | None) -> str:
    if gap is None:
        return "now"
    if gap >= WIDE:
        return "gap"
    return "close" if gap > 0 else "enough"
