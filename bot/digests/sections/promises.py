"""What this leader has promised, and the talks they have offered so far. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.digests.facts import Brief
from bot.digests.sections.words import shorten

MOST_OFFERS = 5
MOST_CHARACTERS = 200


def promises(brief: Brief) -> dict[str, Any] | None:
    """List the newest offers as {team, week, area_title}, newest first, and promises as {text, owner, on, state, late}:
    open ones first, the first due first; `more` and `made_more` are how many there are besides."""
    if not brief.offers and not brief.promises:
        return None
    made = sorted(brief.promises, key=lambda promise: (promise.state != "open", promise.on))
    newest = sorted(brief.offers, key=lambda offer: (-offer.week, offer.team.casefold()))
    return {
        "offers": [asdict(offer) for offer in newest[:MOST_OFFERS]],
        "more": max(0, len(newest) - MOST_OFFERS),
        "made": [{**asdict(promise), "text": shorten(promise.text, MOST_CHARACTERS)} for promise in made[:MOST_OFFERS]],
        "made_more": max(0, len(made) - MOST_OFFERS),
    }
