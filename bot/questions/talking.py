"""A talk that is offered about a question, and what an offer to a team does to its questions."""

from datetime import datetime

from bot.ids import planned_id
from bot.insight.outcomes import OPEN, TALK_OFFERED
from bot.questions.acts import Act
from bot.questions.showing import become
from bot.questions.told import of_team
from bot.rewording import show_offer
from bot.storage.models import Offer, Round
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
            key = f"talk/{digest.id}/{place.team.id}"  # as the digest's own button: either of them comes once
            await keep_offer(act.work, digest.id, (place.team.id, place.round.id), act.user, act.now)
        facts = {"leader": act.user, "team": place.team.name, "area_title": act.placed.area_title}
        await act.work.deliveries.plan(act.teller.row(key, OFFERED, place, place.team.channel, facts))


async def keep_offer(work: UnitOfWork, digest_id: str, place: tuple[str, str], leader: str, at: datetime) -> None:
    """Note a talk that a leader offers from a digest, once, and show it there; `place` is the team and its round."""
    team_id, round_id = place
    await work.offers.add_once(
        Offer(
            id=planned_id("offer", digest_id, team_id),
            digest_id=digest_id,
            round_id=round_id,
            team_id=team_id,
            leader=leader,
            offered_at=at,
        )
    )
    await show_offer(work, digest_id, team_id)


async def talk_offered(work: UnitOfWork, round_: Round, leader: str, now: datetime) -> None:
    """A leader offered a team a talk about its week: its questions of that week wait no more."""
    for question in await of_team(work, round_):
        if question.week == round_.week and question.state in OPEN:
            await become(work, question, TALK_OFFERED, leader, now)
