"""Whose calendar has to hear of an act: whoever has a place that they did not have, has one no more, or has another.

Looked at before an act and after it, so that no way to a place can be forgotten.
"""

from collections.abc import Mapping

from bot.insight.meetings import BOOKED, CALLED_OFF
from bot.meetings.around import in_state
from bot.meetings.inviting import invite
from bot.meetings.telling import Herald

Places = Mapping[tuple[str, str], tuple[int, bool]]
"""By time and Slack id: the time's sequence, and whether it is called off."""


async def places_now(herald: Herald) -> Places:
    """Every place at a meeting as it is now."""
    found = {}
    for time in herald.there.times:
        for booking in in_state(await herald.means.work.meetings.bookings(time.id), BOOKED):
            found[time.id, booking.body["user"]] = (time.sequence, time.state == CALLED_OFF)
    return found


async def tell_calendars(herald: Herald, before: Places, by: str) -> None:
    """Have the calendars of all whom it concerns hear of an act of somebody.

    Where only those who raised a question come, what others did reaches somebody after a while: no moment says who.
    """
    after = await places_now(herald)
    for time_id, user in sorted({*before, *after}):
        if before.get((time_id, user)) != after.get((time_id, user)):
            later = herald.after_a_while() if herald.there.by_themselves and user != by else None
            await invite(herald.means.work, herald.there.campaign.workspace, user, time_id, not_before=later)
