"""Which incoming ids were handled. The row is written in the transaction that handles them, or not at all."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.models import SeenEvent
from bot.storage.repositories.base import Repository


class Seen(Repository):
    """Redeliveries."""

    async def first_time(self, id: str, at: datetime) -> bool:  # noqa: A002 - the field's own name
        """Remember an id. False when it was remembered before: then everything it asked for was done."""
        return await self._insert_once(SeenEvent(id=id, received_at=at))

    async def forget(self, id: str) -> None:  # noqa: A002 - the field's own name
        """Forget one id: what it asked for was undone, and may be asked for again."""
        await self._changed(delete(SeenEvent).where(SeenEvent.id == id))

    async def forget_before(self, moment: datetime, limit: int) -> int:
        """Forget ids that no redelivery can bring again, at most so many at once, and say how many."""
        old = select(SeenEvent.id).where(SeenEvent.received_at < moment).limit(limit)
        return await self._changed(delete(SeenEvent).where(SeenEvent.id.in_(old)))
