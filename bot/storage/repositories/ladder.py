"""How people would like their questions taken up, and the names they gave for a meeting."""

from collections.abc import Collection

from sqlalchemy import delete, select

from bot.storage.ladder_models import NameGiven, Wish
from bot.storage.repositories.base import Repository


class Ladder(Repository):
    """Whoever changes a wish or a name holds its question first, or its answer, so that one follows the other."""

    # --- wishes -------------------------------------------------------------------------------------------------------

    async def wish(self, answer_id: str) -> Wish | None:
        """How whoever wrote an answer would like it taken up; None: in writing."""
        return await self._session.get(Wish, answer_id, populate_existing=True)

    async def hold(self, answer_id: str) -> Wish | None:
        """The same as it is now, held until the transaction ends."""
        return await self._locked(Wish, answer_id)

    async def keep(self, wish: Wish) -> None:
        """Keep a wish, where there is none."""
        await self._put([wish])

    async def waiting(self) -> list[Wish]:
        """Those that leaders do not read yet."""
        return await self._fresh(select(Wish).where(Wish.waits).order_by(Wish.answer_id))

    async def wishes_of(self, campaigns: Collection[str]) -> list[Wish]:
        """Those of some campaigns."""
        return await self._fresh(select(Wish).where(Wish.campaign_id.in_(campaigns)).order_by(Wish.answer_id))

    async def drop_wish(self, answer_id: str) -> bool:
        """Forget a wish."""
        gone = delete(Wish).where(Wish.answer_id == answer_id)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1

    # --- names --------------------------------------------------------------------------------------------------------

    async def give(self, name: NameGiven) -> None:
        """Keep that somebody gave their name."""
        await self._put([name])

    async def name(self, name_id: str) -> NameGiven | None:
        """One, as it is now."""
        return await self._session.get(NameGiven, name_id, populate_existing=True)

    async def names_about(self, question_id: str) -> list[NameGiven]:
        """Those that were given about a question, also what was taken back."""
        return await self._fresh(select(NameGiven).where(NameGiven.question_id == question_id).order_by(NameGiven.id))

    async def names_by(self, codes: Collection[str]) -> list[NameGiven]:
        """Those that a person gave, under their codes."""
        return await self._fresh(select(NameGiven).where(NameGiven.person_code.in_(codes)).order_by(NameGiven.id))

    async def names_of(self, campaign_id: str) -> list[NameGiven]:
        """Those of a campaign."""
        query = select(NameGiven).where(NameGiven.campaign_id == campaign_id)
        return await self._fresh(query.order_by(NameGiven.id))

    async def drop_name(self, name_id: str) -> bool:
        """Forget that a name was given."""
        gone = delete(NameGiven).where(NameGiven.id == name_id)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1
