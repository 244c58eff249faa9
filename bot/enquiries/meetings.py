"""The meetings a leader's Home shows: those they offered and that are still to come, and which talks took place."""

from collections.abc import Mapping
from datetime import datetime

from bot.enquiries.reading import Reading
from bot.insight.meetings import BOOKED, COMING, HELD, TEAM, TIME_COMING
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import MeetingAhead

MEETINGS_SHOWN = 5
Talk = tuple[str, int, str]
"""A campaign, a week of it, and a team."""


async def meetings_ahead(work: UnitOfWork, reading: Reading) -> tuple[MeetingAhead, ...]:
    """Each time of each of them; how many places are taken only where the whole team was asked."""
    found = []
    for meeting in await work.meetings.offered_by(reading.workspace, reading.user):
        for time in await work.meetings.times_of(meeting.id) if meeting.state in COMING else ():
            if time.state in TIME_COMING and time.starts_at > reading.now:
                taken = sum(row.state == BOOKED for row in await work.meetings.bookings(time.id))
                told = taken if meeting.whom == TEAM else None
                found.append(MeetingAhead(meeting.body["topic"], time.starts_at, told, time.places))
    return tuple(sorted(found, key=lambda one: one.at)[:MEETINGS_SHOWN])


async def talks_held(work: UnitOfWork, reading: Reading) -> Mapping[Talk, datetime]:
    """When the reader met each team last about a week, of the talks that took place."""
    found: dict[Talk, datetime] = {}
    for meeting in await work.meetings.offered_by(reading.workspace, reading.user):
        for time in await work.meetings.times_of(meeting.id) if meeting.whom == TEAM else ():
            if time.state == HELD and meeting.team_id is not None:
                talk = (meeting.campaign_id, meeting.week, meeting.team_id)
                found[talk] = max(time.starts_at, found.get(talk, time.starts_at))
    return found
