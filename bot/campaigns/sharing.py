"""Campaigns that share a channel come one after another: what is planned there, and who waits for whom.

The rules:
- A campaign may be planned in a channel behind another one, from the day after the team hears back for the last time.
- Where the one before takes longer (a pause, a skipped week, holidays), the one behind moves on as a whole.
- What has begun never moves for what has not. Of two that have begun, the one that was changed just now goes on later.
- Nobody knows when a paused campaign ends, so nothing is planned behind it, and nothing waits for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import local_date, plan_rounds
from bot.campaigns.founding import YEARS_AHEAD
from bot.campaigns.holiday_dates import load_holidays
from bot.campaigns.plan import Busy, CampaignPlan, first_start
from bot.campaigns.redating import redate_after, weeks_of
from bot.campaigns.rhythm import parse_rhythm
from bot.errors import AskAgain, there
from bot.storage.models import Campaign, Team
from bot.storage.repositories.teams import Booking
from bot.storage.unit_of_work import UnitOfWork

Span = tuple[datetime, datetime]
"""From the first thing to the last."""
BREATH = timedelta(hours=1)
"""Between the last word of one campaign in a channel and the hello of the next."""
WHENEVER: Span = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def span_of(plan: CampaignPlan, areas: int, now: datetime) -> Span:
    """Give the time from a plan's first question to its last word back; its dates must be right."""
    rhythm = parse_rhythm(plan.rhythm)
    start = first_start(plan, rhythm, now)
    holidays = load_holidays(plan.holidays, range(now.year - 1, now.year + YEARS_AHEAD))
    weeks = [week for zone in set(plan.zones()) for week in plan_rounds(start, areas, rhythm, zone, holidays)]
    return min(week.beats["open"].due_at for week in weeks), max(week.beats["told_back"].due_at for week in weeks)


def in_the_way(bookings: Iterable[Booking], span: Span) -> dict[str, Busy]:
    """Give what stands in the way of a campaign of this span, by channel."""
    return {one.channel: busy(one) for one in bookings if one.paused or _overlap((one.first, one.last), span)}


def busy(booking: Booking) -> Busy:
    """Say until when another campaign has a channel."""
    until = None if booking.paused else local_date(booking.last, ZoneInfo(booking.zone))
    return Busy(booking.name, until)


async def refuse_beside(work: UnitOfWork, campaign: Campaign, teams: Sequence[Team]) -> None:
    """Raise `AskAgain` where another campaign has begun, and goes on, in the channel of one of the teams."""
    for one in await _others(work, campaign, [team.channel for team in teams]):
        if await _begun(work, one.campaign_id):
            names = {team.channel: team.name for team in teams}
            raise AskAgain(busy(one).sentence(names[one.channel], "Send this question after that."))


async def free_from(work: UnitOfWork, campaign: Campaign) -> Mapping[str, datetime]:
    """Tell from when on a channel that has another campaign first may hear of this one."""
    opens = await work.teams.booked_by(campaign.id, upcoming=True)
    others = await _others(work, campaign, opens)
    return {one.channel: one.last + BREATH for one in others if one.last < opens[one.channel][0]}


async def make_room(work: UnitOfWork, campaign: Campaign, now: datetime) -> list[Campaign]:
    """Have each campaign wait whose turn in a channel comes after another's, once `campaign` has moved.

    Gives the other campaigns that had to move.
    """
    channels = [team.channel for team in await work.teams.of_campaign(campaign.id)]
    near = {one.campaign_id: one for one in await _others(work, campaign, channels) if not one.paused}
    begun = [each for each in near if await _begun(work, each)]
    waiting = [each for each in sorted(near, key=lambda each: (near[each].first, each)) if each not in begun]
    if await _begun(work, campaign.id):
        in_order = [campaign.id, *waiting]
    else:
        opens = await work.teams.booked_by(campaign.id, upcoming=True)
        first = min((first for first, _ in opens.values()), default=now)
        earlier = [each for each in waiting if near[each].first < first]
        in_order = [*earlier, campaign.id, *waiting[len(earlier) :]]
    moved = [await _wait(work, each, [*begun, *in_order[:place]], now) for place, each in enumerate(in_order)]
    return [each for each in moved if each is not None and each.id != campaign.id]


async def _wait(work: UnitOfWork, campaign_id: str, ahead: Sequence[str], now: datetime) -> Campaign | None:
    """Move what has not begun behind all of the campaigns ahead that it would overlap. None when nothing moved."""
    moved: Campaign | None = None
    while True:
        own = await work.teams.booked_by(campaign_id, upcoming=True)
        ends = [
            span[1]
            for other in ahead
            for channel, span in (await work.teams.booked_by(other)).items()
            if channel in own and _overlap(span, own[channel])
        ]
        if not ends:
            return moved
        moved = there(await work.campaigns.lock(campaign_id))
        await redate_after(work, await weeks_of(work, moved, now), max(ends), now)
        await work.flush()


async def _others(work: UnitOfWork, campaign: Campaign, channels: Iterable[str]) -> list[Booking]:
    bookings = await work.teams.booked(campaign.workspace, list(channels))
    return [one for one in bookings if one.campaign_id != campaign.id]


async def _begun(work: UnitOfWork, campaign_id: str) -> bool:
    return any(row.state != "upcoming" for row in await work.rounds.of_campaign(campaign_id))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
