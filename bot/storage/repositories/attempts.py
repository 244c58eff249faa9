"""Each request that may have posted, and what came back. Append-only."""

from datetime import datetime

from sqlalchemy import select

from bot.storage.models import DeliveryAttempt
from bot.storage.repositories.base import Repository


class Attempts(Repository):
    """The history of a message."""

    async def add(
        self, delivery_id: str, *, token: int, started_at: datetime, outcome: str, error: str | None = None
    ) -> None:
        """Write one attempt down."""
        row = DeliveryAttempt(
            delivery_id=delivery_id, token=token, started_at=started_at, outcome=outcome, error=error and error[:200]
        )
        await self._put([row])

    async def of(self, delivery_id: str) -> list[DeliveryAttempt]:
        """A message's attempts, oldest first."""
        query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
        return await self._all(query.order_by(DeliveryAttempt.id))
