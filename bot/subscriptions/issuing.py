"""Writes wider digests when their time has come: a chore, which may be lost, late or doubled without harm.

Each is one transaction: the digest, its message, and that its slot was looked at. Where nothing is new nothing is sent,
and the next slot is looked at.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import WorkCalendar, local_date
from bot.campaigns.founding import holidays_of
from bot.campaigns.rhythm import parse_slot
from bot.clock import Clocks
from bot.digests.wider.compose import compose_wider, is_news
from bot.errors import there
from bot.ids import delivery_id, planned_id
from bot.storage.database import Database
from bot.storage.models import Campaign, Delivery
from bot.storage.subscription_models import Subscription, WiderDigest
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.gathering import gather
from bot.subscriptions.timing import Turn, next_slot, turn

WIDER = "wider/digest"
STILL_WORTH = timedelta(days=7)


def wider_key(digest_id: str) -> str:
    """The key of a wider digest's message."""
    return f"{WIDER}/{digest_id}"


class WiderDigests:
    """Writes them."""

    def __init__(self, database: Database, clocks: Clocks, on_change: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clocks.campaign
        self._on_change = on_change

    async def issue(self) -> int:
        """Write what is due. Return how many digests that were."""
        now, done = self._clock.now(), 0
        async with self._database.reading() as work:
            due = [row.id for row in await work.subscriptions.running() if await _turn(work, row, now)]
        for subscription_id in due:
            async with self._database.unit_of_work() as work:
                done += await self._issued(work, await work.subscriptions.hold(subscription_id), now)
                await work.commit()
        if done:
            self._on_change()
        return done

    async def _issued(self, work: UnitOfWork, to: Subscription | None, now: datetime) -> int:
        """Write one, unless another process was first, or there is nothing new."""
        found = None if to is None or to.stopped else await _turn(work, to, now)
        if to is None or found is None:
            return 0
        to.looked_at = found.due_at
        return int(found.is_turn and await _written(work, to, found, now))


async def _written(work: UnitOfWork, to: Subscription, found: Turn, now: datetime) -> bool:
    campaign = there(await work.campaigns.get(to.campaign_id))
    earlier = await work.subscriptions.digests(to.id)
    before = earlier[0] if earlier else None
    digest_id = planned_id("wider digest", to.id, found.due_at.isoformat())
    snapshot = compose_wider(await gather(work, campaign, to, digest_id, before, now))
    if not is_news(snapshot, before.snapshot if before else None):
        return False
    week = max(snapshot["through"], before.week if before else 0)
    digest = WiderDigest(
        id=digest_id, campaign_id=campaign.id, subscription_id=to.id, week=week, snapshot=snapshot, issued_at=now
    )
    await work.subscriptions.keep_digest(digest)
    await work.deliveries.plan(_message(campaign, to, digest, now))
    return True


def _message(campaign: Campaign, to: Subscription, digest: WiderDigest, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id(wider_key(digest.id)),
        workspace=to.workspace,
        recipient=to.user,
        utterance=WIDER,
        facts=dict(digest.snapshot),
        language=campaign.language,
        zone=campaign.zone,
        state="planned",
        due_at=now,
        not_after=now + STILL_WORTH,
        created_at=now,
    )


async def _turn(work: UnitOfWork, to: Subscription, now: datetime) -> Turn | None:
    """Once a campaign is over, what is left comes at the next slot, whatever the frequency."""
    campaign = there(await work.campaigns.get(to.campaign_id))
    calendar, slot = calendar_of(campaign, now), parse_slot(to.at)
    if next_slot(slot, calendar, to.looked_at).due_at > now:
        return None
    last = last_day(await work.subscriptions.digests(to.id), campaign, calendar)
    every = 1 if campaign.state == "finished" else to.every
    return turn(slot, calendar, every, last, to.looked_at, now)


def last_day(earlier: Sequence[WiderDigest], campaign: Campaign, calendar: WorkCalendar) -> date:
    """The day from which weeks are counted: of the newest digest (it stands first), or of the campaign's start."""
    return local_date(earlier[0].issued_at, calendar.zone) if earlier else campaign.start


def calendar_of(campaign: Campaign, now: datetime) -> WorkCalendar:
    """The days on which a campaign's readers are written to."""
    return WorkCalendar(ZoneInfo(campaign.zone), holidays_of(campaign, now))
