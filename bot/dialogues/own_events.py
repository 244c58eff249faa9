"""What people decide about their own data, in the words of `events.py`."""

from dataclasses import dataclass

from bot.dialogues.events import Event


@dataclass(frozen=True, kw_only=True)
class OwnChoice(Event):
    """Somebody decided something about their own data."""

    user: str


@dataclass(frozen=True, kw_only=True)
class CampaignLeft(OwnChoice):
    """Somebody leaves a campaign; `forget`: what they said in it is to go too."""

    campaign_id: str
    forget: bool = False


@dataclass(frozen=True, kw_only=True)
class CampaignRejoined(OwnChoice):
    """Somebody who left a campaign comes back."""

    campaign_id: str


@dataclass(frozen=True, kw_only=True)
class NameTakenOff(OwnChoice):
    """The author of a Named answer takes their name off it."""

    answer_id: str


class Objected(OwnChoice):
    """Somebody objects to the use of their data."""


class ObjectionTakenBack(OwnChoice):
    """Somebody takes their objection back."""


class OwnFileAsked(OwnChoice):
    """Somebody wants all that is kept about them, as a file."""
