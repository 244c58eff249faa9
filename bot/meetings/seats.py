"""Places: taking one, waiting for one, giving one back, and who comes next. The meeting is held all the while.

A person has one place at a meeting: who takes another time gives the first one back. Where one time is to suit all, a
person says of each time whether it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ids import fresh_id
from bot.insight.meetings import (
    BOOKED,
    CALLED_OFF,
    COMING,
    COMMON,
    OFFERED,
    OPEN,
    SETTLED,
    SUITS,
    TIME_COMING,
    WAITING,
    filled,
    suits_all,
)
from bot.meetings.around import in_state
from bot.meetings.telling import Herald
from bot.storage.meeting_models import Booking, MeetingTime
from bot.storage.repositories.meetings import Meetings

MOVED_UP, NOW_SETTLED, ON_LIST, NOT_YOURS, CALLED_OFF_TOLD, CHANGED, PASSED = (
    "moved_up", "settled", "on_list", "not_this_one", "called_off", "changed", "passed",
)  # fmt: skip
"""What somebody is told of their place."""


@dataclass
class Seats:
    """The places of one meeting. `news` gathers who is to be told what, of which time."""

    herald: Herald
    news: list[tuple[str, str, MeetingTime]] = field(default_factory=list)

    @property
    def _rows(self) -> Meetings:
        return self.herald.means.work.meetings

    async def of(self, time: MeetingTime, user: str) -> Booking | None:
        """Somebody's place at a time."""
        return await self._rows.booking(time.id, self.herald.code(user))

    async def has_room(self, time: MeetingTime) -> bool:
        """Whether a place is left."""
        return len(in_state(await self._rows.bookings(time.id), BOOKED)) < time.places

    async def with_room(self, but: MeetingTime) -> list[MeetingTime]:
        """The other times at which a place is left."""
        return [time for time in self.herald.there.coming if time.id != but.id and await self.has_room(time)]

    # --- taking -------------------------------------------------------------------------------------------------------

    async def put(self, time: MeetingTime, user: str, state: str) -> None:
        """Give somebody a place at a time, in a state."""
        kept = await self.of(time, user)
        if kept is not None:
            kept.state = state
        else:
            await self._rows.book(await self._new(time, user, state))
        await self.herald.means.work.flush()

    async def _new(self, time: MeetingTime, user: str, state: str) -> Booking:
        turns = [booking.turn for booking in await self._rows.bookings(time.id)]
        return Booking(
            id=fresh_id(),
            time_id=time.id,
            person_code=self.herald.code(user),
            campaign_id=time.campaign_id,
            state=state,
            turn=max(turns, default=0) + 1,
            body={"user": user},
            version=1,
        )

    async def book(self, time: MeetingTime, user: str) -> MeetingTime | None:
        """Give somebody a place that is there, and take back the one they had at another time, which is given."""
        await self.put(time, user, BOOKED)
        return await self._keep_one(time, user)

    async def _keep_one(self, time: MeetingTime, user: str) -> MeetingTime | None:
        for other in self.herald.there.coming:
            kept = None if other.id == time.id else await self.of(other, user)
            if kept is not None and kept.state == BOOKED:
                await self.give_back(other, user)
                return other
        return None

    # --- giving back --------------------------------------------------------------------------------------------------

    async def give_back(self, time: MeetingTime, user: str) -> bool:
        """Take somebody's place away; whoever waits has it then. False when they had none."""
        if not await self._rows.give_up(time.id, self.herald.code(user)):
            return False
        await self.move_up(time)
        return True

    async def move_up(self, time: MeetingTime) -> None:
        """Give places that are free to those who wait, in their turn."""
        while time.state in TIME_COMING and await self.has_room(time):
            waiting = in_state(await self._rows.bookings(time.id), WAITING)
            if not waiting:
                return
            waiting[0].state = BOOKED
            await self.herald.means.work.flush()
            user = waiting[0].body["user"]
            self.news.append((user, MOVED_UP, time))
            await self._keep_one(time, user)

    # --- the one time that suits all ----------------------------------------------------------------------------------

    async def suiting(self) -> dict[str, set[str]]:
        """Whom each time suits, under codes."""
        return {
            time.id: {row.person_code for row in in_state(await self._rows.bookings(time.id), SUITS)}
            for time in self.herald.there.coming
        }

    async def settled_by_itself(self) -> MeetingTime | None:
        """Settle on a time that suits all: all who raised the question, or as many of the team as there are places."""
        there, suits = self.herald.there, await self.suiting()
        if there.meeting.rule != COMMON or there.meeting.state != OFFERED:
            return None
        chosen = await self._suits_all(suits)
        if chosen is None:
            return None
        time = there.time(chosen)
        await self.settle(time)
        return time

    async def _suits_all(self, suits: Mapping[str, set[str]]) -> str | None:
        there = self.herald.there
        if there.by_themselves:
            return suits_all(suits, [self.herald.code(user) for user in await self.herald.askers()])
        return filled(suits, {time.id: time.places for time in there.coming})

    async def settle(self, time: MeetingTime) -> None:
        """Hold this time and no other: whom it suits has a place, in their turn, and all who said anything hear of it.

        Whom only another time suited is told which one it became, and may still take a place.
        """
        told: set[str] = set()
        for booking in in_state(await self._rows.bookings(time.id), SUITS):
            booking.state = BOOKED if await self._is_early(time, booking) else WAITING
            told.add(booking.body["user"])
            self.news.append((booking.body["user"], NOW_SETTLED if booking.state == BOOKED else ON_LIST, time))
        for other in [each for each in self.herald.there.coming if each.id != time.id]:
            for booking in await self._rows.bookings(other.id):
                user = booking.body["user"]
                if user not in told:
                    told.add(user)
                    self.news.append((user, NOT_YOURS, time))
                await self._rows.give_up(other.id, booking.person_code)
            other.state, other.sequence = CALLED_OFF, other.sequence + 1
        time.state, self.herald.there.meeting.state = SETTLED, SETTLED
        await self.herald.means.work.flush()

    async def _is_early(self, time: MeetingTime, booking: Booking) -> bool:
        suits = [row for row in await self._rows.bookings(time.id) if row.state in {SUITS, BOOKED}]
        return suits.index(booking) < time.places

    # --- calling off --------------------------------------------------------------------------------------------------

    async def call_off(self, time: MeetingTime) -> None:
        """Call one time off: all who had a place there, or waited, are told."""
        for booking in await self._rows.bookings(time.id):
            self.news.append((booking.body["user"], CALLED_OFF_TOLD, time))
        time.state, time.sequence = CALLED_OFF, time.sequence + 1
        await self.herald.means.work.flush()

    async def tell_all_at(self, time: MeetingTime, what: str) -> None:
        """Tell all who have a place at a time, or wait for one."""
        self.news += [(booking.body["user"], what, time) for booking in await self._rows.bookings(time.id)]

    # --- afterwards ---------------------------------------------------------------------------------------------------

    async def told(self) -> None:
        """Set what follows from the places taken, show it, and tell whom it concerns."""
        await self._restate()
        await self.herald.means.work.flush()
        for user, what, time in self.news:
            await self.herald.tell(user, what, time)
        await self.herald.tell_bands()
        await self.herald.refresh()

    async def _restate(self) -> None:
        """Where each time is held, one is settled while somebody has a place there, and the meeting while one is."""
        there = self.herald.there
        if there.meeting.state not in COMING:
            return
        if not there.coming:
            there.meeting.state = CALLED_OFF
        elif there.meeting.rule != COMMON:
            for time in there.coming:
                taken = in_state(await self._rows.bookings(time.id), BOOKED)
                time.state = SETTLED if taken else OPEN
            settled = any(time.state == SETTLED for time in there.coming)
            there.meeting.state = SETTLED if settled else OFFERED
