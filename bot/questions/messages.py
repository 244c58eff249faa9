"""How a message about a team's week is planned: in one place for questions, promises, meetings, ideas and sessions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.campaigns.founding import zone_of
from bot.dialogues.week import prompt_key
from bot.ids import delivery_id
from bot.questions.places import Place
from bot.storage.models import Campaign, Delivery
from bot.storage.unit_of_work import UnitOfWork


def message(
    campaign: Campaign, place: Place, key: str, utterance: str, to: str, facts: Mapping[str, Any], now: datetime
) -> Delivery:
    """Make a message that goes now, to a channel or a person, in the language of the campaign and the team's zone."""
    return Delivery(
        id=delivery_id(key),
        workspace=campaign.workspace,
        recipient=to,
        utterance=utterance,
        facts=dict(facts),
        language=campaign.language,
        zone=zone_of(place.team, campaign).key,
        round_id=place.round.id,
        priority=1,
        state="planned",
        due_at=now,
        created_at=now,
    )


async def plan_for_team(work: UnitOfWork, row: Delivery, place: Place) -> bool:
    """Plan a message for a team: under its week's question, or, once a newer one is asked there, in the channel itself,
    as nobody looks under an old one any more. False when it was planned before."""
    rounds = await work.rounds.of_team(place.team.id)
    if not any(other.week > place.round.week and other.prompt_ts for other in rounds):
        row.parent_id = delivery_id(prompt_key(place.round.id))
    return await work.deliveries.plan(row)
