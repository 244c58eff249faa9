"""What a quote's author is told: that it is hidden and why, on the next working morning, with a way to reply.

Released or gone before that morning, it is never told; later, the message says what holds now. A message in confidence,
like a receipt: the ledger keeps encrypted to whom it goes. It repeats no word of the quote.
"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import WorkCalendar, local_date
from bot.campaigns.founding import holidays_of, zone_of
from bot.ids import delivery_id, stand_in
from bot.quoting.sources import Source
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign, Delivery, Team
from bot.storage.quote_models import Quote
from bot.storage.repositories.deliveries import NEVER_CAME
from bot.storage.unit_of_work import UnitOfWork

MORNING = time(10)
FIRST, LAST = time(9), time(17)
UTTERANCE = "quote/hidden"


async def tell_hidden(
    work: UnitOfWork, identities: Identities, quote: Quote, source: Source, reason: str, now: datetime
) -> bool:
    """Plan the message. False where nobody can be told: an Unlinked answer, links destroyed, a person who left."""
    if source.answer is None or source.round is None:
        return False
    team = source.teams[0]
    author = author_of(identities, source.campaign, team, source.answer)
    if author is None:
        return False
    facts = {"quote_id": quote.id, "answer_id": source.answer.id, "area_title": source.area_title, "reason": reason}
    return await work.deliveries.plan(
        Delivery(
            id=_notice(quote, quote.hidings),
            workspace=quote.workspace,
            recipient=stand_in(),
            address=author,
            utterance=UTTERANCE,
            facts=facts,
            language=source.campaign.language,
            zone=zone_of(team, source.campaign).key,
            round_id=source.round.id,
            answer_id=source.answer.id,
            state="planned",
            due_at=next_morning(source, now),
            created_at=now,
        )
    )


async def tell_released(work: UnitOfWork, quote: Quote) -> None:
    """Have its author not hear that it is hidden, or read that it may be quoted after all."""
    await _tell_instead(work, quote, {"now": "released"})


async def tell_over(work: UnitOfWork, quote: Quote) -> None:
    """The same once there is no quote any more: the reason goes with it."""
    await _tell_instead(work, quote, {"now": "over", "reason": ""})


async def _tell_instead(work: UnitOfWork, quote: Quote, facts: dict[str, str]) -> None:
    for number in range(1, quote.hidings + 1):
        row = await work.deliveries.get(_notice(quote, number))
        if row is None or row.state in NEVER_CAME:
            continue
        row.facts = {**row.facts, **facts}
        if not await work.deliveries.cancel(row):
            await work.desired.show_message(row, row.facts)


def _notice(quote: Quote, number: int) -> str:
    """The id of what is told when it is hidden for this time."""
    return delivery_id(f"quote-hidden/{quote.id}/{number}")


def author_of(identities: Identities, campaign: Campaign, team: Team, answer: Answer) -> str | None:
    """Find whose code an answer carries among the people of its team, as long as the campaign's salt stands."""
    if campaign.salt is None:
        return None
    people: set[str] = {*team.members, *team.leaders}
    for user in people:
        if identities.codes(campaign.salt, campaign.workspace, user).answers == answer.person_code:
            return user
    return None


def next_morning(source: Source, now: datetime) -> datetime:
    """The next working morning of the team: what is hidden on one day is told together."""
    work = _calendar(source, now)
    return work.beat(local_date(now, work.zone), MORNING, now).due_at


def working_moment(source: Source, now: datetime) -> datetime:
    """Now, within working hours; else the next working morning."""
    work = _calendar(source, now)
    wall = now.astimezone(work.zone)
    at_work = work.is_working_day(wall.date()) and FIRST <= wall.time() < LAST
    return now if at_work else next_morning(source, now)


def _calendar(source: Source, now: datetime) -> WorkCalendar:
    zone: ZoneInfo = zone_of(source.teams[0], source.campaign)
    return WorkCalendar(zone, holidays_of(source.campaign, now))
