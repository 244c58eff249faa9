"""Buttons by which people decide about their own data, and the events they mean. Pure.

A button says what, never who: that is whoever tapped it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.dialogues import own_events as own
from bot.dialogues.events import Event

#: Whose value names a campaign.
IN_CAMPAIGN: Mapping[str, Callable[..., Event]] = {
    "leave_campaign": own.CampaignLeft,
    "leave_and_forget": partial(own.CampaignLeft, forget=True),
    "rejoin_campaign": own.CampaignRejoined,
}
#: Whose value says nothing.
ALONE: Mapping[str, type[own.OwnChoice]] = {
    "object_to_use": own.Objected,
    "take_back_objection": own.ObjectionTakenBack,
    "download_my_data": own.OwnFileAsked,
}


def own_event(action: str, value: str, stamp: Mapping[str, Any]) -> Event | None:
    """Read the decision that a button means; None for any other button. `stamp` tells id, workspace, time and who."""
    if action in IN_CAMPAIGN:
        return IN_CAMPAIGN[action](campaign_id=value, **stamp)
    if action in ALONE:
        return ALONE[action](**stamp)
    return own.NameTakenOff(answer_id=value, **stamp) if action == "take_name_off" else None
