"""Whom the coach may write to, and of whom it may keep something new."""

from datetime import datetime

from bot.campaigns.weeks import monday_of
from bot.dialogues.coaching.scene import LOST_LINK
from bot.dialogues.week import CONTACTS_A_WEEK
from bot.errors import AskAgain
from bot.ids import Codes
from bot.storage.identity import Identities
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

AWAY = "You left this campaign, or objected, so I keep nothing new from you. To change that, type `/waymark my-data`."


async def is_away(work: UnitOfWork, campaign: Campaign, user: str, codes: Codes) -> bool:
    """Whether a person left this campaign, or objected to the use of their data; `codes` are theirs in it."""
    if await work.departures.has(campaign.id, codes.away):
        return True
    return await work.objections.of(campaign.workspace, user) is not None


def codes_in(identities: Identities, campaign: Campaign, user: str) -> Codes:
    """What stands for somebody in a campaign."""
    return identities.codes(campaign.salt, campaign.workspace, user)


async def check_here(work: UnitOfWork, identities: Identities, campaign: Campaign, user: str) -> None:
    """Raise `AskAgain` where nothing can be kept under a code, or nothing new shall be."""
    if campaign.salt is None:
        raise AskAgain(LOST_LINK)
    if await is_away(work, campaign, user, codes_in(identities, campaign, user)):
        raise AskAgain(AWAY)


async def may_be_reminded(
    work: UnitOfWork, identities: Identities, campaign: Campaign, user: str, now: datetime
) -> bool:
    """Not who left, objected, or wants no reminders."""
    person = await work.people.get(campaign.workspace, user)
    quiet = person is not None and (person.nudges_stopped or (person.snoozed_until or now) > now)
    return not quiet and not await is_away(work, campaign, user, codes_in(identities, campaign, user))


async def may_be_written_to(
    work: UnitOfWork, identities: Identities, campaign: Campaign, user: str, now: datetime
) -> bool:
    """Nor who has had as many messages this week as the coach may begin."""
    had = await work.contacts.kinds_in_week(campaign.workspace, user, monday_of(now, campaign.zone))
    return len(had) < CONTACTS_A_WEEK and await may_be_reminded(work, identities, campaign, user, now)
