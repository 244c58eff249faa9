"""Who gets wider digests, read for forms and for the Home tab."""

from dataclasses import replace
from datetime import datetime

from bot.campaigns.rhythm import parse_slot
from bot.insight.readers import ReaderShown
from bot.storage.models import Campaign
from bot.storage.subscription_models import Subscription
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.issuing import calendar_of, last_day
from bot.subscriptions.timing import next_turn


async def of_person(work: UnitOfWork, workspace: str, user: str, now: datetime) -> tuple[ReaderShown, ...]:
    """The wider digests that somebody gets, or stopped."""
    found = []
    for row in await work.subscriptions.of_person(workspace, user):
        campaign = await work.campaigns.get(row.campaign_id)
        if campaign is not None:
            found.append(await shown_to_reader(work, row, campaign, now))
    return tuple(found)


async def readers_of(work: UnitOfWork, campaign_id: str, organisation: str) -> tuple[str, ...]:
    """Who reads figures in which the people of an organisation are counted, by Slack id."""
    rows = await work.subscriptions.of_campaign(campaign_id)
    return tuple(
        dict.fromkeys(row.user for row in rows if row.organisation in {None, organisation} and not row.stopped)
    )


async def shown_to_reader(work: UnitOfWork, row: Subscription, campaign: Campaign, now: datetime) -> ReaderShown:
    """Show a subscription to whoever gets its digests, with when the next one may come."""
    if row.stopped or campaign.state != "running":
        return shown(row, campaign)
    calendar = calendar_of(campaign, now)
    last = last_day(await work.subscriptions.digests(row.id), campaign, calendar)
    return replace(shown(row, campaign), next_at=next_turn(parse_slot(row.at), calendar, row.every, last, now))


def shown(row: Subscription, campaign: Campaign) -> ReaderShown:
    """Show a subscription."""
    day, hour = row.at.split(" ")
    return ReaderShown(
        subscription_id=row.id,
        user=row.user,
        kind=row.kind,
        organisation=row.organisation,
        every=row.every,
        day=day,
        hour=hour,
        stopped=row.stopped,
        campaign=campaign.name,
        state=campaign.state,
        campaign_id=campaign.id,
    )
