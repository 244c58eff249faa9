"""A meeting with all that stands around it: the teams it is for, the question it is about, its times and their places.

Who has a place is known under a code of its own kind; the Slack id in a booking is encrypted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import there
from bot.insight.meetings import RAISED, TIME_COMING
from bot.questions.places import Place, Placed, placed, places_of
from bot.storage.meeting_models import Booking, Meeting, MeetingTime
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Around:
    """A meeting in its place. `question` is None where it is about a week, or once its question was taken back."""

    meeting: Meeting
    campaign: Campaign
    places: tuple[Place, ...]
    question: Placed | None
    times: tuple[MeetingTime, ...]

    @property
    def by_themselves(self) -> bool:
        """Whether it was offered to those who raised a question, and to nobody else."""
        return self.meeting.whom == RAISED

    @property
    def coming(self) -> list[MeetingTime]:
        """The times that are not called off, nor behind us."""
        return [time for time in self.times if time.state in TIME_COMING]

    def time(self, time_id: str) -> MeetingTime:
        """One of its times."""
        return next(time for time in self.times if time.id == time_id)

    def is_for(self, user: str) -> bool:
        """Whether somebody is in one of the teams."""
        return any(user in (*place.team.members, *place.team.leaders) for place in self.places)


async def around(work: UnitOfWork, meeting: Meeting) -> Around:
    """Gather it."""
    question = await work.questions.get(meeting.question_id) if meeting.question_id else None
    return Around(
        meeting=meeting,
        campaign=there(await work.campaigns.get(meeting.campaign_id)),
        places=await places_of_meeting(work, meeting),
        question=await placed(work, question) if question else None,
        times=tuple(await work.meetings.times_of(meeting.id)),
    )


async def places_of_meeting(work: UnitOfWork, meeting: Meeting) -> tuple[Place, ...]:
    """The one team's week; or those of the small teams that asked together."""
    rounds = await work.rounds.of_week(meeting.campaign_id, meeting.week)
    round_id = next((row.id for row in rounds if row.team_id == meeting.team_id), None) if meeting.team_id else None
    return await places_of(work, meeting.campaign_id, meeting.week, round_id, meeting.organisation)


def in_state(bookings: Sequence[Booking], state: str) -> list[Booking]:
    """Those of one state, in their turn."""
    return [booking for booking in bookings if booking.state == state]
