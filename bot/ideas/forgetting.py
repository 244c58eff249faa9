"""What goes of an idea when its author takes it back, or when somebody leaves and deletes what they did about ideas.

History is added to and never rewritten, but for this: what a person wrote is theirs to delete. The entry stays, empty.
"""

from datetime import date
from typing import Any

from bot.ideas.places import RAISED_WITH, IdeaPlaced, lesson_id, placed
from bot.ideas.telling import MOVED, WIN, ask_no_more, show
from bot.ideas.winning import forget_name
from bot.ids import pair_of
from bot.insight.ideas import REACH, RED_TAPE
from bot.storage.identity import Identities
from bot.storage.models import Delivery
from bot.storage.repositories.deletions import IDEA, IDEA_PART
from bot.storage.unit_of_work import UnitOfWork


async def take_back(work: UnitOfWork, found: IdeaPlaced, identities: Identities) -> None:
    """Take an idea's words away, and the link to whoever raised it. Where nobody else has begun on it, all of it.

    Its win names whoever raised it no more, unless they had another part in it: that their name goes at this moment
    would tell that they raised it.
    """
    idea = found.idea
    others = {found.owner, *(helper.user for helper in found.helpers)} - {None, found.credit}
    moved = any(row.body.get("by") not in {None, found.credit} for row in await work.ideas.history(idea.id))
    for row in await work.ideas.messages(idea.campaign_id, idea.id):
        await _unsay(work, row, found.credit)
    if not others and not moved:
        await work.ideas.unlearn(lesson_id(idea.id))
        await work.ideas.drop(idea.id)
        return
    if found.credit is not None:
        await _forget_moves(work, found, found.credit)
    with_a_part = {found.owner, *(helper.user for helper in found.helpers)} - {found.credit}
    for user in set(found.win_names) - with_a_part:
        if found.raised_by(user, identities):
            await forget_name(work, found, user)
    idea.person_code = None
    owner = None if found.owner == found.credit else found.owner
    found.put(**dict.fromkeys(RAISED_WITH), credit=None, owner=owner, taken_back=True)
    await show(work, found)


async def _unsay(work: UnitOfWork, row: Delivery, credit: str | None) -> None:
    """Take its words from a message about it; what somebody else says there stays."""
    theirs = row.facts.get("by") in {None, credit} or row.facts.get("what") == RED_TAPE
    stays = row.utterance == MOVED or (row.utterance == WIN and not theirs)
    if not stays and await work.deliveries.cancel(row):
        row.facts = {}
    elif row.facts:
        gone: dict[str, Any] = dict.fromkeys((*RAISED_WITH, "title", *(["text"] if theirs else [])), "")
        gone |= {"credit": None, **({"said": {}} if theirs else {})}
        row.facts = {**row.facts, **{name: value for name, value in gone.items() if name in row.facts}}
        await work.desired.show_message(row, row.facts)


async def forget_part(work: UnitOfWork, found: IdeaPlaced, user: str) -> bool:
    """Take somebody out of an idea: as its owner, as a helper, and what they wrote in its history."""
    did = await _forget_moves(work, found, user)
    helpers = [one for one in found.idea.body.get("helpers", ()) if one["user"] != user]
    if len(helpers) != len(found.helpers):
        found.put(helpers=helpers)
        did = True
    if found.owner == user:
        found.put(owner=None)
        did = True
    did = await forget_name(work, found, user) or did
    asks = found.asks
    theirs = {what: {"state": ask["state"]} for what, ask in asks.items() if ask.get("by") == user}
    if theirs:
        found.put(asks={**asks, **theirs})
        did = True
    if did:
        await show(work, found)
    return did


async def _forget_moves(work: UnitOfWork, found: IdeaPlaced, user: str) -> bool:
    """Empty what somebody wrote in its history, and in messages about it; whether there was something."""
    did = False
    for row in await work.ideas.history(found.idea.id):
        if row.body.get("by") == user:
            if row.kind == "review":
                await work.ideas.unlearn(lesson_id(found.idea.id))
                await ask_no_more(work, found, REACH)
            row.body = {"by": None, "on": None, "said": {}}
            did = True
    for message in await work.ideas.messages(found.campaign.id, found.idea.id):
        if message.facts.get("by") == user:
            nothing: dict[str, Any] = {"by": None, "said": {}, "text": "", "words": ""}
            told = {name: value for name, value in nothing.items() if name in message.facts}
            message.facts = {**message.facts, **told}
            await work.desired.show_message(message, message.facts)
    return did


async def forget_ideas(
    work: UnitOfWork, identities: Identities, workspace: str, campaign_id: str, user: str, day: date
) -> None:
    """Delete what somebody who leaves a campaign gave about ideas in it, and note each deletion."""
    for idea in await work.ideas.of_campaign(campaign_id):
        found = await placed(work, idea)
        if await forget_part(work, found, user):
            code = identities.codes(found.campaign.salt, workspace, user).ideas
            await work.deletions.note(IDEA_PART, pair_of(idea.id, code), day)
        if found.raised_by(user, identities):
            await work.deletions.note(IDEA, idea.id, day)
            await take_back(work, found, identities)


async def forget_again(work: UnitOfWork, identities: Identities, idea_id: str, code: str) -> None:
    """Take out of a restored database what somebody, known by a code, had deleted of an idea."""
    idea = await work.ideas.get(idea_id)
    if idea is None:
        return
    found = await placed(work, idea)
    history = await work.ideas.history(idea_id)
    people = {found.owner, *(helper.user for helper in found.helpers), *(row.body.get("by") for row in history)}
    people |= {ask.get("by") for ask in found.asks.values()} | {*found.win_names}
    for user in people - {None}:
        if identities.codes(found.campaign.salt, idea.workspace, str(user)).ideas == code:
            await forget_part(work, found, str(user))
