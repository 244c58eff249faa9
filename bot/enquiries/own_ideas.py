"""What is kept of somebody about ideas: those they raised, with a name or without, take forward or help with, and what
they wrote on the way."""

from dataclasses import replace

from bot.campaigns.founding import zone_of
from bot.campaigns.weeks import monday_of
from bot.enquiries.reading import Reading
from bot.errors import there
from bot.ideas.places import IdeaPlaced, placed
from bot.ideas.reading import counts, teams_of
from bot.insight.ideas import IdeasNow
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import OwnIdea


async def own_ideas(work: UnitOfWork, reading: Reading) -> tuple[OwnIdea, ...]:
    """All of it, the longest unmoved first."""
    ideas = [await placed(work, idea) for idea in await work.ideas.of_workspace(reading.workspace)]
    found = [await _own(work, reading, idea) for idea in ideas]
    return tuple(one for one in found if _has_part(one))


def _has_part(one: OwnIdea) -> bool:
    return one.raised or one.owns or one.named_in_win or bool(one.role or one.wrote)


async def _own(work: UnitOfWork, reading: Reading, found: IdeaPlaced) -> OwnIdea:
    user, raised = reading.user, found.raised_by(reading.user, reading.identities)
    mine = [row for row in await work.ideas.history(found.idea.id) if row.body.get("by") == user]
    helps = next((one for one in found.helpers if one.user == user), None)
    words = found.words if raised else {}
    return OwnIdea(
        idea_id=found.idea.id,
        campaign=found.campaign.name,
        team=found.team.name,
        stage=found.idea.stage,
        raised=raised,
        named=found.credit is not None,
        words=words,
        owns=found.owner == user,
        role=helps.role if helps else "",
        skill=helps.words if helps else "",
        wrote=tuple((row.kind, dict(row.body.get("said", {}))) for row in mine),
        named_in_win=user in found.win_names,
    )


async def ideas_now(work: UnitOfWork, reading: Reading) -> tuple[IdeasNow, ...]:
    """How many ideas each of the reader's teams has, in campaigns that run or are over."""
    found = []
    for team in await teams_of(work, reading.workspace, reading.user):
        campaign = there(await work.campaigns.get(team.campaign_id))
        now = await counts(work, team, monday_of(reading.now, zone_of(team, campaign).key))
        found.append(replace(now, shares=campaign.state in LIVE))
    return tuple(found)
