"""Ideas, their history, and what was learned from them."""

from sqlalchemy import delete, select

from bot.storage.idea_models import Idea, IdeaMove, Lesson
from bot.storage.models import Delivery, Round
from bot.storage.repositories.base import Repository

UTTERANCES = "idea/%"
"""The messages that are about an idea."""


class Ideas(Repository):
    """What people would do about what is needed."""

    async def add(self, idea: Idea) -> None:
        """Keep an idea."""
        await self._put([idea])

    async def get(self, idea_id: str) -> Idea | None:
        """One idea."""
        return await self._session.get(Idea, idea_id, populate_existing=True)

    async def hold(self, idea_id: str) -> Idea | None:
        """One as it is now, held until the transaction ends."""
        return await self._locked(Idea, idea_id)

    async def of_team(self, team_id: str) -> list[Idea]:
        """A team's ideas: what waits for longest first, within a week in an order that means nothing."""
        return await self._fresh(select(Idea).where(Idea.team_id == team_id).order_by(Idea.moved_in, Idea.id))

    async def of_campaign(self, campaign_id: str) -> list[Idea]:
        """A campaign's ideas, in the same order."""
        return await self._fresh(select(Idea).where(Idea.campaign_id == campaign_id).order_by(Idea.moved_in, Idea.id))

    async def of_workspace(self, workspace: str) -> list[Idea]:
        """All ideas of a workspace, in the same order."""
        return await self._fresh(select(Idea).where(Idea.workspace == workspace).order_by(Idea.moved_in, Idea.id))

    async def drop(self, idea_id: str) -> bool:
        """Forget an idea with its history."""
        for row in (delete(IdeaMove).where(IdeaMove.idea_id == idea_id), delete(Idea).where(Idea.id == idea_id)):
            gone = await self._changed(row.execution_options(synchronize_session="fetch"))
        return gone == 1

    async def messages(self, campaign_id: str, idea_id: str) -> list[Delivery]:
        """The messages about one idea."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id)
        query = query.where(Round.campaign_id == campaign_id, Delivery.utterance.like(UTTERANCES))
        found = await self._all(query.order_by(Delivery.id))
        return [row for row in found if row.facts.get("idea_id") == idea_id]

    async def messages_to(self, campaign_id: str, user: str) -> list[Delivery]:
        """Messages about ideas that went to somebody in confidence."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id)
        query = query.where(Round.campaign_id == campaign_id, Delivery.utterance.like(UTTERANCES))
        return [row for row in await self._all(query.order_by(Delivery.id)) if row.address == user]

    # --- history ------------------------------------------------------------------------------------------------------

    async def note(self, move: IdeaMove) -> None:
        """Add an entry to the history."""
        await self._put([move])

    async def history(self, idea_id: str) -> list[IdeaMove]:
        """Its entries in their order."""
        return await self._fresh(select(IdeaMove).where(IdeaMove.idea_id == idea_id).order_by(IdeaMove.number))

    # --- what was learned ---------------------------------------------------------------------------------------------

    async def learn(self, lesson: Lesson) -> None:
        """Keep what was learned."""
        await self._put([lesson])

    async def lesson(self, lesson_id: str) -> Lesson | None:
        """One lesson."""
        return await self._session.get(Lesson, lesson_id, populate_existing=True)

    async def lessons(self, workspace: str) -> list[Lesson]:
        """All of a workspace, the newest week first."""
        query = select(Lesson).where(Lesson.workspace == workspace)
        return await self._fresh(query.order_by(Lesson.learned_in.desc(), Lesson.id))

    async def unlearn(self, lesson_id: str) -> bool:
        """Forget a lesson."""
        gone = delete(Lesson).where(Lesson.id == lesson_id)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1
