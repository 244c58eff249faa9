"""What people rate: a line for each area since the last digest, in the order of the weeks. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.wider.facts import WiderBrief


def areas(brief: WiderBrief) -> list[dict[str, Any]] | None:
    """List {week, title, heard, all_teams, ratings}; where too few took part `heard` and `ratings` are None."""
    lines = [
        {
            "week": area.week,
            "title": area.title,
            "heard": list(area.own.heard) if area.own else None,
            "all_teams": area.own.all_teams if area.own else True,
            "ratings": area.own.ratings if area.own else None,
        }
        for area in brief.areas
    ]
    return lines or None
