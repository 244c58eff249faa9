"""Copies an SQLite database into an empty PostgreSQL one, row by row: for the way from one machine to many.

Synchronous, like migrations: nothing else runs meanwhile. What is sealed stays sealed; no key is needed. Everything is
one transaction on PostgreSQL, and every table is read back and compared before it is kept.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, MetaData, Table, create_engine, func, insert, select, text
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeEngine

from bot.errors import AskAgain
from bot.storage.addresses import sqlite_file, sync_url
from bot.storage.engines import READER, begin_with
from bot.storage.errors import DRIVER_ERRORS, in_our_words
from bot.storage.file_lock import FileLock
from bot.storage.migrate import current, head
from bot.storage.tables import METADATA
from bot.storage.types import Sealed

AT_ONCE = 500  # rows


class CannotCopy(AskAgain):
    """The database cannot be copied as things are."""


def copy(source: str, target: str) -> dict[str, int]:
    """Copy the SQLite database at `source` to the PostgreSQL at `target`; return the rows of each table.

    Addresses as in DATABASE_URL. Raises `CannotCopy` (`SettingsProblem` while the file is in use, `DatabaseAway`);
    the target is then as it was. The source is only read.
    """
    file = sqlite_file(sync_url(source))
    if file is None or not file.exists():
        raise CannotCopy("--from must name an SQLite file that is there, for example sqlite:///var/waymark.sqlite3.")
    if sync_url(target).get_backend_name() != "postgresql":
        raise CannotCopy("--to must name a PostgreSQL database, for example postgresql://waymark@db.example/waymark.")
    lock = FileLock(file)
    lock.claim()
    try:
        _check_schemas(source, target)
        with _reading(source) as old, _writing(target) as new:
            _check_empty(new)
            return {table.name: _copy(table, old, new) for table in _plain_tables()}
    finally:
        lock.release()


def _check_schemas(source: str, target: str) -> None:
    for name, url in (("--from", source), ("--to", target)):
        if current(url) != head():
            raise CannotCopy(
                f"The database of {name} does not have the newest tables. Run `waymark migrate` with DATABASE_URL set"
                " to its address first."
            )


def _check_empty(new: Connection) -> None:
    """Nobody may write while we look, and nobody may have written before."""
    tables = _plain_tables()
    new.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN SHARE ROW EXCLUSIVE MODE"))
    filled = [table.name for table in tables if _count(new, table)]
    if filled:
        raise CannotCopy(
            f"The database of --to is not empty: there are rows in {', '.join(filled)}. Stop whatever uses it, and give"
            " a fresh database."
        )


def _copy(table: Table, old: Connection, new: Connection) -> int:
    """Copy one table, and compare what arrived with what was there."""
    for rows in _batches(old, table):
        new.execute(insert(table), rows)
    before, after = _digest(_batches(old, table)), _digest(_batches(new, table))
    if before != after:
        raise CannotCopy(f"The table {table.name} did not arrive as it was. Nothing was kept in the new database.")
    for column in table.columns:
        _set_sequence(new, table, column)
    return before[0]


def _set_sequence(new: Connection, table: Table, column: Column[Any]) -> None:
    """Numbers that PostgreSQL gives out must go on after those that were copied."""
    sequence = new.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar_one()
    newest = new.execute(select(func.max(column))).scalar_one() if sequence else None
    if newest is not None:
        new.execute(select(func.setval(sequence, newest)))


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = connection.execute(select(table), execution_options={"yield_per": AT_ONCE})
    for batch in rows.mappings().partitions():
        yield [dict(row) for row in batch]


def _digest(batches: Iterable[Sequence[dict[str, Any]]]) -> tuple[int, int]:
    """The number of rows, and a sum over what they hold: the two databases do not sort alike."""
    count = total = 0
    for rows in batches:
        for row in rows:
            count += 1
            total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())
    return count, total


def _plain_tables() -> list[Table]:
    """Our tables in the order in which rows may refer to each other, with what is sealed as the bytes that it is."""
    plain = MetaData()
    for table in METADATA.sorted_tables:
        Table(table.name, plain, *(Column(column.name, _plain(column.type)) for column in table.columns))
    return list(plain.tables.values())


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, Sealed):
        return LargeBinary()
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind


@contextmanager
def _reading(url: str) -> Iterator[Connection]:
    engine = create_engine(sync_url(url), poolclass=NullPool, hide_parameters=True)
    begin_with(engine, READER, "BEGIN")
    with engine.connect() as connection:
        yield connection


@contextmanager
def _writing(url: str) -> Iterator[Connection]:
    """A transaction that is kept when all went well."""
    engine = create_engine(sync_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    except DRIVER_ERRORS as error:
        raise in_our_words(error) or error from error
