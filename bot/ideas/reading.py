"""What people read of ideas: the lists of their teams, one idea, and what was learned."""

from collections.abc import Collection
from datetime import date

from bot.errors import NotAllowed
from bot.ideas.acts import IdeaActs
from bot.ideas.places import RAISED_WITH, IdeaPlaced, check_reader, lesson_id, placed
from bot.insight.ideas import (
    ALL,
    FINISHED,
    ORGANISATION,
    WAITING,
    IdeaLine,
    IdeaShown,
    IdeasNow,
    Learning,
    Moved,
    counted,
    matches,
    ways_from,
    weeks_between,
)
from bot.storage.idea_models import IdeaMove, Lesson
from bot.storage.models import Team
from bot.storage.repositories.teams import BEGUN
from bot.storage.unit_of_work import UnitOfWork

FINISHERS = "finishers"
"""The list of ideas that need somebody to finish them."""


class IdeaReading(IdeaActs):
    """Where lists and single ideas are read."""

    async def listed(self, workspace: str, user: str, which: str = "") -> tuple[IdeaLine, ...]:
        """Give the ideas of one's teams: open ones first, the longest waiting first; or those that need a finisher."""
        async with self._database.reading() as work:
            lines = [
                _line(found, self._monday(found))
                for team in await teams_of(work, workspace, user)
                for found in [await placed(work, idea) for idea in await work.ideas.of_team(team.id)]
            ]
        wanted = [line for line in lines if line.finisher or which != FINISHERS]
        return tuple(sorted(wanted, key=lambda line: line.stage in FINISHED))

    async def one(self, workspace: str, user: str, idea_id: str) -> IdeaShown:
        """Give one idea, with what the reader may do. Raises `NotAllowed` for people of other teams."""
        async with self._database.reading() as work:
            found = await self._placed(work, workspace, await work.ideas.get(idea_id))
            check_reader(found, user)
            history = await work.ideas.history(idea_id)
            lesson = await work.ideas.lesson(lesson_id(idea_id))
        owns, words = found.owner == user, found.idea.body
        reads = owns or user in found.team.leaders
        return IdeaShown(
            line=_line(found, self._monday(found)),
            words={name: words[name] for name in RAISED_WITH if name in words},
            credit=found.credit,
            asks=tuple(sorted((what, ask["state"]) for what, ask in found.asks.items())),
            moves=tuple(moved_of(row) for row in history),
            helpers=found.helpers if owns else (),
            helping=len(found.helpers),
            ways=ways_from(found.idea.stage) if owns else (),
            may=frozenset(self._acts(found, user)),
            lesson=learning_of(lesson, found.team) if lesson is not None and reads else None,
        )

    async def may_answer(self, workspace: str, user: str, idea_id: str, what: str) -> IdeaShown:
        """Give an idea to a leader who is asked something about it. Raises `NotAllowed` for anybody else."""
        async with self._database.reading() as work:
            found = await self._placed(work, workspace, await work.ideas.get(idea_id))
        if user not in found.team.leaders or what not in found.asks:
            raise NotAllowed("Only leaders of this team can answer that.")
        return await self.one(workspace, user, idea_id)

    async def learned(self, workspace: str, user: str, words: str = "") -> tuple[Learning, ...]:
        """Give what was learned, as `lessons_for` does."""
        async with self._database.reading() as work:
            return await lessons_for(work, workspace, user, words)

    def _monday(self, found: IdeaPlaced) -> date:
        return found.monday(self._clocks.campaign.now())

    def _acts(self, found: IdeaPlaced, user: str) -> Collection[str]:
        owns, raised = found.owner == user, found.raised_by(user, self._identities)
        helps = any(one.user == user for one in found.helpers)
        over, stage = found.idea.stage in FINISHED, found.idea.stage
        acts = {
            "take_on": not owns and (found.owner is None or found.idea.finisher),
            "finisher": owns and not found.idea.finisher and not over,
            "help": not owns and not helps and not over,
            "help_back": helps,
            "review": owns and stage in FINISHED,
            "name": raised and found.credit is None,
            "take_back": raised,
        }
        leads = user in found.team.leaders
        asked = {f"answer/{what}" for what, ask in found.asks.items() if leads and ask["state"] == WAITING}
        return {name for name, may in acts.items() if may} | asked


async def teams_of(work: UnitOfWork, workspace: str, user: str) -> list[Team]:
    """The teams whose ideas somebody may read."""
    member = await work.teams.with_member(workspace, user, BEGUN)
    led = await work.teams.led_by(workspace, user, BEGUN)
    return list({team.id: team for team in (*member, *led)}.values())


async def lessons_for(work: UnitOfWork, workspace: str, user: str, words: str = "") -> tuple[Learning, ...]:
    """Give what was learned: by one's teams, in one's organisations, and what others let everybody read; only what
    holds every word that is looked for, with or without accents."""
    mine = await teams_of(work, workspace, user)
    lessons = await work.ideas.lessons(workspace)
    teams = {row.team_id: await work.teams.get(row.team_id) for row in lessons}
    found = [(lesson, teams[lesson.team_id]) for lesson in lessons]
    read = [learning_of(lesson, team) for lesson, team in found if team is not None and _may_read(lesson, team, mine)]
    return tuple(one for one in read if matches(words, [one.title, one.team, *one.said.values()]))


async def counts(work: UnitOfWork, team: Team, monday: date) -> IdeasNow:
    """Count a team's ideas."""
    ideas = await work.ideas.of_team(team.id)
    return counted(team.name, [(idea.stage, idea.moved_in, idea.finisher) for idea in ideas], monday)


def _line(found: IdeaPlaced, monday: date) -> IdeaLine:
    return IdeaLine(
        idea_id=found.idea.id,
        title=found.title,
        stage=found.idea.stage,
        team=found.team.name,
        owner=found.owner,
        finisher=found.idea.finisher,
        weeks=weeks_between(found.idea.moved_in, monday),
    )


def moved_of(row: IdeaMove) -> Moved:
    """Read an entry of an idea's history."""
    on = row.body.get("on")
    return Moved(row.kind, row.body.get("by"), row.body.get("said", {}), date.fromisoformat(on) if on else None)


def _may_read(lesson: Lesson, team: Team, mine: Collection[Team]) -> bool:
    """The team itself; its organisation where the owner said so; everybody of the workspace once a leader said yes."""
    if lesson.reach == ALL and mine:
        return True
    same = any(each.organisation == team.organisation for each in mine)
    return any(each.id == team.id for each in mine) or (lesson.reach == ORGANISATION and same)


def learning_of(lesson: Lesson, team: Team) -> Learning:
    """Read what a team learned."""
    said = {name: words for name, words in lesson.body.items() if name != "title"}
    return Learning(lesson.body["title"], team.name, team.organisation, lesson.outcome, said, lesson.reach)
