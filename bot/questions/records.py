"""A question becomes a record when the first digest brings it; from then on it has a state, and a date to reply by.

Its id is made from what it is: from its answer, or (Unlinked) from its place among those of its audience, which nobody
can take away any more. So the digests of several leaders find one record, and a digest that is written twice puts it
once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.campaigns.calendar import WorkCalendar, local_date
from bot.campaigns.founding import holidays_of, zone_of
from bot.ids import planned_id
from bot.insight.ladder import WRITING, as_read, wish_in
from bot.insight.outcomes import QUESTION, WAITING, WORKING_DAYS
from bot.insight.publishing import Audience, Level
from bot.storage.models import Campaign, Round, Team
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """Whose questions these are: a team's in one week, or (no round) those of an organisation's small teams."""

    campaign: Campaign
    week: int
    team: Team  # one of them: its calendar counts the days
    round: Round | None

    @property
    def organisation(self) -> str:
        """The organisation, where the team may not be told."""
        return "" if self.round else self.team.organisation

    @property
    def audience(self) -> str:
        """Who they were published to."""
        level = Audience(Level.TEAM, self.team.id) if self.round else Audience(Level.ORGANISATION, self.organisation)
        return level.key


def question_id(answer_id: str) -> str:
    """The id of the question that an answer is."""
    return planned_id("question", answer_id)


async def put(work: UnitOfWork, asked: Asked, items: Iterable[Item], at: datetime) -> list[dict[str, Any]]:
    """Make a record of each published question that has none, and give each its id, kind and date to reply by."""
    found, unlinked = [], 0
    for item in items:
        unlinked += not item["key"]
        id_ = question_id(item["key"]) if item["key"] else _unlinked_id(asked, unlinked)
        await _made(work, asked, item, id_, at)
        kept = await work.questions.get(id_)
        if kept is not None:
            dates = {"reply_by": kept.reply_by.isoformat(), "state": kept.state}
            found.append({**item, "id": id_, "kind": kept.kind, **dates, **wish_in(kept.body)})
    return found


async def _made(work: UnitOfWork, asked: Asked, item: Item, id_: str, at: datetime) -> None:
    """Make the record, unless it is there. From now on leaders read how it would be taken up best, and what follows
    from that is done."""
    record = _record(asked, item, id_, at)
    wish = await work.ladder.hold(item["key"]) if item["key"] else None
    read = as_read(wish.body) if wish is not None else as_read({"way": item.get("wish") or WRITING})
    record.body = {**record.body, "wish": read}
    if await work.questions.put(record) and wish is not None:
        wish.waits, wish.body = True, {**wish.body, "due": at.isoformat()}
        await work.flush()


def _unlinked_id(asked: Asked, place: int) -> str:
    return planned_id("question", asked.campaign.id, asked.week, asked.audience, place)


def _record(asked: Asked, item: Item, id_: str, at: datetime) -> LeaderQuestion:
    kind = item.get("kind", QUESTION)
    return LeaderQuestion(
        id=id_,
        workspace=asked.campaign.workspace,
        campaign_id=asked.campaign.id,
        week=asked.week,
        round_id=asked.round.id if asked.round else None,
        organisation=asked.organisation,
        answer_id=item["key"] or None,
        kind=kind,
        state=WAITING,
        body={} if item["key"] else {"text": item["text"]},
        put_at=at,
        reply_by=reply_by(asked, kind, at),
        version=1,
    )


def reply_by(asked: Asked, kind: str, at: datetime) -> date:
    """So many working days after a moment, as the team works."""
    work = WorkCalendar(zone_of(asked.team, asked.campaign), holidays_of(asked.campaign, at))
    day = local_date(at, work.zone)
    for _ in range(WORKING_DAYS[kind]):
        day = work.next_working_day(day + timedelta(days=1))
    return day
