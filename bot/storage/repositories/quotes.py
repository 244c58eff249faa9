"""Quotes: one a quotable answer, in an order that means nothing."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from bot.storage.models import Answer, Round
from bot.storage.quote_models import RELEASED, Quote
from bot.storage.repositories.answers import Answers
from bot.storage.repositories.base import Repository
from bot.storage.unlinked_models import UnlinkedAnswer

COLUMNS = ("id", "workspace", "campaign_id", "week", "answer_id", "unlinked_id", "state", "body", "hidings", "version")


class Quotes(Repository):
    """What may be quoted, and what became of it."""

    async def add_once(self, quotes: Sequence[Quote]) -> None:
        """Keep quotes, in one statement, save those of answers that have one."""
        rows = [{name: getattr(quote, name) for name in COLUMNS} for quote in quotes]
        await self._changed(self._insert_into(Quote).values(rows).on_conflict_do_nothing())

    async def lock_under_round(self, quote_id: str) -> Quote | None:
        """One quote as it is now, held until the transaction ends; before it its answer, if it has one."""
        quote = await self._session.get(Quote, quote_id)
        if quote is not None and quote.answer_id is not None:
            await Answers(self._session).hold(quote.answer_id)
        return await self._locked(Quote, quote_id)

    async def of_answer(self, answer_id: str) -> Quote | None:
        """The quote of a Confidential answer."""
        return await self._first(select(Quote).where(Quote.answer_id == answer_id))

    async def all(self, workspace: str) -> list[Quote]:
        """A workspace's quotes; the ids are drawn by chance, so their order is too."""
        return await self._all(select(Quote).where(Quote.workspace == workspace).order_by(Quote.id))

    async def released(self, campaign_id: str, week: int) -> list[Quote]:
        """The released quotes of a week, in the same order. Held: nobody takes one away while a digest is written."""
        query = select(Quote).where(Quote.campaign_id == campaign_id, Quote.week == week, Quote.state == RELEASED)
        return await self._fresh(query.order_by(Quote.id).with_for_update(read=True))

    async def drop(self, quote_id: str) -> None:
        """Forget a quote, with what was said about it."""
        await self._changed(delete(Quote).where(Quote.id == quote_id).execution_options(synchronize_session="fetch"))

    async def quotable(self, campaign_id: str, ids: Collection[str] | None = None) -> list[Answer]:
        """Confidential answers of closed weeks that their authors, who do not lead the team, let us quote.

        All of them, or those with these ids.
        """
        query = (
            select(Answer)
            .join(Round, Round.id == Answer.round_id)
            .where(
                Round.campaign_id == campaign_id,
                Round.state == "closed",
                Answer.mode == "confidential",
                Answer.quotable,
                Answer.deleted_at.is_(None),
                Answer.late.is_(False),
                Answer.by_leader.is_(False),
            )
            .order_by(Answer.id)
        )
        if ids is not None:
            query = query.where(Answer.id.in_(ids))
        return await self._all(query)

    async def unlinked(self, campaign_id: str, ids: Collection[str] | None = None) -> list[UnlinkedAnswer]:
        """Unlinked answers where they stay, of teams in which enough people took part: all, or those with these ids."""
        query = select(UnlinkedAnswer).where(
            UnlinkedAnswer.campaign_id == campaign_id, UnlinkedAnswer.withheld.is_(False)
        )
        if ids is not None:
            query = query.where(UnlinkedAnswer.id.in_(ids))
        return await self._all(query.order_by(UnlinkedAnswer.id))
