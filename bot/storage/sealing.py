"""Which key opens what, and sealing everything anew with the newest key. For every column that is sealed, in any table.

Waymark may go on working meanwhile. Rows are read in batches and sealed outside of any transaction; what is written is
written only over the bytes that were read, so a row that was changed in between keeps its change (which was sealed by a
process of its own). What is sealed as it should be is left alone: after a break the next run goes on where this ended.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from sqlalchemy import ColumnElement, LargeBinary, Table, bindparam, select, type_coerce, update

from bot.storage.database import Database
from bot.storage.tables import METADATA
from bot.storage.types import Sealed

AT_ONCE = 50  # rows
MOST_BYTES = 200_000  # sealed bytes in one transaction: no writer may hold the others up for 100 ms

Row = tuple[str, bytes]


@dataclass(frozen=True)
class SealedColumn:
    """A column that holds sealed values, with the one column that is its table's key."""

    table: Table
    name: str

    @property
    def key(self) -> ColumnElement[str]:
        """The table's key: a text."""
        (key,) = self.table.primary_key.columns
        return key

    @property
    def raw(self) -> ColumnElement[bytes]:
        """The bytes as they are stored."""
        return type_coerce(self.table.columns[self.name], LargeBinary)


@dataclass(frozen=True)
class Opened:
    """How many values of a column each key opens, and how many none does. Key 0 is the newest."""

    table: str
    column: str
    by_key: Counter[int] = field(default_factory=Counter)
    unopened: int = 0


@dataclass
class Rotated:
    """What a rotation did, in numbers of values. `busy`: somebody changed them meanwhile; `unopened`: no key fits."""

    resealed: int = 0
    busy: int = 0
    unopened: int = 0
    transactions: int = 0


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every sealed column of every table."""
    return tuple(
        SealedColumn(table, column.name)
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    )


class Sealing:
    """Looks through what is sealed in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def check(self) -> tuple[Opened, ...]:
        """Count which key opens what."""
        return tuple([await self._check(column) for column in sealed_columns()])

    async def rotate(self) -> Rotated:
        """Seal with the newest key whatever is not, one column after the other."""
        done = Rotated()
        for column in sealed_columns():
            async for rows in self._batches(column):
                await self._reseal(column, rows, done)
        return done

    async def _check(self, column: SealedColumn) -> Opened:
        keys: Counter[int | None] = Counter()
        async for rows in self._batches(column):
            keys.update(self._vault.key_of(sealed) for _, sealed in rows)
        unopened = keys.pop(None, 0)
        by_key = Counter({place: count for place, count in keys.items() if place is not None})
        return Opened(column.table.name, column.name, by_key, unopened)

    async def _batches(self, column: SealedColumn) -> AsyncIterator[list[Row]]:
        """Read a column in the order of its key; rows that come while this goes on may be missed."""
        after = ""
        while True:
            query = select(column.key, column.raw).where(column.key > after, column.raw.is_not(None))
            async with self._database.reading() as work:
                found = await work.session.execute(query.order_by(column.key).limit(AT_ONCE))
                rows = [(key, sealed) for key, sealed in found]
            if not rows:
                return
            after = rows[-1][0]
            yield rows

    async def _reseal(self, column: SealedColumn, rows: Sequence[Row], done: Rotated) -> None:
        stale = [(key, sealed) for key, sealed in rows if not self._vault.is_current(sealed)]
        opened = [(key, sealed) for key, sealed in stale if self._vault.key_of(sealed) is not None]
        done.unopened += len(stale) - len(opened)
        for part in _portions(opened):
            fresh = [(key, old, self._vault.seal(self._vault.open(old))) for key, old in part]
            written = await self._write(column, fresh)
            done.transactions += 1
            done.resealed += written
            done.busy += len(part) - written

    async def _write(self, column: SealedColumn, rows: Sequence[tuple[str, bytes, bytes]]) -> int:
        """Write over the bytes that were read, and nothing else. Not a change of the row: its version stays."""
        statement = (
            update(column.table)
            .where(column.key == bindparam("of"), column.raw == bindparam("old", type_=LargeBinary))
            .values({column.name: bindparam("new", type_=LargeBinary)})
        )
        values = [{"of": key, "old": old, "new": new} for key, old, new in rows]
        async with self._database.unit_of_work() as work:
            connection = await work.session.connection()
            written = (await connection.execute(statement, values)).rowcount
            await work.commit()
        return written


def _portions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Cut a batch where it grows too large for one transaction."""
    sizes = list(accumulate(len(sealed) for _, sealed in rows))
    parts: dict[int, list[Row]] = {}
    for row, size in zip(rows, sizes, strict=True):
        parts.setdefault(size // MOST_BYTES, []).append(row)
    yield from parts.values()
