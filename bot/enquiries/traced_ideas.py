"""The ideas of a campaign from the need to what came of it, for its exports: no names, and only words said by name.

An idea may be raised without a name: then its team and their leaders read its words, and an export has none of them,
as with a question that was put in confidence. What was said of it on the way was said by name, in the channel. A review
is in neither: who may learn from it is its owner's choice (decision 24).
"""

from collections.abc import Sequence
from typing import Any

from bot.ideas.moving import LOOKED_BACK
from bot.ideas.places import IdeaPlaced, placed
from bot.scenes.stage import pack_of, priority_of
from bot.storage.idea_models import IdeaMove
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

PUBLIC_WORDS = {
    "need": "what is needed",
    "for_whom": "for whom",
    "idea": "what could be done",
    "test": "what is tried",
    "measure": "how to see whether it works",
    "decided": "what was decided",
    "why": "why it was decided",
    "spread_to": "where it spreads to",
    "learned": "what was learned",
}
"""What anybody may be handed of an idea, and what the file calls it."""


async def traced(work: UnitOfWork, campaign: Campaign) -> list[dict[str, Any]]:
    """Each idea, for an admin: its words are None where it was raised without a name, or taken back."""
    return [await _traced(work, one) for one in await _ideas(work, campaign)]


async def public_words(work: UnitOfWork, campaign: Campaign, round_id: str) -> list[tuple[str, str]]:
    """What was said by name of ideas raised by name in a week: what about, and the words. Of others nothing at all."""
    said: list[tuple[str, str]] = []
    for one in await _ideas(work, campaign):
        if one.credit is None or one.round.id != round_id:
            continue
        steps = [step["said"] for step in _steps(await work.ideas.history(one.idea.id))]
        given = {(about, words) for part in (one.words, *steps) for about, words in part.items()}
        said += [(PUBLIC_WORDS[about], words) for about, words in given if about in PUBLIC_WORDS]
    return sorted(said)


async def _ideas(work: UnitOfWork, campaign: Campaign) -> list[IdeaPlaced]:
    return [await placed(work, idea) for idea in await work.ideas.of_campaign(campaign.id)]


async def _traced(work: UnitOfWork, one: IdeaPlaced) -> dict[str, Any]:
    area = pack_of(one.campaign).area(one.round.area)
    priority = priority_of(one.campaign, one.round.week, area)
    return {
        "team": one.team.name,
        "week": one.round.week,
        "area_title": area.title,
        "priority": priority["title"] if priority else None,
        "stage": one.idea.stage,
        "words": one.words if one.credit else None,
        "steps": _steps(await work.ideas.history(one.idea.id)),
        "asked_of_leaders": {what: ask["state"] for what, ask in one.asks.items()},
    }


def _steps(history: Sequence[IdeaMove]) -> list[dict[str, Any]]:
    """What was done about it and said by name, in its order; without whoever gave no name, or took their words back."""
    return [
        {"kind": row.kind, "said": row.body["said"]}
        for row in history
        if row.body.get("by") and row.kind != LOOKED_BACK
    ]
