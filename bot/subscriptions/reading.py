"""Who gets wider digests, read for forms and for the Home tab."""

from datetime import datetime

from bot.campaigns.calendar import WorkCalendar
from bot.campaigns.rhythm import parse_slot
from bot.insight.readers import ReaderShown
from bot.storage.models import Campaign
from bot.storage.subscription_models import Subscription
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.issuing import calendar_of
from bot.subscriptions.timing import next_slot


async def of_person(work: UnitOfWork, workspace: str, user: str, now: datetime) -> tuple[ReaderShown, ...]:
    """The wider digests that somebody gets, or stopped."""
    found = []
    for row in await work.subscriptions.of_person(workspace, user):
        campaign = await work.campaigns.get(row.campaign_id)
        if campaign is not None:
            found.append(shown(row, campaign, calendar_of(campaign, now), now))
    return tuple(found)


async def readers_of(work: UnitOfWork, campaign_id: str, organisation: str) -> tuple[str, ...]:
    """Who reads figures in which the people of an organisation are counted, by Slack id."""
    rows = await work.subscriptions.of_campaign(campaign_id)
    return tuple(
        dict.fromkeys(row.user for row in rows if row.organisation in {None, organisation} and not row.stopped)
    )


def shown(
    row: Subscription, campaign: Campaign, calendar: WorkCalendar | None = None, now: datetime | None = None
) -> ReaderShown:
    """Show a subscription; with a calendar, also when its next slot is."""
    day, hour = row.at.split(" ")
    coming = None
    if calendar is not None and now is not None and not row.stopped and campaign.state == "running":
        coming = next_slot(parse_slot(row.at), calendar, now).due_at
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
        next_at=coming,
    )
