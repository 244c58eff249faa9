"""Forgets ids of events that nobody will bring again."""

from datetime import timedelta

from bot.clock import WireClock
from bot.storage.database import Database

KEPT = timedelta(hours=26)
"""Slack brings an event again for 24 hours at most (its setting Delayed Events); here it may wait a little too."""
BATCH = 500  # ids in one transaction: no writer may hold the others up for long


class Memory:
    """The ids of events, buttons and forms that were handled."""

    def __init__(self, database: Database, wire: WireClock) -> None:
        self._database = database
        self._wire = wire

    async def forget(self) -> int:
        """Forget what is old enough, a batch at a time, and return how many ids there were."""
        moment, gone = self._wire.now() - KEPT, 0
        while True:
            async with self._database.unit_of_work() as work:
                batch = await work.seen.forget_before(moment, BATCH)
                await work.commit()
            gone += batch
            if batch < BATCH:
                return gone
