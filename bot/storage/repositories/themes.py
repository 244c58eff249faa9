"""Themes of answers, the words that some have in place of one, and themes that facilitators propose."""

from collections.abc import Collection

from sqlalchemy import delete, select

from bot.insight.themes import SOMETHING_ELSE
from bot.storage.models import Answer
from bot.storage.repositories.base import Repository
from bot.storage.theme_models import ThemeNote, ThemeProposal


class Themes(Repository):
    """What answers are about."""

    async def choose(self, answer_id: str, theme: str, words: str = "") -> bool:
        """Set an answer's theme. `words` stand beside "something else" only. False when the answer is gone."""
        kept = await self._locked(Answer, answer_id)
        if kept is None or kept.deleted_at is not None:
            return False
        kept.theme = theme
        await self._session.flush()
        note = await self._session.get(ThemeNote, answer_id)
        if theme != SOMETHING_ELSE:
            await self._changed(delete(ThemeNote).where(ThemeNote.answer_id == answer_id))
        elif words and note is not None:
            note.body = {"words": words}
        elif words:
            await self._put([ThemeNote(answer_id=answer_id, body={"words": words})])
        return True

    async def words_of(self, answer_id: str) -> str:
        """What the author of an answer said in place of a theme; empty where there is nothing."""
        note = await self._session.get(ThemeNote, answer_id)
        return str(note.body["words"]) if note is not None else ""

    async def notes(self, rounds: Collection[str]) -> list[tuple[Answer, str]]:
        """Answers of these rounds that stand, with the words in place of a theme."""
        query = (
            select(Answer, ThemeNote)
            .join(ThemeNote, ThemeNote.answer_id == Answer.id)
            .where(Answer.round_id.in_(rounds), Answer.deleted_at.is_(None), Answer.theme == SOMETHING_ELSE)
        )
        return [(answer, str(note.body["words"])) for answer, note in await self._session.execute(query)]

    async def propose(self, proposal: ThemeProposal) -> None:
        """Keep a proposed theme."""
        await self._put([proposal])

    async def proposals(self, campaign_id: str) -> list[ThemeProposal]:
        """A campaign's proposed themes, area by area."""
        query = select(ThemeProposal).where(ThemeProposal.campaign_id == campaign_id)
        return await self._all(query.order_by(ThemeProposal.area, ThemeProposal.id))
