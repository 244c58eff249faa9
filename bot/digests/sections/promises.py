"""The talks this leader has offered so far. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.digests.facts import Brief

MOST_OFFERS = 5


def promises(brief: Brief) -> dict[str, Any] | None:
    """List the newest offers as {team, week, area_title}, newest first; `more` is how many came before them."""
    if not brief.offers:
        return None
    newest = sorted(brief.offers, key=lambda offer: (-offer.week, offer.team.casefold()))
    return {
        "offers": [asdict(offer) for offer in newest[:MOST_OFFERS]],
        "more": max(0, len(newest) - MOST_OFFERS),
    }
