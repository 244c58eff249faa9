"""Who gets wider digests, as forms and the Home tab show it: frozen facts. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ReaderShown:
    """Somebody who gets wider digests: a Slack id, what they are (`bot.digests.wider.facts.Kind`), and of what.

    `organisation` None: all teams together. `every` counts weeks, `day` and `hour` are such as "Tue" and "09:00".
    """

    subscription_id: str
    user: str
    kind: str
    organisation: str | None
    every: int
    day: str
    hour: str
    stopped: bool
    campaign: str = ""
    next_at: datetime | None = None  # when the next may come: one does if there is news
    state: str = "running"  # of the campaign
    campaign_id: str = ""


@dataclass(frozen=True)
class ReadersForm:
    """The form in which an admin names who gets wider digests of a campaign."""

    campaign_id: str
    campaign: str
    organisations: tuple[str, ...]
    readers: tuple[ReaderShown, ...]
