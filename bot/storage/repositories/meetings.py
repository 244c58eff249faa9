"""Meetings, their times, and who comes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.insight.meetings import HELD, OFFERED, SETTLED
from bot.storage.meeting_models import Booking, Felt, Meeting, MeetingTime
from bot.storage.models import Delivery, Round
from bot.storage.repositories.base import Repository

UTTERANCES = "meeting/%"
"""The messages that are about a meeting."""


class Meetings(Repository):
    """What leaders offered."""

    async def add(self, meeting: Meeting, times: Collection[MeetingTime]) -> bool:
        """Keep a meeting with its times. False when it is there already."""
        if not await self._insert_once(meeting):
            return False
        await self._put(times)
        return True

    async def get(self, meeting_id: str) -> Meeting | None:
        """One meeting."""
        return await self._session.get(Meeting, meeting_id, populate_existing=True)

    async def hold(self, meeting_id: str) -> Meeting | None:
        """One as it is now, held until the transaction ends: whoever books a place of it holds it first."""
        return await self._locked(Meeting, meeting_id)

    async def of_campaign(self, campaign_id: str) -> list[Meeting]:
        """A campaign's meetings, the oldest week first."""
        query = select(Meeting).where(Meeting.campaign_id == campaign_id)
        return await self._fresh(query.order_by(Meeting.week, Meeting.made_at, Meeting.id))

    async def of_question(self, question_id: str) -> list[Meeting]:
        """The meetings about a question, the first first."""
        query = select(Meeting).where(Meeting.question_id == question_id)
        return await self._fresh(query.order_by(Meeting.made_at, Meeting.id))

    async def offered_by(self, workspace: str, leader: str) -> list[Meeting]:
        """What a leader offered, the first first."""
        query = select(Meeting).where(Meeting.workspace == workspace, Meeting.leader == leader)
        return await self._fresh(query.order_by(Meeting.made_at, Meeting.id))

    async def under_way(self, now: datetime, lately: datetime) -> list[Meeting]:
        """Those of which a time began, and that are not over, or had a time since `lately`."""
        begun = select(MeetingTime.meeting_id).where(MeetingTime.starts_at <= now)
        since = select(MeetingTime.meeting_id).where(MeetingTime.starts_at.between(lately, now))
        over = or_(Meeting.state.in_((OFFERED, SETTLED, HELD)), Meeting.id.in_(since))
        return await self._fresh(select(Meeting).where(Meeting.id.in_(begun), over).order_by(Meeting.id))

    async def messages(self, campaign_id: str) -> list[Delivery]:
        """The messages of a campaign that are about its meetings."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id)
        which = (Round.campaign_id == campaign_id, Delivery.utterance.like(UTTERANCES))
        return await self._all(query.where(*which).order_by(Delivery.id))

    # --- times --------------------------------------------------------------------------------------------------------

    async def time(self, time_id: str) -> MeetingTime | None:
        """One time."""
        return await self._session.get(MeetingTime, time_id, populate_existing=True)

    async def times_held(self, campaign_id: str) -> list[MeetingTime]:
        """The times at which a campaign's meetings took place, the earliest first."""
        query = select(MeetingTime).where(MeetingTime.campaign_id == campaign_id, MeetingTime.state == HELD)
        return await self._fresh(query.order_by(MeetingTime.starts_at, MeetingTime.id))

    async def times_of(self, meeting_id: str) -> list[MeetingTime]:
        """The times of a meeting, the earliest first."""
        query = select(MeetingTime).where(MeetingTime.meeting_id == meeting_id)
        return await self._fresh(query.order_by(MeetingTime.starts_at, MeetingTime.id))

    async def times_between(self, first: datetime, last: datetime) -> list[MeetingTime]:
        """The times of all meetings that start after one moment and before another, the earliest first."""
        which = (MeetingTime.starts_at > first, MeetingTime.starts_at < last)
        return await self._fresh(select(MeetingTime).where(*which).order_by(MeetingTime.starts_at, MeetingTime.id))

    # --- who comes ----------------------------------------------------------------------------------------------------

    async def bookings(self, time_id: str) -> list[Booking]:
        """Who comes at a time, or waits, in their turn."""
        query = select(Booking).where(Booking.time_id == time_id)
        return await self._fresh(query.order_by(Booking.turn, Booking.person_code))

    async def booking(self, time_id: str, code: str) -> Booking | None:
        """Somebody's place at a time."""
        found = await self._fresh(select(Booking).where(Booking.time_id == time_id, Booking.person_code == code))
        return found[0] if found else None

    async def bookings_of(self, codes: Collection[str]) -> list[Booking]:
        """Where a person has places, under their codes."""
        query = select(Booking).where(Booking.person_code.in_(codes))
        return await self._fresh(query.order_by(Booking.time_id))

    async def book(self, booking: Booking) -> bool:
        """Keep a place. False when that person has one at this time."""
        return await self._insert_once(booking)

    async def give_up(self, time_id: str, code: str) -> bool:
        """Forget somebody's place at a time."""
        which = (Booking.time_id == time_id, Booking.person_code == code)
        gone = delete(Booking).where(*which)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1

    async def forget_bookings(self, campaign_id: str, most: int) -> int:
        """Forget who comes to the meetings of a campaign whose links are destroyed; say how many places that were."""
        ids = await self._all(select(Booking.id).where(Booking.campaign_id == campaign_id).limit(most))
        gone = delete(Booking).where(Booking.id.in_(ids))
        await self._changed(gone.execution_options(synchronize_session="fetch"))
        return len(ids)

    # --- what those who came say of it --------------------------------------------------------------------------------

    async def say(self, time_id: str, code: str, campaign_id: str, what: str, *, yes: bool) -> bool:
        """Keep what somebody says of a time (`heard` or `again`). False when they said it before."""
        fresh = Felt(time_id=time_id, person_code=code, campaign_id=campaign_id, **{what: yes})
        if await self._insert_once(fresh):
            return True
        kept = await self._session.get(Felt, (time_id, code), populate_existing=True)
        if kept is None or getattr(kept, what) is not None:
            return False
        setattr(kept, what, yes)
        return True

    async def felt(self, time_id: str) -> list[Felt]:
        """What was said of a time, in an order that means nothing."""
        return await self._fresh(select(Felt).where(Felt.time_id == time_id).order_by(Felt.person_code))

    async def felt_of(self, codes: Collection[str]) -> list[Felt]:
        """What a person said of meetings, under their codes."""
        return await self._fresh(select(Felt).where(Felt.person_code.in_(codes)).order_by(Felt.time_id))

    async def unsay(self, time_id: str, code: str) -> bool:
        """Forget what somebody said of a time."""
        gone = delete(Felt).where(Felt.time_id == time_id, Felt.person_code == code)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1
