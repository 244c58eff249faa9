"""Who leaves a campaign, or objects, comes to none of its meetings: places go back, and to whoever waits for them.

What is over by then goes too: nothing says any more that somebody was there.
"""

from datetime import date

from bot.ids import Codes, pair_of
from bot.meetings.calendars import places_now, tell_calendars
from bot.meetings.seats import Seats
from bot.meetings.telling import Means, herald_of
from bot.storage.meeting_models import Booking
from bot.storage.models import Campaign
from bot.storage.repositories.deletions import PLACE


async def give_all_back(means: Means, campaign: Campaign, codes: Codes, day: date) -> None:
    """Give back every place that somebody has in a campaign, one meeting after the other in an order of their own."""
    work = means.work
    mine = [row for row in await work.meetings.bookings_of([codes.meeting]) if row.campaign_id == campaign.id]
    for meeting_id in sorted({await _meeting(means, row) for row in mine}):
        await work.meetings.hold(meeting_id)
        herald = await herald_of(means, meeting_id)
        if herald is None:
            continue
        given = [time for time in herald.there.times if await work.meetings.give_up(time.id, codes.meeting)]
        seats, before = Seats(herald), await places_now(herald)
        for time in given:
            await work.deletions.note(PLACE, pair_of(time.id, codes.meeting), day)
            await seats.move_up(time)
        if herald.there.places:
            await seats.told()
            await tell_calendars(herald, before, "")  # of others: whoever leaves is written to no more


async def _meeting(means: Means, row: Booking) -> str:
    time = await means.work.meetings.time(row.time_id)
    return time.meeting_id if time else ""
