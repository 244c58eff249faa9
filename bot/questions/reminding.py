"""The day by which a question is to be answered. A chore, safe to repeat.

Who holds a concern is reminded of it once: on the working day before, at the hour of their digest or else at ten. All
of a person's concerns that are due then come in one message, which counts among the three a week that the coach begins
with a person; where these are used up, or somebody wants no reminders, none comes. A pause is a pause. Once the day is
over, whatever shows the question says that it is late, to both sides. What a campaign that is over shows of days long
past stays as it is, and so does all in a workspace that removed the coach.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.campaigns.weeks import monday_of
from bot.insight.outcomes import CONCERN, OPEN, PASSED_ON
from bot.questions.hours import LAST, MORNING, calendar_of, morning_before
from bot.questions.messages import message
from bot.questions.parts import Parts
from bot.questions.places import Place, Placed, placed, whence
from bot.questions.reach import may_be_written_to
from bot.questions.showing import be_late
from bot.questions.standing import as_held
from bot.questions.telling import DUE
from bot.storage.models import Campaign
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

MOST_TOLD = 4
STILL_WORTH = timedelta(days=1)
RUNNING, FINISHED = "running", "finished"
LONG_PAST = timedelta(weeks=4)
"""So long after its day, nobody is told any more that a question of a campaign that is over is late."""
BEGUN_BY_THE_COACH = 5
"""The priority of what is no reply: a pause holds it."""


class Reminding(Parts):
    """Reminds, and finds what is late."""

    async def look(self) -> int:
        """Do what is due. Return how many people were reminded, and how many questions have become late."""
        now = self._clocks.campaign.now()
        done = await self._remind(now) + await self._late(now)
        if done:
            self._on_change()
        return done

    # --- reminding ----------------------------------------------------------------------------------------------------

    async def _remind(self, now: datetime) -> int:
        done = 0
        async with self._database.reading() as work:
            due = [campaign.id for campaign in await _begun(work) if await _to_remind(work, campaign, now)]
        for campaign_id in due:
            async with self._database.unit_of_work() as work:
                campaign = await work.campaigns.get(campaign_id)
                found = {} if campaign is None else await _to_remind(work, campaign, now)
                told = [await self._tell(work, user, found[user], now) for user in sorted(found)]
                await work.commit()
                done += sum(told)
        return done

    async def _tell(self, work: UnitOfWork, user: str, due: Sequence[Placed], now: datetime) -> bool:
        """Remind somebody of their concerns, if they may be written to."""
        held = [one for one in due if _waits(await work.questions.hold(one.question.id))]
        if not held or not await may_be_written_to(work, self._identities, held[0].campaign, user, now):
            return False
        campaign, place = held[0].campaign, _place(held[0], user)
        today = local_date(now, zone_of(place.team, campaign))
        if not await work.contacts.add(campaign.workspace, user, monday_of(now, campaign.zone), f"due/{today}"):
            return False
        facts = {"items": [_item(one, user) for one in held[:MOST_TOLD]], "more": len(held[MOST_TOLD:])}
        row = message(campaign, place, f"{DUE}/{campaign.id}/{user}/{today}", DUE, user, facts, now)
        row.priority, row.not_after = BEGUN_BY_THE_COACH, now + STILL_WORTH
        await work.deliveries.plan(row)
        for one in held:
            body = one.question.body
            one.question.body = {**body, "reminded": [*body.get("reminded", ()), user]}
        await work.flush()
        return True

    # --- what is late -------------------------------------------------------------------------------------------------

    async def _late(self, now: datetime) -> int:
        done = 0
        async with self._database.reading() as work:
            late = [question.id for question in await _waiting(work, now) if await _is_over(work, question, now)]
        for question_id in late:
            async with self._database.unit_of_work() as work:
                held = await work.questions.hold(question_id)
                if held is not None and await _is_over(work, held, now):
                    await be_late(work, held)
                    await work.commit()
                    done += 1
        return done


async def _begun(work: UnitOfWork) -> list[Campaign]:
    """The campaigns that run or are over, in workspaces that still have the coach."""
    removed = await work.uninstalls.all()
    begun = [campaign for campaign in await work.campaigns.all() if campaign.state in (RUNNING, FINISHED)]
    return [campaign for campaign in begun if campaign.workspace not in removed]


async def _waiting(work: UnitOfWork, now: datetime) -> list[LeaderQuestion]:
    """What waits for an answer, and may be late; of a campaign that is over, nothing from long ago."""
    found: list[LeaderQuestion] = []
    for campaign in await _begun(work):
        since = (now - LONG_PAST).date() if campaign.state == FINISHED else date.min
        found += [row for row in await work.questions.waiting(campaign.id) if row.reply_by >= since]
    return found


async def _to_remind(work: UnitOfWork, campaign: Campaign, now: datetime) -> dict[str, list[Placed]]:
    """Who shall be reminded now, each with their concerns."""
    due: dict[str, list[Placed]] = defaultdict(list)
    for question in await work.questions.waiting(campaign.id):
        soon = question.kind == CONCERN and _waits(question) and now.date() + timedelta(days=7) > question.reply_by
        found = await placed(work, question) if soon else None
        if found is None or not found.places:
            continue
        for user in await _holders(work, found):
            if user not in question.body.get("reminded", ()) and await _is_time(work, found, user, now):
                due[user].append(found)
    return due


async def _holders(work: UnitOfWork, found: Placed) -> Iterable[str]:
    """Who has it to answer: whoever it was passed on to, or else the leaders whom their digest has brought it."""
    question = found.question
    if question.state == PASSED_ON and question.holder is not None:
        return {question.holder}
    leaders = {user for place in found.places for user in place.team.leaders}
    return [user for user in leaders if await work.digests.of_week(question.campaign_id, user, question.week)]


async def _is_time(work: UnitOfWork, found: Placed, user: str, now: datetime) -> bool:
    """Whether their hour of the working day before has come, and the day itself is not over."""
    team, reply_by = _place(found, user).team, found.question.reply_by
    calendar = calendar_of(found.campaign, team, now)
    wall = now.astimezone(calendar.zone)
    person = await work.people.get(found.campaign.workspace, user)
    at = time.fromisoformat(person.digest_hour) if person is not None and person.digest_hour else MORNING
    last = max(LAST, at.replace(hour=at.hour + 1))  # who chose a late hour is reminded then
    in_time = calendar.is_working_day(wall.date()) and at <= wall.time() < last
    return in_time and wall.date() <= reply_by and morning_before(found.campaign, team, reply_by, now, at) <= now


async def _is_over(work: UnitOfWork, question: LeaderQuestion, now: datetime) -> bool:
    """Whether it is late, and nothing says so yet."""
    if not _waits(question) or "late" in question.body or question.reply_by > now.date():
        return False
    found = await placed(work, question)
    if found is None or not found.places:
        return False
    return question.reply_by < local_date(now, zone_of(found.places[0].team, found.campaign))


def _waits(question: LeaderQuestion | None) -> bool:
    return question is not None and question.state in OPEN and question.answered_at is None


def _place(found: Placed, user: str) -> Place:
    """The team by whose calendar somebody is reminded: one that they lead, where they lead one."""
    return next((place for place in found.places if user in place.team.leaders), found.places[0])


def _item(one: Placed, user: str) -> dict[str, Any]:
    about = {"question_id": one.question.id, "key": one.key, "text": one.text, "area_title": one.area_title}
    return {**about, "kind": one.question.kind, **whence(one), **as_held(one.question, user)}
