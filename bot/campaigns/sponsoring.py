"""Who hears of a campaign's late promises: named in its file, or chosen by an admin in the scheduling form."""

from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork


async def follow_sponsor(work: UnitOfWork, campaign: Campaign, wanted: str | None) -> tuple[str, ...]:
    """Choose whom a plan names, or nobody where it names nobody; give what changed, in a sentence.

    None: the plan says nothing about it.
    """
    before = await work.sponsors.of(campaign.id)
    if wanted is None or wanted == (before or ""):
        return ()
    await work.sponsors.choose(campaign.id, campaign.workspace, wanted or None)
    if not wanted:
        return ("It has no sponsor any more: each team’s leaders hear of late promises.",)
    return (f"{wanted} is the sponsor, and hears of late promises.",)
