"""Support: a reaction on a colleague's answer."""

from collections.abc import Collection

from sqlalchemy import Select, delete, select

from bot.ids import planned_id
from bot.storage.models import Answer, Round, Support
from bot.storage.repositories.base import Repository


class Supports(Repository):
    """Who backs which answer. Deleted answers have none."""

    async def keep(self, answer_id: str, person_code: str, reaction: str) -> bool:
        """Store a reaction. False when it was there."""
        made = support_id(answer_id, person_code, reaction)
        row = Support(id=made, answer_id=answer_id, person_code=person_code, reaction=reaction)
        return await self._insert_once(row)

    async def drop(self, answer_id: str, person_code: str, reaction: str) -> bool:
        """Take a reaction back. False when there was none."""
        whose = (Support.answer_id == answer_id, Support.person_code == person_code, Support.reaction == reaction)
        return await self._changed(delete(Support).where(*whose)) == 1

    async def of_round(self, round_id: str) -> list[Support]:
        """All support for a round's answers."""
        return await self._all(_standing().where(Answer.round_id == round_id))

    async def of_person(self, codes: Collection[str]) -> list[Support]:
        """All support under any of these codes: a person has one code a campaign."""
        return await self._all(_standing().where(Support.person_code.in_(codes)))

    async def of_campaign(self, campaign_id: str) -> list[Support]:
        """All support for a campaign's answers."""
        query = _standing().join(Round, Round.id == Answer.round_id)
        return await self._all(query.where(Round.campaign_id == campaign_id))


def _standing() -> Select[Support]:
    query = select(Support).join(Answer, Answer.id == Support.answer_id)
    return query.where(Answer.deleted_at.is_(None)).order_by(Support.id)


def support_id(answer_id: str, person_code: str, reaction: str) -> str:
    """The id of one person's reaction on an answer."""
    return planned_id("support", answer_id, person_code, reaction)
