"""After a meeting: did it happen, what came of each question, and what did those who came think of it?

A meeting that took place stays open until each of its questions has an outcome, and its leader is reminded once a week.
Those who came are asked two things, in private: whether they felt heard, and whether they would come again. The leader
reads of it in words, chosen once, when k or more have said it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.campaigns.weeks import monday_of
from bot.ids import delivery_id
from bot.insight.meetings import BOOKED, CLOSED, COMING, HELD, NOT_HELD, TIME_COMING, WAITING_FOR_OUTCOME
from bot.insight.outcomes import OPEN as UNANSWERED
from bot.insight.outcomes import TALK_OFFERED
from bot.meetings.around import Around, around, in_state
from bot.meetings.telling import Herald, Means
from bot.questions.helping import share_in_words
from bot.questions.parts import Parts
from bot.questions.told import of_team
from bot.storage.meeting_models import MeetingTime
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

HAPPENED, WAITS, FELT = "meeting/happened", "meeting/waits", "meeting/felt"
TIME_TO_SAY, LATELY = timedelta(days=7), timedelta(days=60)
NO_OUTCOME = UNANSWERED | {TALK_OFFERED}
"""States of a question of which a meeting that took place still owes an outcome."""
SAID = ("heard", "again")


class Afterwards(Parts):
    """The chore: asks, reminds, and closes what is done."""

    async def look(self) -> int:
        """Do what is due for every meeting that is not over. Return for how many something was done."""
        now, done = self._clocks.campaign.now(), 0
        async with self._database.reading() as work:
            due = [meeting.id for meeting in await work.meetings.under_way(now, now - LATELY)]
        for meeting_id in due:
            async with self._database.unit_of_work() as work:
                meeting = await work.meetings.hold(meeting_id)
                means = Means(work, self._identities, now, self._chance)
                herald = None if meeting is None else Herald(means, await around(work, meeting))
                if herald is not None and herald.there.places and await _After(herald, now).follows():
                    done += 1
                    await work.commit()
        if done:
            self._on_change()
        return done


class _After:
    """One meeting."""

    def __init__(self, herald: Herald, now: datetime) -> None:
        self._herald, self._now, self._there = herald, now, herald.there
        self._work, self._meeting = herald.means.work, herald.there.meeting

    async def follows(self) -> bool:
        """Ask, remind and close; whether anything was done."""
        done = [await self._over(time) for time in self._there.times if is_over(time, self._now)]
        done += [await self._ask_who_came(time) for time in self._there.times if time.state == HELD]
        done += [await self._publish(), await self._remind(), await self._close()]
        return any(done)

    async def _over(self, time: MeetingTime) -> bool:
        """A time is over: where somebody was to come its leader is asked whether it happened."""
        if time.state not in TIME_COMING or time.id in self._noted("asked"):
            return False
        if not in_state(await self._work.meetings.bookings(time.id), BOOKED) and not _whole_team(self._there):
            time.state = NOT_HELD
            if not self._there.coming and self._meeting.state in COMING:
                self._meeting.state = NOT_HELD
            await self._herald.tell_leader("nobody_came", time)
            await self._herald.refresh()
            return True
        facts = {"time_id": time.id, "at": time.starts_at.isoformat(), "said": ""}
        await self._herald.ask_leader(happened_key(time), HAPPENED, facts)
        self._note("asked", time.id)
        return True

    async def _ask_who_came(self, time: MeetingTime) -> bool:
        if time.id in self._noted("felt_asked"):
            return False
        for booking in in_state(await self._work.meetings.bookings(time.id), BOOKED):
            facts = {"time_id": time.id, "at": time.starts_at.isoformat()}
            await self._herald.ask_in_private(FELT, booking.body["user"], facts)
        self._note("felt_asked", time.id)
        return True

    async def _remind(self) -> bool:
        """Once a week, the first time a week after it was asked: whether it happened, or what waits for an outcome."""
        waits = await waiting(self._work, self._there) if self._meeting.state in WAITING_FOR_OUTCOME else []
        unsaid = [time for time in self._there.coming if self._asked_before(time)]
        monday = monday_of(self._now, self._there.campaign.zone)
        if not (waits or unsaid) or self._last_reminded() >= monday:
            return False
        times = [{"id": time.id, "at": time.starts_at.isoformat()} for time in unsaid]
        key = f"{WAITS}/{self._meeting.id}/{monday}"
        await self._herald.ask_leader(key, WAITS, {"count": len(waits), "times": times})
        self._meeting.body = {**self._meeting.body, "reminded": monday.isoformat()}
        return True

    async def _close(self) -> bool:
        """It took place, no time is to come, and each question has its outcome."""
        if self._meeting.state != HELD or self._there.coming or await waiting(self._work, self._there):
            return False
        self._meeting.state = CLOSED
        await self._herald.refresh()
        return True

    async def _publish(self) -> bool:
        """Choose once what the leader reads of what people said, a week after they were asked."""
        held = [time for time in self._there.times if time.state == HELD]
        if not held or any(_end(time) + TIME_TO_SAY > self._now for time in held):
            return False
        rows = [row for time in held for row in await self._work.meetings.felt(time.id)]
        chosen = {}
        for what in SAID:
            answers = {row.person_code: getattr(row, what) for row in rows if getattr(row, what) is not None}
            word = share_in_words(list(answers.values()), self._there.campaign.threshold)
            if word and f"said_{what}" not in self._meeting.body:
                chosen[f"said_{what}"] = word
        self._meeting.body = {**self._meeting.body, **chosen}
        if chosen:
            await self._show(held[-1])
        return bool(chosen)

    async def _show(self, time: MeetingTime) -> None:
        """Have the leader's message about the last time say the words, too: of all its times together."""
        row = await self._work.deliveries.get(happened_id(time))
        if row is not None and row.facts:
            row.facts = {**row.facts, **{f"said_{what}": self._meeting.body.get(f"said_{what}", "") for what in SAID}}
            await self._work.desired.show_message(row, row.facts)

    # --- what was done before -----------------------------------------------------------------------------------------

    def _noted(self, what: str) -> dict[str, str]:
        return dict(self._meeting.body.get(what) or {})

    def _note(self, what: str, time_id: str) -> None:
        noted = {**self._noted(what), time_id: self._now.isoformat()}
        self._meeting.body = {**self._meeting.body, what: noted}

    def _asked_before(self, time: MeetingTime) -> bool:
        at = self._noted("asked").get(time.id)
        return at is not None and datetime.fromisoformat(at) + TIME_TO_SAY <= self._now

    def _last_reminded(self) -> date:
        """The Monday of the week of the last reminder; a meeting that was just held is not reminded in its own week."""
        said = self._meeting.body.get("reminded")
        if said is not None:
            return date.fromisoformat(said)
        latest = max((time.starts_at for time in self._there.times if time.starts_at <= self._now), default=self._now)
        return monday_of(latest, self._there.campaign.zone)


def is_over(time: MeetingTime, now: datetime) -> bool:
    """Whether the end of a time is behind us."""
    return _end(time) <= now


def _end(time: MeetingTime) -> datetime:
    return time.starts_at + timedelta(minutes=time.minutes)


def _whole_team(there: Around) -> bool:
    """Whether a team may have come without anybody's taking a place: a visit to it, say."""
    return not there.by_themselves and there.meeting.kind in {"visit", "out_and_about"}


def happened_key(time: MeetingTime) -> str:
    """Under which a leader is asked whether a time happened; anew where it was moved."""
    return f"{HAPPENED}/{time.id}/{time.sequence}"


def happened_id(time: MeetingTime) -> str:
    """The id of that message."""
    return delivery_id(happened_key(time))


async def questions_of(work: UnitOfWork, there: Around) -> Sequence[LeaderQuestion]:
    """The questions that a meeting is about: the one, or those of its team's week that its leader would talk about,
    save those that have a meeting of their own."""
    meeting = there.meeting
    if meeting.question_id is not None:
        return [] if there.question is None else [there.question.question]
    if there.by_themselves:
        return []
    asked = await of_team(work, there.places[0].round)
    talked = {*meeting.body.get("questions", ())}
    every = await work.meetings.of_campaign(meeting.campaign_id)
    alone = {other.question_id for other in every if other.state in COMING | {HELD, CLOSED}}
    new = [row.id for row in asked if row.week == meeting.week and _is_talked_about(row, there)]
    return [row for row in asked if row.id in talked or row.id in {*new} - alone]


async def waiting(work: UnitOfWork, there: Around) -> list[LeaderQuestion]:
    """Those of them that have no outcome yet."""
    return [row for row in await questions_of(work, there) if row.state in NO_OUTCOME]


def _is_talked_about(question: LeaderQuestion, there: Around) -> bool:
    return question.state == TALK_OFFERED and question.body.get("by") == there.meeting.leader
