"""The working day before a meeting: everybody is readied for it, and those who come are reminded. A chore.

Who comes is known only now, and only here: a reminder goes to somebody whose place is there at this moment, under an id
drawn by chance, and the ledger keeps encrypted to whom. That somebody was reminded is noted in their booking, which is
encrypted too. What goes to leaders and channels is by name, and its id is made from the time, so that it comes once.

Where a meeting is for those who raised a question, or is one to one, neither the channel nor other managers hear of it:
from who is away at that hour they could tell who asked, or who goes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.ids import fresh_id, stand_in
from bot.insight.meetings import ONE_TO_ONE, SETTLED, TEAM
from bot.insight.preparing import open_promises, what_was_said
from bot.insight.promised import OPEN
from bot.meetings.inviting import REMINDER
from bot.meetings.setting import Setting, booked, setting_of
from bot.questions.hours import after_a_while, working_moment
from bot.questions.messages import message, plan_for_team
from bot.questions.parts import Parts
from bot.questions.places import Place, placed
from bot.questions.reach import may_be_reminded
from bot.storage.meeting_models import Booking
from bot.storage.models import Delivery
from bot.storage.unit_of_work import UnitOfWork

BRIEF = "question/brief"
"""What a leader reads. It repeats a question, and so its name begins as that of all which follows its author."""
AHEAD = "meeting/ahead"
MANAGERS = "meeting/managers"
RUN = ("running", "finished")
FURTHEST = timedelta(days=14)
"""No two working days lie further apart than this."""
Facts = Mapping[str, Any]


class Preparing(Parts):
    """Tells everybody what they need."""

    async def prepare(self) -> int:
        """Ready everybody for what comes on the next working day; return how many messages that were."""
        now, done = self._clocks.campaign.now(), 0
        async with self._database.reading() as work:
            times = await work.meetings.times_between(now, now + FURTHEST)
            coming = [await setting_of(work, time.id) for time in times]
        for one in coming:
            if one is not None and _is_due(one, now):
                done += await self._of_time(one.meeting.id, one.time.id, now)
        if done:
            self._on_change()
        return done

    async def _of_time(self, meeting_id: str, time_id: str, now: datetime) -> int:
        """All about one time, in one transaction, in which nobody else changes the meeting."""
        async with self._database.unit_of_work() as work:
            await work.meetings.hold(meeting_id)
            found = await setting_of(work, time_id)
            if found is None or not _is_due(found, now):
                return 0
            comes = await booked(work, time_id)
            readied = 0
            if comes or found.time.state == SETTLED:
                readied = await _Briefs(work, found, now).tell()
            for booking in comes:
                readied += await self._remind(work, found, booking, now)
            await work.commit()
        return readied

    async def _remind(self, work: UnitOfWork, found: Setting, booking: Booking, now: datetime) -> int:
        at, user = found.time.starts_at.isoformat(), booking.body["user"]
        if booking.body.get("reminded") == at:
            return 0
        booking.body = {**booking.body, "reminded": at}
        if not await may_be_reminded(work, self._identities, found.campaign, user, now):
            return 0
        facts = {**found.facts(), "whom": found.meeting.whom, "access": found.meeting.body.get("access", "")}
        row = _message(found, found.places[0], fresh_id(), REMINDER, stand_in(), facts, now)
        row.address = user
        row.due_at = after_a_while(found.campaign, found.places[0].team, now, self._chance)
        await work.deliveries.plan(row)
        return 1


class _Briefs:
    """What leaders, managers and the channel are told of one time."""

    def __init__(self, work: UnitOfWork, found: Setting, now: datetime) -> None:
        self._work = work
        self._found = found
        self._now = now

    async def tell(self) -> int:
        told = [await self._plan(BRIEF, self._found.places[0], self._found.meeting.leader, await self._said())]
        if self._found.meeting.whom == TEAM and self._found.meeting.kind != ONE_TO_ONE:
            told += [await self._plan(AHEAD, place, place.team.channel, {}) for place in self._found.places]
            told += [await self._plan(MANAGERS, place, user, {}) for user, place in (await self._managers()).items()]
        return sum(told)

    async def _said(self) -> Facts:
        """What was said, as the leader's own digest had it; the question; and what they promised."""
        meeting, work = self._found.meeting, self._work
        digest = await work.digests.of_week(meeting.campaign_id, meeting.leader, meeting.week)
        asked = await work.questions.get(meeting.question_id) if meeting.question_id else None
        question = await placed(work, asked) if asked else None
        promised = [
            {"text": promise.body["text"], "on": promise.due_on.isoformat()}
            for promise in await work.promises.of_campaign(meeting.campaign_id)
            if promise.state == OPEN and meeting.leader in {promise.owner, promise.made_by}
        ]
        return {
            "questions": [{"key": question.key, "text": question.text}] if question else [],
            "about_question": meeting.question_id is not None,
            **what_was_said(digest.snapshot if digest else None, [place.team.id for place in self._found.places]),
            **open_promises(promised),
        }

    async def _managers(self) -> dict[str, Place]:
        """Who leads these teams, besides whoever offered the meeting; save who objected."""
        objected = await self._work.objections.users(self._found.campaign.workspace)
        leads = {user: place for place in reversed(self._found.places) for user in place.team.leaders}
        out = {self._found.meeting.leader, *objected}
        return {user: place for user, place in sorted(leads.items()) if user not in out}

    async def _plan(self, utterance: str, place: Place, to: str, more: Facts) -> bool:
        found = self._found
        key = f"{utterance}/{found.time.id}/{found.time.starts_at.isoformat()}/{to}"
        facts = {**found.facts(), "team": place.team.name, **more}
        row = _message(found, place, key, utterance, to, facts, self._now)
        if to == place.team.channel:
            return await plan_for_team(self._work, row, place)
        return await self._work.deliveries.plan(row)


def _is_due(found: Setting, now: datetime) -> bool:
    """Whether its day is the next working day, or has come; within working hours."""
    if not found.places or not found.is_coming or found.campaign.state not in RUN:
        return False
    at_work = working_moment(found.campaign, found.places[0].team, now) == now
    return at_work and found.morning_before(now) <= now < found.time.starts_at


def _message(found: Setting, place: Place, key: str, utterance: str, to: str, facts: Facts, now: datetime) -> Delivery:
    row = message(found.campaign, place, key, utterance, to, facts, now)
    row.not_after = found.time.starts_at
    return row
