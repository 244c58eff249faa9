"""Engines: how connections are opened, and how each of them begins a transaction.

SQLite: one writing connection that begins with BEGIN IMMEDIATE (a deferred transaction that turns into a writer fails
with "database is locked" whatever its timeout), synchronous=FULL (an answer that was acknowledged survives a power
cut), and readers that cannot write. What is deleted is overwritten in the file (secure_delete). PostgreSQL: psycopg 3,
one pool; reads are read-only snapshots of one moment.
"""

import asyncio
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Pool, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util.concurrency import in_greenlet

BUSY_SECONDS = 30
_ALWAYS = (f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}", "PRAGMA foreign_keys = ON")
WRITER = (*_ALWAYS, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")
EMPTY_LOG = ("PRAGMA busy_timeout = 50", "PRAGMA wal_checkpoint(TRUNCATE)", _ALWAYS[0])
READER = (*_ALWAYS, "PRAGMA query_only = ON")


def writing_engine(url: URL) -> AsyncEngine:
    """The engine of units of work. `url` names an async driver. Texts never reach an error message or a log."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, size=1, pragmas=WRITER, begin="BEGIN IMMEDIATE")
    return create_async_engine(url, pool_size=10, max_overflow=5, pool_pre_ping=True, hide_parameters=True)


def reading_engine(url: URL, writing: AsyncEngine) -> AsyncEngine:
    """The engine of readings: a pool of its own on SQLite, the same pool with read-only snapshots on PostgreSQL."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, size=5, pragmas=READER, begin="BEGIN")
    return writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def begin_with(target: Any, pragmas: tuple[str, ...], begin: str) -> None:
    """Set up an SQLite engine's connections. `target` is a sync engine: an async one's `sync_engine`, or itself."""
    pool: Pool = target.pool

    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(pool, "connect", on_connect)
    event.listen(target, "begin", on_begin)


def _sqlite_engine(url: URL, size: int, pragmas: tuple[str, ...], begin: str) -> AsyncEngine:
    engine = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, hide_parameters=True
    )
    begin_with(engine.sync_engine, pragmas, begin)
    event.listen(engine.sync_engine.pool, "invalidate", _let_go)
    return engine


def _let_go(connection: Any, _record: object, _error: object) -> None:
    """Roll back before a connection is closed because its task was cancelled.

    SQLite closes a connection only when the last of its statements is gone, and a cancelled task may hold one for long.
    Until then its transaction would keep every other writer out.
    """
    if in_greenlet():  # else the connection is only cleared away, and nobody has begun anything on it
        with suppress(asyncio.CancelledError):  # cancelled twice; the rollback is on its way all the same
            connection.rollback()
