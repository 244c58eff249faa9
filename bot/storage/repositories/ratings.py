"""Ratings: one row a person and scale; the last tap wins."""

from collections.abc import Collection

from sqlalchemy import delete, select

from bot.ids import planned_id
from bot.storage.models import Rating, Round
from bot.storage.repositories.base import Repository


class Ratings(Repository):
    """How people see an area: now and needed, 1 to 5."""

    async def keep(
        self,
        round_id: str,
        person_code: str,
        scale: str,
        value: int,
        source: str,
        *,
        by_leader: bool = False,
        late: bool = False,
    ) -> None:
        """Store or change one person's rating of one scale."""
        row = Rating(
            id=rating_id(round_id, person_code, scale), round_id=round_id, person_code=person_code,
            scale=scale, value=value, source=source, by_leader=by_leader, late=late,
        )  # fmt: skip
        changes = {"value": value, "source": source, "by_leader": by_leader, "late": late}
        keys = ["round_id", "person_code", "scale"]
        await self._changed(self._insert(row).on_conflict_do_update(index_elements=keys, set_=changes))

    async def drop(self, round_id: str, person_code: str, scale: str, value: int, source: str) -> bool:
        """Take a rating back. False when it has another value or source by now: then it stays."""
        whose = (Rating.round_id == round_id, Rating.person_code == person_code, Rating.scale == scale)
        return await self._changed(delete(Rating).where(*whose, Rating.value == value, Rating.source == source)) == 1

    async def of_round(self, round_id: str) -> list[Rating]:
        """All ratings of a round, late ones too (`late`)."""
        return await self._fresh(select(Rating).where(Rating.round_id == round_id).order_by(Rating.id))

    async def of_leaders(self, rounds: Collection[str]) -> list[Rating]:
        """What leaders gave in these rounds, in time."""
        query = select(Rating).where(Rating.round_id.in_(rounds), Rating.by_leader, Rating.late.is_(False))
        return await self._fresh(query.order_by(Rating.id))

    async def of_person(self, round_id: str, code: str) -> list[Rating]:
        """One person's ratings in a round."""
        query = select(Rating).where(Rating.round_id == round_id, Rating.person_code == code)
        return await self._fresh(query.order_by(Rating.scale))

    async def of_campaign(self, campaign_id: str) -> list[Rating]:
        """All ratings of a campaign."""
        query = select(Rating).join(Round, Round.id == Rating.round_id).where(Round.campaign_id == campaign_id)
        return await self._fresh(query.order_by(Rating.id))

    async def by_codes(self, codes: Collection[str]) -> list[Rating]:
        """Every rating under any of these codes."""
        return await self._fresh(select(Rating).where(Rating.person_code.in_(codes)).order_by(Rating.id))


def rating_id(round_id: str, person_code: str, scale: str) -> str:
    """The id of one person's rating of one scale."""
    return planned_id("rating", round_id, person_code, scale)
