"""A talk that is offered about a question, and what an offer to a team does to its questions."""

from datetime import datetime

from bot.dialogues.week import digest_key
from bot.ids import delivery_id, planned_id
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.questions.acts import Act
from bot.questions.places import Place
from bot.questions.showing import become
from bot.questions.told import of_team
from bot.rewording import show_offer
from bot.storage.models import DigestRecord, Offer, Round
from bot.storage.unit_of_work import UnitOfWork

OFFERED = "talk/offered"


async def offer(act: Act) -> None:
    """Tell each team that it may come from, once: a leader tells the teams they lead, anybody else all of them."""
    led = [place for place in act.placed.places if act.user in place.team.leaders]
    question = act.question
    digest = await act.work.digests.of_week(question.campaign_id, act.user, question.week)
    for place in led or act.placed.places:
        key = f"question-talk/{act.user}/{place.round.id}"
        if digest is not None and place in led:
            key = await _as_from_the_digest(act, digest, place)
        facts = {"leader": act.user, "team": place.team.name, "area_title": act.placed.area_title}
        await act.work.deliveries.plan(act.teller.row(key, OFFERED, place, place.team.channel, facts))


async def _as_from_the_digest(act: Act, digest: DigestRecord, place: Place) -> str:
    """Note it as the digest's own button does, so that either of them comes once."""
    await act.work.offers.add_once(
        Offer(
            id=planned_id("offer", digest.id, place.team.id),
            digest_id=digest.id,
            round_id=place.round.id,
            team_id=place.team.id,
            leader=act.user,
            offered_at=act.now,
        )
    )
    row = await act.work.deliveries.get(delivery_id(digest_key(digest.id)))
    if row is not None and row.facts:
        await show_offer(act.work, digest.id, place.team.id)
    return f"talk/{digest.id}/{place.team.id}"


async def talk_offered(work: UnitOfWork, round_: Round, leader: str, now: datetime) -> None:
    """A leader offered a team a talk about its week: its questions of that week wait no more."""
    for question in await of_team(work, round_):
        if question.week == round_.week and question.state in OPEN:
            await become(work, question, TALK_OFFERED, leader, now)
