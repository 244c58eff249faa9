"""Much work in small transactions, so that no writer holds the others up for long."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.storage.database import Database
from bot.storage.repositories.purging import Batch
from bot.storage.unit_of_work import UnitOfWork

AT_ONCE = 100  # rows in one transaction, which must not take 100 ms
SEALED_AT_ONCE = 10  # rows that are opened and sealed again in one transaction

Act = Callable[[UnitOfWork], Awaitable[int]]
"""What is done in one transaction; gives how many rows it touched."""


class Keyed(Protocol):
    """A row with an id."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


Row = TypeVar("Row", bound=Keyed)


class Batches:
    """Opens one transaction after another."""

    def __init__(self, database: Database, at_once: int = AT_ONCE) -> None:
        self._database = database
        self.at_once = at_once

    async def once(self, act: Act) -> int:
        """One transaction."""
        async with self._database.unit_of_work() as work:
            touched = await act(work)
            await work.commit()
        return touched

    async def all(self, remove: Callable[[UnitOfWork, int], Awaitable[Batch]]) -> int:
        """As many as it takes until one finds fewer rows than it might have; say how many went in all.

        Two processes may do this at once: each ends only when all that it found is gone, whoever deleted it.
        """
        total, found = 0, self.at_once
        while found == self.at_once:
            async with self._database.unit_of_work() as work:
                batch = await remove(work, self.at_once)
                await work.commit()
            found, total = batch.found, total + batch.gone
        return total

    async def each(
        self,
        find: Callable[[UnitOfWork, str, int], Awaitable[Sequence[Row]]],
        change: Callable[[Row], bool],
    ) -> int:
        """Change rows in the order of their ids; `find` gives those after an id. Say how many were changed."""
        total, after, most = 0, "", min(self.at_once, SEALED_AT_ONCE)
        while True:
            async with self._database.unit_of_work() as work:
                rows = await find(work, after, most)
                total += sum(change(row) for row in rows)
                await work.commit()
            if len(rows) < most:
                return total
            after = rows[-1].id
