"""What runs and what is open, in the words of `/waymark status`."""

from collections.abc import Sequence

from bot.slack.act import Act
from bot.slack.blocks.rendered import Rendered
from bot.surfaces import CampaignNow, Ongoing, RoundNow


async def status_words(act: Act) -> Rendered:
    """Say what is open for the asker; to admins, what is the matter, and how each campaign stands."""
    now = await act.edge.core.enquiries.status(act.workspace, act.user)
    facts = {
        "ongoing": [item for item in now if isinstance(item, Ongoing)],
        "rounds": [vars(item) for item in now if isinstance(item, RoundNow)],
        "campaigns": [item for item in now if isinstance(item, CampaignNow)],
        "is_admin": act.edge.core.enquiries.is_admin(act.user),
    }
    return act.edge.words("status", facts, _zone(now))


def _zone(now: Sequence[Ongoing | CampaignNow | RoundNow]) -> str:
    zones = [item.zone for kind in (RoundNow, CampaignNow) for item in now if isinstance(item, kind)]
    return next(iter(zones), "UTC")
