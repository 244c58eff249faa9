"""Taking part: one flag a person and round, kept apart from what they said."""

from collections.abc import Collection

from sqlalchemy import select, update

from bot.ids import planned_id
from bot.storage.models import Participation, Round
from bot.storage.repositories.base import Repository


class Participations(Repository):
    """Who took part, by code."""

    async def note(self, round_id: str, person_code: str, *, by_leader: bool = False, late: bool = False) -> bool:
        """Set the flag. False when it was set. In time stays in time, whatever comes later."""
        row = Participation(round_id=round_id, person_code=person_code, by_leader=by_leader, late=late)
        if await self._insert_once(row):
            return True
        if not late:
            whose = (Participation.round_id == round_id, Participation.person_code == person_code)
            await self._changed(update(Participation).where(*whose, Participation.late).values(late=False))
        return False

    async def codes(self, round_id: str, *, with_late: bool = False) -> set[str]:
        """The staff who took part in a round: leaders are not counted, latecomers only when asked for."""
        query = select(Participation.person_code)
        query = query.where(Participation.round_id == round_id, Participation.by_leader.is_(False))
        return set(await self._all(query if with_late else query.where(Participation.late.is_(False))))

    async def of_round(self, round_id: str) -> list[Participation]:
        """Every flag of a round, with leaders and latecomers."""
        query = select(Participation).where(Participation.round_id == round_id)
        return await self._all(query.order_by(Participation.person_code))

    async def of_person(self, codes: Collection[str]) -> list[Participation]:
        """The flags under any of these codes: a person has one code a campaign."""
        query = select(Participation).where(Participation.person_code.in_(codes))
        return await self._all(query.order_by(Participation.round_id))

    async def of_campaign(self, campaign_id: str) -> list[Participation]:
        """Every flag of a campaign."""
        query = select(Participation).join(Round, Round.id == Participation.round_id)
        query = query.where(Round.campaign_id == campaign_id)
        return await self._all(query.order_by(Participation.round_id, Participation.person_code))


def participation_id(round_id: str, person_code: str) -> str:
    """What the ledger of deletions calls a flag, which has no id of its own. It leads to neither of the two."""
    return planned_id("taking part", round_id, person_code)
