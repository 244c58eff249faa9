"""Moves Unlinked answers, once their week is closed, to where nothing leads to them. A job apart from the close.

Lost, late, doubled or broken off, it does no harm: what lies in the buffer is found again, and its rounds are held
while some of it is moved. Digests read a small team's questions in either place.
"""

from bot.storage.database import Database

AT_ONCE = 100  # answers in one transaction: no writer may hold the others up for long
TABLES = ("unlinked_waiting", "spent_tokens")


class Unlinking:
    """The mover."""

    def __init__(self, database: Database, at_once: int = AT_ONCE) -> None:
        self._database = database
        self._at_once = at_once
        self._to_wipe = True  # what an earlier process may have left

    async def move(self) -> int:
        """Move what is ready, group by group, and wipe where it lay. Return how many groups there were."""
        async with self._database.reading() as work:
            groups = await work.unlinked.ready()
        for group in groups:
            done = False
            while not done:
                async with self._database.unit_of_work() as work:
                    done = await work.unlinked.move(group, self._at_once)
                    await work.commit()
        if groups or self._to_wipe:
            await self._database.wipe(*TABLES)
        self._to_wipe = bool(groups)  # once more, because somebody may have been reading
        return len(groups)
