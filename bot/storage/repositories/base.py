"""What every repository can do, and the statements whose spelling differs between SQLite and PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Select,
    SelectBase,
    exists,
    func,
    inspect,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.storage.models import Base

Found = TypeVar("Found")
Row = TypeVar("Row", bound=Base)


class Repository:
    """Queries over one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _all(self, statement: Select[Found], values: Mapping[str, Any] | None = None) -> list[Found]:
        """Run a query; `values` fill the parameters of one that was built once and is kept."""
        return list((await self._session.scalars(statement, values)).all())

    async def _fresh(self, statement: Select[Found]) -> list[Found]:
        """Rows as they are now, also those this session has read before: for tables that are changed by upserts."""
        return await self._all(statement.execution_options(populate_existing=True))

    async def _first(self, statement: Select[Found]) -> Found | None:
        return (await self._session.scalars(statement.limit(1))).first()

    async def _locked(self, row: type[Row], key: str) -> Row | None:
        """One row as it is now, held until the transaction ends (SQLite's writer is alone anyway)."""
        return await self._session.get(row, key, with_for_update=True, populate_existing=True)

    async def _put(self, rows: Iterable[Base]) -> None:
        """Write new rows at once, so that rows of other tables may refer to them."""
        self._session.add_all(rows)
        await self._session.flush()

    async def _changed(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE (or an upsert, uncounted) and say how many rows it touched."""
        await self._session.flush()
        return cast("CursorResult[Any]", await self._session.execute(statement)).rowcount

    async def _insert_once(self, row: Base) -> bool:
        """Insert a row unless one with the same key is there. Waits for whoever is inserting it at this moment."""
        await self._session.flush()
        key = inspect(type(row)).primary_key
        # Rows are counted by what comes back: psycopg does not count inserted ones (rowcount is -1).
        inserted = await self._session.execute(self._insert(row).on_conflict_do_nothing().returning(*key))
        return inserted.first() is not None

    def _insert(self, row: Base) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT of what was set on `row`, to be finished with one of the `on_conflict_…` methods."""
        state = inspect(row)
        values = {prop.key: state.dict[prop.key] for prop in state.mapper.column_attrs if prop.key in state.dict}
        return self._insert_into(type(row)).values(**values)

    def _insert_into(self, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT without values yet."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    def _insert_from(
        self, table: type[Base], columns: Sequence[str], rows: SelectBase
    ) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT of what a query gives, to be finished with one of the `on_conflict_…` methods."""
        make = sqlite.insert if self._is_sqlite else postgresql.insert
        return make(table).from_select(columns, rows)

    def _holds(self, column: InstrumentedAttribute[list[Any]], item: str) -> ColumnElement[bool]:
        """Whether a JSON list of texts has `item` in it."""
        if self._is_sqlite:
            elements = func.json_each(column).table_valued("value")
        else:
            elements = func.json_array_elements_text(column).table_valued("value").render_derived()
        return exists(select(literal(1)).select_from(elements).where(elements.c.value == item))

    @property
    def _is_sqlite(self) -> bool:
        return self._session.get_bind().dialect.name == "sqlite"
