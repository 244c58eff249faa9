"""Sessions in a room: how many answers were entered in a week, and what the team has not been told of yet."""

from sqlalchemy import func, select

from bot.errors import there
from bot.storage.repositories.base import Repository
from bot.storage.workshop_models import Workshop


class Workshops(Repository):
    """What facilitators did. Whoever writes here holds the round first, as everything does that counts in it."""

    async def hold(self, round_id: str, facilitator: str) -> Workshop:
        """A facilitator's row of a round, made if there is none."""
        await self._insert_once(Workshop(round_id=round_id, facilitator=facilitator, entered=0, untold=[]))
        return there(await self._session.get(Workshop, (round_id, facilitator), populate_existing=True))

    async def untold(self, round_id: str, facilitator: str) -> list[str]:
        """The ids of promises that a facilitator captured and has not told the team of."""
        row = await self._session.get(Workshop, (round_id, facilitator))
        return list(row.untold) if row else []

    async def entered(self, round_id: str) -> int:
        """How many answers were entered in a round, by all facilitators together."""
        query = select(func.coalesce(func.sum(Workshop.entered), 0)).where(Workshop.round_id == round_id)
        return int(await self._session.scalar(query) or 0)
