"""Late promises are asked about: their owner first, and after some days whoever can help. A chore, safe to repeat.

The owner is asked on the working day after, and again a week later at the earliest: all that is late in one message,
which counts among the three a week that the coach begins with a person. What is late for more than five working days
stands once a week in a list for the campaign's sponsor; without one, each leader has the list of their own teams.
Nobody has their own promises in a list, as they are asked about those. Lists name owners, who act by name, and nobody
who asked. A campaign that is over is chased on; a pause is a pause.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.campaigns.calendar import DAY, WorkCalendar, local_date
from bot.campaigns.weeks import monday_of
from bot.clock import Clocks
from bot.dialogues.week import CONTACTS_A_WEEK
from bot.ids import delivery_id
from bot.insight.promised import OPEN
from bot.questions.hours import calendar_of, calendar_of_all, is_at_work
from bot.questions.messages import message
from bot.questions.promised import Reader, Standing
from bot.questions.promising import note_said
from bot.storage.database import Database
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

LATE, OVERDUE = "promise/late", "promise/overdue"
CONTACT = "late"
A_WEEK = timedelta(days=7)
WORKING_DAYS_LATE = 5
"""A promise that is late for longer is told to the sponsor."""
MOST_ASKED, MOST_LISTED = 5, 10
STILL_WORTH = timedelta(days=3)
RUN = ("running", "finished")
BEGUN_BY_THE_COACH = 5
"""The priority of what is no reply: a pause holds it."""


class Chasing:
    """Asks owners, and tells sponsors."""

    def __init__(self, database: Database, clocks: Clocks, on_change: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clocks.campaign
        self._on_change = on_change

    async def chase(self) -> int:
        """Ask and tell what is due. Return how many messages that were."""
        now, done = self._clock.now(), 0
        async with self._database.reading() as work:
            due = [row.id for row in await work.campaigns.all() if row.state in RUN and await _late(work, row, now)]
        for campaign_id in due:
            async with self._database.unit_of_work() as work:
                campaign = await work.campaigns.get(campaign_id)
                told = await _chase(work, campaign, now) if campaign is not None else 0
                if told:
                    await work.commit()
                done += told
        if done:
            self._on_change()
        return done


async def _late(work: UnitOfWork, campaign: Campaign, now: datetime) -> list[Standing]:
    """A campaign's promises whose day is over."""
    reader = Reader(work, now)
    soon = now.date() + DAY  # wherever the team's clock stands
    rows = [row for row in await work.promises.of_campaign(campaign.id) if row.state == OPEN and row.due_on < soon]
    found = [await reader.standing(row) for row in rows]
    return [one for one in found if one.places and one.is_late(now)]


async def _chase(work: UnitOfWork, campaign: Campaign, now: datetime) -> int:
    found = await _late(work, campaign, now)
    by_owner: dict[str, list[Standing]] = defaultdict(list)
    for one in found:
        by_owner[one.promise.owner].append(one)
    asked = [await _ask(work, campaign, owner, theirs, now) for owner, theirs in sorted(by_owner.items())]
    return sum(asked) + await _tell(work, campaign, found, now)


# --- owners -----------------------------------------------------------------------------------------------------------


async def _ask(work: UnitOfWork, campaign: Campaign, owner: str, late: Sequence[Standing], now: datetime) -> bool:
    """Ask somebody what became of their promises, if it is time and they may be written to."""
    place = late[0].places[0]
    calendar = calendar_of(campaign, place.team, now)
    today, week_of = local_date(now, calendar.zone), monday_of(now, calendar.zone.key)
    due = [one for one in late if one.promise.asked_on is None or one.promise.asked_on + A_WEEK <= today]
    had = await work.contacts.kinds_in_week(campaign.workspace, owner, week_of)
    if not due or not is_at_work(calendar, now) or len(had) >= CONTACTS_A_WEEK:
        return False
    items = [_item(one) for one in due[:MOST_ASKED]]
    key = f"{LATE}/{campaign.id}/{owner}/{today}"
    facts = {"items": items, "more": len(due) - len(items)}
    row = message(campaign, place, key, LATE, owner, facts, now)
    row.priority, row.not_after = BEGUN_BY_THE_COACH, now + STILL_WORTH
    if not await work.deliveries.plan(row):
        return False
    await work.contacts.add(campaign.workspace, owner, week_of, f"{CONTACT}/{today}")
    for one in due:
        one.promise.asked_on = today
    for one in due[:MOST_ASKED]:
        note_said(one.promise, key)
    return True


def _item(one: Standing) -> dict[str, Any]:
    promise = one.promise
    return {
        "promise_id": promise.id,
        "text": promise.body["text"],
        "on": promise.due_on.isoformat(),
        "owner": promise.owner,
        "decider": promise.decider,
        "teams": [place.team.name for place in one.places],
        "state": OPEN,
    }


# --- whoever can help -------------------------------------------------------------------------------------------------


async def _tell(work: UnitOfWork, campaign: Campaign, late: Sequence[Standing], now: datetime) -> int:
    """List what is late for long: to the sponsor, or to the leaders of each team."""
    calendar = calendar_of_all(campaign, now)
    today = local_date(now, calendar.zone)
    long = [one for one in late if days_late(calendar, one.promise.due_on, today) > WORKING_DAYS_LATE]
    if not long or not is_at_work(calendar, now):
        return 0
    sponsor = await work.sponsors.of(campaign.id)
    lists = {sponsor: long} if sponsor else _by_leader(long)
    of_others = {to: [one for one in lists[to] if one.promise.owner != to] for to in sorted(lists)}
    told = [await _list(work, campaign, to, theirs, calendar, now) for to, theirs in of_others.items() if theirs]
    return sum(told)


async def _list(
    work: UnitOfWork,
    campaign: Campaign,
    to: str,
    late: Sequence[Standing],
    calendar: WorkCalendar,
    now: datetime,
) -> bool:
    """Send somebody the list, a week after the last one at the earliest."""
    today, monday = local_date(now, calendar.zone), monday_of(now, calendar.zone.key)
    key, last = (f"{OVERDUE}/{campaign.id}/{to}/{week_of}" for week_of in (monday, monday - A_WEEK))
    sent = await work.deliveries.get(delivery_id(last))
    if sent is not None and local_date(sent.created_at, calendar.zone) + A_WEEK > today:
        return False
    items = [{**_item(one), "days": days_late(calendar, one.promise.due_on, today)} for one in late[:MOST_LISTED]]
    facts = {"campaign": campaign.name, "items": items, "more": len(late) - len(items), "days": WORKING_DAYS_LATE}
    row = message(campaign, late[0].places[0], key, OVERDUE, to, facts, now)
    row.priority, row.not_after = BEGUN_BY_THE_COACH, now + STILL_WORTH
    return await work.deliveries.plan(row)


def _by_leader(late: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    found: dict[str, list[Standing]] = defaultdict(list)
    for one in late:
        for leader in sorted({leader for place in one.places for leader in place.team.leaders}):
            found[leader].append(one)
    return found


def days_late(calendar: WorkCalendar, due_on: date, today: date) -> int:
    """Count the working days since a day that is over; that day itself is none of them."""
    return calendar.working_days(due_on + DAY, today)
