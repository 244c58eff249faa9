"""Where people take places: book, wait, change, give back, send a colleague. Who comes is told to nobody.

Whom a meeting is for is checked here each time. Where it is for those who raised a question, anybody else hears that
there is no such meeting: even that it exists would tell them something.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.content.markup import USER_ID
from bot.errors import AskAgain, FieldProblem, NotFound, NotInTeam
from bot.insight.meetings import BOOKED, COMMON, OFFERED, SUITS, WAITING
from bot.meetings.acts import GONE, Act, MeetingDesk
from bot.meetings.seats import NOW_SETTLED, PASSED
from bot.meetings.telling import Herald
from bot.questions.reach import check_here, is_away
from bot.storage.meeting_models import MeetingTime

NOT_IN_TEAM = "This meeting is for the people of a channel that you are not in. Join the channel, then tap again there."
YOUR_OWN = "You offered this meeting yourself, so you have a place already."
NO_PLACE = "You have no place at that time."
SOMEBODY_ELSE = "Please choose somebody else from your team."
Facts = dict[str, Any]


class BookingDesk(MeetingDesk):
    """The desk of those whom meetings are for. Each method gives what the person is told, for their eyes alone."""

    async def book(self, workspace: str, user: str, time_id: str, act_id: str) -> Facts:
        """Take a place; a full time offers the waiting list and the other times. Where one time is to suit all, say
        that this one does."""
        async with self._taking(workspace, user, time_id, act_id) as act:
            time = act.time(time_id)
            if _is_choosing(act.herald):
                return await self._suits(act, time)
            kept = await act.seats.of(time, user)
            if kept is not None and kept.state == BOOKED:
                return await _told(act, "has", time)
            if not await act.seats.has_room(time):
                return await _told(act, "waits" if kept else "full", time)
            moved_from = await act.seats.book(time, user)
            await act.seats.told()
            return await _told(act, "moved" if moved_from else "booked", time)

    async def _suits(self, act: Act, time: MeetingTime) -> Facts:
        await act.seats.put(time, act.user, SUITS)
        settled = await act.seats.settled_by_itself()
        await act.seats.told()
        if settled is not None:
            await act.herald.tell_leader(NOW_SETTLED, settled)
        return await _told(act, "suits", time)

    async def wait(self, workspace: str, user: str, time_id: str, act_id: str) -> Facts:
        """Wait for a place at a full time; if one was given back meanwhile, it is taken."""
        async with self._taking(workspace, user, time_id, act_id) as act:
            time = act.time(time_id)
            if _is_choosing(act.herald):
                raise AskAgain(GONE)
            kept = await act.seats.of(time, user)
            if kept is not None:
                return await _told(act, "has" if kept.state == BOOKED else "waits", time)
            if await act.seats.has_room(time):
                await act.seats.book(time, user)
            else:
                await act.seats.put(time, user, WAITING)
            await act.seats.told()
            now = await act.seats.of(time, user)
            return await _told(act, "booked" if now and now.state == BOOKED else "waits", time)

    async def give_back(self, workspace: str, user: str, time_id: str, act_id: str) -> Facts:
        """Give one's place back, or leave the waiting list; whoever waits first has it then. Who has left the team can
        do so too."""
        async with self._acting(workspace, user, await self._meeting_of(time_id), act_id) as act:
            if not await self._has_a_place(act.herald, user):
                await self._check_for(act.herald, user)
            time = act.herald.there.time(time_id)
            had = await act.seats.give_back(time, user)
            await act.seats.told()
            return await _told(act, "given_back" if had or not act.fresh else "none", time)

    async def may_send(self, workspace: str, user: str, time_id: str) -> bool:
        """Check that somebody has a place to pass on; whether the meeting is for those who raised a question."""
        meeting_id = await self._meeting_of(time_id)
        async with self._database.reading() as work:
            herald = await self._found(work, workspace, await work.meetings.get(meeting_id))
            await self._check_for(herald, user)
            kept = await work.meetings.booking(time_id, herald.code(user))
        if kept is None or kept.state != BOOKED:
            raise AskAgain(NO_PLACE)
        return herald.there.by_themselves

    async def send(self, workspace: str, user: str, time_id: str, act_id: str, colleague: str) -> Facts:
        """Pass one's place on to a colleague, who hears of it and may decline.

        Whether the colleague had a place already, or is asked nothing any more, is told by nothing: then the place
        goes to whoever waits.
        """
        async with self._acting(workspace, user, await self._meeting_of(time_id), act_id) as act:
            await self._check_for(act.herald, user)
            time, there = act.time(time_id), act.herald.there
            kept = await act.seats.of(time, user)
            if not USER_ID.fullmatch(colleague) or colleague in {user, there.meeting.leader}:
                raise FieldProblem("colleague", SOMEBODY_ELSE)
            if not there.is_for(colleague):
                raise FieldProblem("colleague", "That person is not in the team. " + SOMEBODY_ELSE)
            if act.fresh and (kept is None or kept.state != BOOKED):
                raise AskAgain(NO_PLACE)
            if act.fresh:
                await self._passed(act, time, colleague)
            return await _told(act, "sent", time)

    async def _passed(self, act: Act, time: MeetingTime, colleague: str) -> None:
        theirs = await act.seats.of(time, colleague)
        herald = act.herald
        may = not await is_away(herald.means.work, herald.there.campaign, colleague, herald.codes(colleague))
        if may and (theirs is None or theirs.state != BOOKED):
            await act.herald.means.work.meetings.give_up(time.id, act.herald.code(act.user))
            await act.seats.put(time, colleague, BOOKED)
            act.seats.news.append((colleague, PASSED, time))
        else:
            await act.seats.give_back(time, act.user)
        await act.seats.told()

    async def mine(self, workspace: str, user: str, meeting_id: str) -> Facts:
        """Show somebody their own places at a meeting."""
        async with self._database.reading() as work:
            herald = await self._found(work, workspace, await work.meetings.get(meeting_id))
            await self._check_for(herald, user)
            facts = await herald.facts()
            states = {time.id: await work.meetings.booking(time.id, herald.code(user)) for time in herald.there.times}
        times = [{**time, "mine": kept.state if (kept := states[time["id"]]) else ""} for time in facts["times"]]
        return {**facts, "times": times, "zone": herald.zone}

    # --- whom it is for -----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _taking(self, workspace: str, user: str, time_id: str, act_id: str) -> AsyncIterator[Act]:
        async with self._acting(workspace, user, await self._meeting_of(time_id), act_id) as act:
            await self._check_for(act.herald, user)
            if user == act.herald.there.meeting.leader:
                raise AskAgain(YOUR_OWN)
            await check_here(act.herald.means.work, self._identities, act.herald.there.campaign, user)
            yield act

    async def _check_for(self, herald: Herald, user: str) -> None:
        """Raise `NotFound` or `NotInTeam` for whom a meeting is not for."""
        there = herald.there
        if there.by_themselves:
            if not (await herald.raised(user) or await self._has_a_place(herald, user)):
                raise NotFound(GONE)
        elif not there.is_for(user) and user != there.meeting.leader:
            raise NotInTeam(NOT_IN_TEAM)

    async def _has_a_place(self, herald: Herald, user: str) -> bool:
        """Whether a colleague passed a place on to them."""
        work, code = herald.means.work, herald.code(user)
        return any([await work.meetings.booking(time.id, code) for time in herald.there.times])


def _is_choosing(herald: Herald) -> bool:
    meeting = herald.there.meeting
    return meeting.rule == COMMON and meeting.state == OFFERED


async def _told(act: Act, what: str, time: MeetingTime) -> Facts:
    """What somebody is told, with the other times that they may take where theirs is full."""
    there = act.herald.there
    others = await act.seats.with_room(time) if what == "full" else []
    return {
        "what": what,
        "meeting_id": there.meeting.id,
        "time_id": time.id,
        "at": time.starts_at.isoformat(),
        "topic": there.meeting.body["topic"],
        "by_themselves": there.by_themselves,
        "others": [{"id": each.id, "at": each.starts_at.isoformat()} for each in others],
        "zone": act.herald.zone,
    }
