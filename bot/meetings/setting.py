"""A time of a meeting with what stands around it: its meeting, its campaign, and the teams whose weeks it is about."""

from dataclasses import dataclass
from datetime import datetime

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.errors import there
from bot.insight.meetings import BOOKED, CALLED_OFF, OFFERED, OPEN, SETTLED
from bot.meetings.around import places_of_meeting
from bot.questions.hours import morning_before
from bot.questions.places import Place, area_title_of
from bot.storage.meeting_models import Booking, Meeting, MeetingTime
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Setting:
    """The time, in its place. `places` are the one team's week, or those of the small teams that asked together."""

    time: MeetingTime
    meeting: Meeting
    campaign: Campaign
    places: tuple[Place, ...]

    @property
    def is_off(self) -> bool:
        """Whether it was called off."""
        return CALLED_OFF in {self.time.state, self.meeting.state}

    @property
    def is_coming(self) -> bool:
        """Whether it is to take place."""
        return self.time.state in {OPEN, SETTLED} and self.meeting.state in {OFFERED, SETTLED}

    @property
    def zone(self) -> str:
        """Whose clock people read."""
        return zone_of(self.places[0].team, self.campaign).key if self.places else self.campaign.zone

    @property
    def area_title(self) -> str:
        """The area of its week."""
        return area_title_of(self.campaign, self.meeting.week)

    def morning_before(self, now: datetime) -> datetime:
        """The morning of the last working day before it."""
        day = local_date(self.time.starts_at, zone_of(self.places[0].team, self.campaign))
        return morning_before(self.campaign, self.places[0].team, day, now)

    def facts(self) -> dict[str, object]:
        """What everybody may know of it whom it is for."""
        body = self.meeting.body
        return {
            "meeting_id": self.meeting.id,
            "time_id": self.time.id,
            "kind": self.meeting.kind,
            "topic": body.get("topic", ""),
            "leader": self.meeting.leader,
            "area_title": self.area_title,
            "at": self.time.starts_at.isoformat(),
            "minutes": self.time.minutes,
            "place": body.get("place", ""),
            "link": body.get("link", ""),
        }


async def setting_of(work: UnitOfWork, time_id: str) -> Setting | None:
    """Gather it; None once it is gone."""
    time = await work.meetings.time(time_id)
    meeting = None if time is None else await work.meetings.get(time.meeting_id)
    if time is None or meeting is None:
        return None
    campaign = there(await work.campaigns.get(meeting.campaign_id))
    return Setting(time, meeting, campaign, await places_of_meeting(work, meeting))


async def booked(work: UnitOfWork, time_id: str) -> list[Booking]:
    """Those who have a place."""
    return [booking for booking in await work.meetings.bookings(time_id) if booking.state == BOOKED]


async def has_place(work: UnitOfWork, time_id: str, user: str) -> bool:
    """Whether somebody has a place. Found by whom it is for, so that it holds when no code can be made any more."""
    return any(booking.body["user"] == user for booking in await booked(work, time_id))
