"""How each kind of deletion is made again in a database that was restored. Whatever it is about may not be there."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.campaigns.names_given import take_name_back
from bot.ideas.forgetting import forget_again, take_back
from bot.ideas.places import placed
from bot.ids import pair_in
from bot.quoting.following import unquote
from bot.rewording import NAMED, reword, unsay_reply
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign
from bot.storage.repositories import deletions as kinds
from bot.storage.unit_of_work import UnitOfWork

Make = Callable[[UnitOfWork, Identities, str, datetime], Awaitable[None]]


async def _answer(work: UnitOfWork, _: Identities, answer_id: str, at: datetime) -> None:
    """Take an answer's words away, wherever they were repeated."""
    answer = await work.answers.get(answer_id)
    if answer is not None and answer.deleted_at is None:
        await _say_no_more(work, answer)
        await work.answers.remove(answer.id, at=at)


async def _say_no_more(work: UnitOfWork, answer: Answer) -> None:
    """Take its words from what repeats and quotes them, and from the thread if the coach posted them there."""
    await reword(work, answer, None)
    await unquote(work, answer.id)
    for row in await work.deliveries.of_answer(answer.id):
        if row.utterance == NAMED:
            await work.desired.show(f"message/{row.id}", row.workspace, None, {})


async def _name(work: UnitOfWork, identities: Identities, answer_id: str, at: datetime) -> None:
    """Take the name from an answer that was made Confidential; where no code can be made any more, take it away."""
    answer = await work.answers.get(answer_id)
    if answer is None or answer.author is None:
        return
    await _say_no_more(work, answer)
    campaign = await _campaign_of(work, answer)
    if campaign is None or campaign.salt is None:
        await work.answers.remove(answer.id, at=at)
        return
    code = identities.codes(campaign.salt, answer.workspace, answer.author).answers
    await work.answers.revise(answer.id, text=answer.text or "", mode="confidential", person_code=code)


async def _quote(work: UnitOfWork, _: Identities, answer_id: str, __: datetime) -> None:
    """Quote an answer no more; its words stay as they are."""
    answer = await work.answers.get(answer_id)
    if answer is None or answer.deleted_at is not None:
        return
    await work.answers.revise(
        answer.id, text=answer.text or "", author=answer.author, person_code=answer.person_code, quotable=False
    )
    await unquote(work, answer.id)


async def _campaign_of(work: UnitOfWork, answer: Answer) -> Campaign | None:
    round_ = await work.rounds.get(answer.round_id)
    return None if round_ is None else await work.campaigns.get(round_.campaign_id)


async def _rating(work: UnitOfWork, _: Identities, rating_id: str, __: datetime) -> None:
    await work.deletions.drop_rating(rating_id)


async def _support(work: UnitOfWork, _: Identities, support_id: str, __: datetime) -> None:
    await work.deletions.drop_support(support_id)


async def _taking_part(work: UnitOfWork, _: Identities, made: str, __: datetime) -> None:
    await work.deletions.drop_participation(made)


async def _vote(work: UnitOfWork, _: Identities, pair: str, __: datetime) -> None:
    await work.questions.drop_vote(*pair_in(pair))


async def _felt(work: UnitOfWork, _: Identities, pair: str, __: datetime) -> None:
    await work.meetings.unsay(*pair_in(pair))


async def _reply(work: UnitOfWork, _: Identities, reply_id: str, __: datetime) -> None:
    await unsay_reply(work, reply_id)


async def _place(work: UnitOfWork, _: Identities, pair: str, __: datetime) -> None:
    await work.meetings.give_up(*pair_in(pair))


async def _name_given(work: UnitOfWork, _: Identities, name_id: str, at: datetime) -> None:
    name = await work.ladder.name(name_id)
    if name is not None:
        await take_name_back(work, name, at.date())


async def _mail_address(work: UnitOfWork, _: Identities, number: str, __: datetime) -> None:
    await work.mail_addresses.drop_again(number)


async def _idea(work: UnitOfWork, identities: Identities, idea_id: str, _: datetime) -> None:
    idea = await work.ideas.get(idea_id)
    if idea is not None:
        await take_back(work, await placed(work, idea), identities)


async def _idea_part(work: UnitOfWork, identities: Identities, pair: str, _: datetime) -> None:
    idea_id, code = pair_in(pair)
    await forget_again(work, identities, idea_id, code)


async def _left(work: UnitOfWork, identities: Identities, pair: str, _: datetime) -> None:
    """Somebody left, under a code; entries are made in their order, so the last of leaving and coming back wins."""
    campaign_id, code = pair_in(pair)
    campaign = await work.campaigns.get(campaign_id)
    if campaign is None:
        return
    await work.departures.leave(campaign.id, code)
    for row in await work.departures.unsent(campaign.id):
        whose = [user for user in (row.recipient, row.address) if user]
        if code in {identities.codes(campaign.salt, campaign.workspace, user).away for user in whose}:
            await work.deliveries.cancel(row)


async def _came_back(work: UnitOfWork, _: Identities, pair: str, __: datetime) -> None:
    await work.departures.come_back(*pair_in(pair))


async def _links(work: UnitOfWork, _: Identities, campaign_id: str, at: datetime) -> None:
    """Done before: that takes more than one transaction (`Forgetting.again`)."""


async def _uninstalled(work: UnitOfWork, _: Identities, workspace: str, at: datetime) -> None:
    """Only the day is known: its last moment, for a campaign of that day was there before the removal."""
    await work.uninstalls.note(workspace, at + timedelta(days=1, microseconds=-1))


async def _reinstalled(work: UnitOfWork, _: Identities, workspace: str, __: datetime) -> None:
    await work.uninstalls.lift(workspace)


MAKE: Mapping[str, Make] = {
    kinds.ANSWER: _answer,
    kinds.QUOTE: _quote,
    kinds.NAME: _name,
    kinds.RATING: _rating,
    kinds.SUPPORT: _support,
    kinds.TAKING_PART: _taking_part,
    kinds.VOTE: _vote,
    kinds.FELT: _felt,
    kinds.REPLY: _reply,
    kinds.PLACE: _place,
    kinds.NAME_GIVEN: _name_given,
    kinds.MAIL_ADDRESS: _mail_address,
    kinds.IDEA: _idea,
    kinds.IDEA_PART: _idea_part,
    kinds.LEFT: _left,
    kinds.CAME_BACK: _came_back,
    kinds.LINKS: _links,
    kinds.UNINSTALLED: _uninstalled,
    kinds.REINSTALLED: _reinstalled,
}
"""A kind, and what is done. It is told what the deletion is about, and its day."""
