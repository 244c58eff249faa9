"""Where a leader says whether a meeting happened, and where those who came say what they thought of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.insight.asked import QuestionsShown
from bot.insight.meetings import BOOKED, HELD, NOT_HELD, SETTLED, TIME_COMING, check_start
from bot.insight.outcomes import WAITING
from bot.meetings.acts import Act, MeetingDesk
from bot.meetings.afterwards import FELT, SAID, happened_id, is_over, questions_of, waiting
from bot.meetings.seats import CHANGED
from bot.meetings.telling import Herald
from bot.questions.acts import check_words
from bot.questions.desk import shown_to
from bot.questions.places import placed
from bot.questions.showing import become
from bot.storage.meeting_models import MeetingTime

NOT_YOUR_MEETING = "Only whoever offered a meeting can say whether it happened."
NOT_YET = "That time is still to come. Please say so once it is over."
SAID_ALREADY = "You have said already what became of this meeting."
NOT_THERE = "You had no place at this meeting, so I do not ask you about it."
LONGEST_REASON = 600
Facts = dict[str, Any]


class AfterDesk(MeetingDesk):
    """The desk."""

    # --- its leader ---------------------------------------------------------------------------------------------------

    async def happened(self, workspace: str, user: str, time_id: str, act_id: str) -> Facts:
        """It took place: those who came are asked about it, and each question waits for its outcome."""
        async with self._of_leader(workspace, user, time_id, act_id) as (act, time):
            if act.fresh:
                await self._say(act, time, HELD)
                act.herald.there.meeting.state = HELD
                await self._keep_questions(act.herald)
                await act.herald.refresh()
            waits = await waiting(act.herald.means.work, act.herald.there)
            return {"what": HELD, "meeting_id": act.herald.there.meeting.id, "count": len(waits)}

    async def not_yet(self, workspace: str, user: str, time_id: str, act_id: str) -> Facts:
        """It is booked and did not take place yet: its leader is asked again in a week."""
        async with self._of_leader(workspace, user, time_id, act_id) as (act, time):
            if act.fresh:
                await self._show(act, time, "not_yet")
                self._asked(act.herald, time, act.herald.means.now)
            return {"what": "not_yet", "meeting_id": act.herald.there.meeting.id, "count": 0}

    async def moved(self, workspace: str, user: str, time_id: str, act_id: str, starts_at: datetime | None) -> Facts:
        """It is at another time: all who have a place are told, and its leader is asked again after it."""
        async with self._of_leader(workspace, user, time_id, act_id) as (act, time):
            if starts_at is None:
                raise FieldProblem("starts_1", "Please choose a day and an hour.")
            check_start("starts_1", starts_at, act.herald.means.now)
            if act.fresh:
                await self._show(act, time, "moved")
                time.starts_at, time.state, time.sequence = starts_at, SETTLED, time.sequence + 1
                self._asked(act.herald, time, None)
                await act.seats.tell_all_at(time, CHANGED)
                await act.seats.told()
            return {"what": "moved", "meeting_id": act.herald.there.meeting.id, "count": 0}

    async def did_not(self, workspace: str, user: str, time_id: str, act_id: str, words: str) -> Facts:
        """It did not take place: the team reads why, and its questions wait for an answer again."""
        async with self._of_leader(workspace, user, time_id, act_id) as (act, time):
            check_words(words, LONGEST_REASON)
            if act.fresh:
                there = act.herald.there
                for question in await waiting(act.herald.means.work, there):
                    await become(act.herald.means.work, question, WAITING, user, act.herald.means.now)
                await self._say(act, time, NOT_HELD)
                if not there.coming and there.meeting.state != HELD:
                    there.meeting.state = NOT_HELD
                await act.herald.not_held(time, words)
                await act.herald.refresh()
            return {"what": NOT_HELD, "meeting_id": act.herald.there.meeting.id, "count": 0}

    async def questions(self, workspace: str, user: str, meeting_id: str) -> QuestionsShown:
        """Give a leader the questions of their meeting."""
        async with self._database.reading() as work:
            herald = await self._found(work, workspace, await work.meetings.get(meeting_id))
            self._check_leader(herald, user)
            found = [await placed(work, row) for row in await questions_of(work, herald.there)]
            mine = [one for one in found if one is not None and one.may_act(user)]
            return QuestionsShown(tuple([await shown_to(work, one, user) for one in mine]), ())

    # --- who came -----------------------------------------------------------------------------------------------------

    async def felt(self, workspace: str, user: str, time_id: str, act_id: str, what: str, *, yes: bool) -> bool:
        """Keep what somebody who came says (`heard`, `again`). False when they said it before."""
        if what not in SAID:
            raise NotFound
        async with self._acting(workspace, user, await self._meeting_of(time_id), act_id) as act:
            time, work, codes = act.herald.there.time(time_id), act.herald.means.work, act.herald.codes(user)
            kept = await work.meetings.booking(time_id, codes.meeting)
            if time.state != HELD or kept is None or kept.state != BOOKED:
                raise NotAllowed(NOT_THERE)
            fresh = await work.meetings.say(time_id, codes.felt, act.herald.there.campaign.id, what, yes=yes)
            if fresh:
                await act.herald.say_instead(FELT, user, time_id, {what: "yes" if yes else "no"})
        return fresh

    # --- both ---------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _of_leader(
        self, workspace: str, user: str, time_id: str, act_id: str
    ) -> AsyncIterator[tuple[Act, MeetingTime]]:
        """One act of its leader on a time that is over and of which nothing was said yet."""
        async with self._acting(workspace, user, await self._meeting_of(time_id), act_id) as act:
            self._check_leader(act.herald, user)
            time = act.herald.there.time(time_id)
            if act.fresh and time.state not in TIME_COMING:
                raise AskAgain(SAID_ALREADY)
            if act.fresh and not is_over(time, act.herald.means.now):
                raise AskAgain(NOT_YET)
            yield act, time

    @staticmethod
    def _check_leader(herald: Herald, user: str) -> None:
        if herald.there.meeting.leader != user:
            raise NotAllowed(NOT_YOUR_MEETING)

    async def _say(self, act: Act, time: MeetingTime, state: str) -> None:
        await self._show(act, time, state)
        time.state = state
        await act.herald.means.work.flush()

    @staticmethod
    async def _show(act: Act, time: MeetingTime, said: str) -> None:
        """Have the message that asked say what was said, without its buttons."""
        work = act.herald.means.work
        row = await work.deliveries.get(happened_id(time))
        if row is not None and row.facts:
            row.facts = {**row.facts, "said": said}
            await work.desired.show_message(row, row.facts)

    @staticmethod
    async def _keep_questions(herald: Herald) -> None:
        """Remember which questions it was about: they leave their state once they have an outcome."""
        about = [row.id for row in await questions_of(herald.means.work, herald.there)]
        herald.there.meeting.body = {**herald.there.meeting.body, "questions": about}

    @staticmethod
    def _asked(herald: Herald, time: MeetingTime, at: datetime | None) -> None:
        """Note when its leader was asked last; with None they are asked anew once it is over."""
        others = {one: each for one, each in (herald.there.meeting.body.get("asked") or {}).items() if one != time.id}
        asked = others if at is None else {**others, time.id: at.isoformat()}
        herald.there.meeting.body = {**herald.there.meeting.body, "asked": asked}
