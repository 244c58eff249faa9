"""How a message about a team's week is planned: in one place for questions, promises, meetings, ideas and sessions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.campaigns.founding import zone_of
from bot.ids import delivery_id
from bot.questions.places import Place
from bot.storage.models import Campaign, Delivery


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
