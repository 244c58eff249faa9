"""One act of somebody on one meeting: one transaction, in which nobody else changes it. What comes twice is one act."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import AskAgain, NotFound
from bot.insight.meetings import COMING, TIME_COMING
from bot.meetings.around import around
from bot.meetings.calendars import places_now, tell_calendars
from bot.meetings.seats import Seats
from bot.meetings.telling import Herald, Means
from bot.questions.parts import Parts
from bot.storage.meeting_models import Meeting, MeetingTime
from bot.storage.unit_of_work import UnitOfWork

GONE = "That meeting is not here any more. It may be over."
CALLED_OFF_ALREADY = "That time was called off. Please look at the other times."
OVER = "That time is over."


@dataclass(frozen=True)
class Act:
    """The act; `fresh`: it did not come before."""

    herald: Herald
    seats: Seats
    user: str
    fresh: bool

    def time(self, time_id: str) -> MeetingTime:
        """A time that is still to come. Raises `AskAgain` for one that is not."""
        time = self.herald.there.time(time_id)
        if time.state not in TIME_COMING or self.herald.there.meeting.state not in COMING:
            raise AskAgain(CALLED_OFF_ALREADY)
        if time.starts_at <= self.herald.means.now:
            raise AskAgain(OVER)
        return time


class MeetingDesk(Parts):
    """What every desk for meetings does."""

    @asynccontextmanager
    async def _acting(self, workspace: str, user: str, meeting_id: str, act_id: str) -> AsyncIterator[Act]:
        """One act, kept unless it came before or something is wrong with it."""
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            herald = await self._found(work, workspace, await work.meetings.hold(meeting_id))
            before = await places_now(herald)
            yield Act(herald, Seats(herald), user, fresh)
            if fresh:
                await tell_calendars(herald, before, user)
                await work.commit()
        self._on_change()

    async def _found(self, work: UnitOfWork, workspace: str, meeting: Meeting | None) -> Herald:
        if meeting is None or meeting.workspace != workspace:
            raise NotFound(GONE)
        herald = Herald(self._means(work), await around(work, meeting))
        if not herald.there.places:
            raise NotFound(GONE)
        return herald

    def _means(self, work: UnitOfWork) -> Means:
        return Means(work, self._identities, self._clocks.campaign.now(), self._chance)

    async def _meeting_of(self, time_id: str) -> str:
        """The meeting that a time belongs to. Raises `NotFound`."""
        async with self._database.reading() as work:
            time = await work.meetings.time(time_id)
        if time is None:
            raise NotFound(GONE)
        return time.meeting_id
