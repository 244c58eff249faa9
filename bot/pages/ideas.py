"""The ideas of a campaign on a leader's page, each from its need to what came of it; and what was learned.

By the rights that hold in Slack: an idea is for the people of its team and those who lead it, and who finds a lesson is
its owner's choice (decision 24). Nothing here leads from an idea to an answer: what residents told the team in the same
week stands beside it, from the reader's own digest, and nobody says that it is the same need.
"""

from collections.abc import Iterator, Sequence

from bot.ideas.places import IdeaPlaced, lesson_id
from bot.ideas.reading import learning_of, lessons_for, moved_of
from bot.insight.ideas import FINISHED
from bot.insight.promised import PromiseShown
from bot.pages.breakdown import Standing
from bot.pages.facts import IdeaTraced, Lessons
from bot.scenes.stage import pack_of, priority_of
from bot.storage.unit_of_work import UnitOfWork

MOST_LESSONS = 25


async def ideas_of(work: UnitOfWork, now: Standing, promised: Sequence[PromiseShown]) -> tuple[IdeaTraced, ...]:
    """Gather those that the reader may read: open ones first, the longest waiting first."""
    rounds = {row.id: row for row in now.rounds}
    found = [
        IdeaPlaced(idea, now.campaign, now.teams[idea.team_id], rounds[idea.round_id])
        for idea in await work.ideas.of_campaign(now.campaign.id)
    ]
    mine = [one for one in found if one.may_read(now.leader)]
    ordered = sorted(mine, key=lambda one: one.idea.stage in FINISHED)
    return tuple([await _traced(work, now, one, promised) for one in ordered])


async def lessons_of(work: UnitOfWork, now: Standing, wanted: str) -> Lessons:
    """Look in the learning library."""
    found = await lessons_for(work, now.campaign.workspace, now.leader, wanted)
    return Lessons(wanted, found[:MOST_LESSONS], max(0, len(found) - MOST_LESSONS))


async def _traced(work: UnitOfWork, now: Standing, one: IdeaPlaced, promised: Sequence[PromiseShown]) -> IdeaTraced:
    week, team, idea = one.round.week, one.team.name, one.idea
    area = pack_of(now.campaign).area(one.round.area)
    priority = priority_of(now.campaign, week, area)
    lesson = await work.ideas.lesson(lesson_id(idea.id))
    return IdeaTraced(
        team=team,
        week=week,
        area_title=area.title,
        stage=idea.stage,
        words=one.words,
        credit=one.credit,
        owner=one.owner,
        priority=priority["title"] if priority else "",
        told=tuple(_told(now, week, one.team.id, team)),
        moves=tuple(moved_of(row) for row in await work.ideas.history(idea.id)),
        asks=tuple((what, ask["state"]) for what, ask in one.asks.items()),
        promises=tuple(promise for promise in promised if promise.week == week and team in promise.teams),
        learned=learning_of(lesson, one.team) if lesson else None,
    )


def _told(now: Standing, week: int, team_id: str, team: str) -> Iterator[str]:
    """What residents told a team in a week, as the reader's digest has it: by name, or as a released quote."""
    for digest in (row.snapshot for row in now.digests if row.week == week):
        for each in (digest.get("residents") or {}).get("teams", ()):
            yield from (item["text"] for item in each["told"] if each["team"] == team)
        for group in (digest.get("quotes") or {}).get("groups", ()):
            yield from (item["text"] for item in group["quotes"] if group["team_id"] == team_id and item["residents"])
