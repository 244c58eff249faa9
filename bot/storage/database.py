"""Opens the database and hands out units of work. The only module that makes sessions.

A unit of work is rolled back unless it was committed. On SQLite they stand in line for the one writing connection, in
the order they came; readings run beside them on connections that cannot write.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from sqlalchemy import LargeBinary, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.errors import OurFault, SettingsProblem
from bot.storage.addresses import async_url, make_folder, sqlite_file
from bot.storage.engines import EMPTY_LOG, reading_engine, writing_engine
from bot.storage.errors import DRIVER_ERRORS, in_our_words
from bot.storage.file_lock import FileLock
from bot.storage.models import Campaign, Delivery
from bot.storage.types import Unopened, Vault, bind_vault
from bot.storage.unit_of_work import BeforeCommit, UnitOfWork

_SAMPLE = 20  # rows that tell whether the keys are the right ones


class Database:
    """The store of one installation. Connects on first use; `dispose` closes everything."""

    def __init__(self, url: str, vault: Vault, before_commit: BeforeCommit | None = None) -> None:
        """`url` as in DATABASE_URL. Raises `SettingsProblem` when it is neither an SQLite file nor PostgreSQL.

        `before_commit` may write more into each transaction that made a message or a target due.
        """
        self.url = async_url(url)
        self._before_commit = before_commit
        self.vault = vault
        file = sqlite_file(self.url)
        self._file_lock = FileLock(file) if file else None
        self._line = _Line() if file else None
        make_folder(self.url)
        self.engine = writing_engine(self.url)
        self._reading = reading_engine(self.url, self.engine)
        for engine in (self.engine, self._reading):
            bind_vault(vault, engine.dialect)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is one file on this machine, for one process."""
        return self._file_lock is not None

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """One transaction that may write; rolled back unless `await work.commit()` was reached.

        Raises `ChangedMeanwhile` when somebody else changed a row first, `DatabaseAway` when there is no connection.
        """
        if self._line is None:
            async with _session(self.engine) as session:
                yield UnitOfWork(session, before_commit=self._before_commit)
        else:
            async with self._line.turn(), _session(self.engine) as session:
                yield UnitOfWork(session, before_commit=self._before_commit)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """The same repositories over one moment's data, which nothing can be written through."""
        async with _session(self._reading, autoflush=False) as session:
            yield UnitOfWork(session, read_only=True)

    def claim_file(self) -> None:
        """Refuse a second process on the same SQLite file (`SettingsProblem`). Nothing to do on PostgreSQL."""
        if self._file_lock is not None:
            self._file_lock.claim()

    async def ping(self) -> None:
        """Ask the database for a sign of life. Raises `DatabaseAway`."""
        async with self.reading() as work:
            await work.session.execute(text("SELECT 1"))

    async def wipe(self, *tables: str) -> None:
        """Have the database forget what was deleted from these tables, as far as it can.

        SQLite: deleted bytes are overwritten at once (`secure_delete`); here the write-ahead log, which still holds
        them, is written back and emptied. PostgreSQL: dead rows are removed. Both may leave something for the next
        time, while somebody else is reading; older copies of the database nobody can reach from here.
        """
        if self._line is None:
            async with _our_words(), self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text(f"VACUUM {', '.join(tables)}"))
            return
        async with self._line.turn(), _our_words(), self.engine.connect() as connection:
            raw = await connection.get_raw_connection()  # no transaction has begun: in one the log could not be emptied
            for statement in EMPTY_LOG:  # and no reader is waited for while writers wait for us
                await cast("Any", raw.driver_connection).execute_fetchall(statement)

    async def check_keys(self) -> None:
        """Look whether the data keys open what is stored. Raises `SettingsProblem` when they open nothing of it.

        One thing that no key opens is a broken row; when no key opens anything, the keys are the wrong ones, and to go
        on would be to take every message for a broken one.
        """
        newest = select(type_coerce(Delivery.facts, LargeBinary)).order_by(Delivery.created_at.desc()).limit(_SAMPLE)
        salts = select(type_coerce(Campaign.salt, LargeBinary)).where(Campaign.salt.is_not(None)).limit(_SAMPLE)
        async with self.reading() as work:
            sealed = [*await work.session.scalars(newest), *await work.session.scalars(salts)]
        if sealed and not any(self._opens(one) for one in sealed):
            raise SettingsProblem(
                "No key in WAYMARK_DATA_KEYS opens what is stored. Put back the keys that it was written with."
            )

    def _opens(self, sealed: bytes) -> bool:
        try:
            self.vault.open(sealed)
        except Unopened:
            return False
        return True

    async def dispose(self) -> None:
        """Close every connection and give the file back."""
        await self._reading.dispose()
        await self.engine.dispose()
        if self._file_lock is not None:
            self._file_lock.release()


class _Line:
    """Writers one after another. A writer that waits for itself would wait for ever, so that is an error."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        mine = asyncio.current_task()
        if self._holder is not None and self._holder is mine:
            raise OurFault("A unit of work was opened inside another one.")
        async with self._lock:
            self._holder = mine
            try:
                yield
            finally:
                self._holder = None


@asynccontextmanager
async def _our_words() -> AsyncIterator[None]:
    """Driver errors come out in our words."""
    try:
        yield
    except DRIVER_ERRORS as error:
        meaning = in_our_words(error)
        if meaning is None:
            raise
        raise meaning from error


@asynccontextmanager
async def _session(engine: AsyncEngine, *, autoflush: bool = True) -> AsyncIterator[AsyncSession]:
    """A session whose driver errors come out in our words, and which always ends in a rollback or a commit."""
    async with _our_words(), AsyncSession(engine, expire_on_commit=False, autoflush=autoflush) as session:
        yield session
