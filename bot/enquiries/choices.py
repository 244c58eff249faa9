"""What a person decided about their own data: which campaigns they left, and whether they objected."""

from bot.enquiries.reading import Reading
from bot.errors import there
from bot.storage.models import Campaign
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignChoice, OwnChoices


async def own_choices(work: UnitOfWork, reading: Reading) -> OwnChoices:
    """The campaigns that ask the reader now, or would if they had not left; and their objection."""
    campaigns = await _asking(work, reading)
    chosen = [await _choice(work, reading, campaign) for campaign in campaigns]
    objection = await work.objections.of(reading.workspace, reading.user)
    return OwnChoices(
        campaigns=tuple(chosen),
        objected_at=objection.at if objection else None,
        officers=reading.has_officers,
        leads=bool(await work.teams.led_by(reading.workspace, reading.user, LIVE)),
    )


async def _asking(work: UnitOfWork, reading: Reading) -> list[Campaign]:
    teams = await work.teams.with_member(reading.workspace, reading.user)
    ids = dict.fromkeys(team.campaign_id for team in teams if reading.user in team.staff)
    return [there(await work.campaigns.get(campaign_id)) for campaign_id in ids]


async def _choice(work: UnitOfWork, reading: Reading, campaign: Campaign) -> CampaignChoice:
    left = await work.departures.has(campaign.id, reading.codes(campaign).away)
    return CampaignChoice(campaign.id, campaign.name, left)
