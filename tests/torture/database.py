"""Databases to be tortured: an SQLite file that somebody else locks, a PostgreSQL server that is stopped for a while.

The server is one of its own. It forgets nothing when it is stopped at once: `synchronous_commit` stays on, so what was
committed has left the process (only the disk's cache is trusted, for no test cuts the power).

Neither waits for the disk. A coach in an ordeal has a tenth of the time that it has in earnest to begin a request
(`coach.TIMING.guard`), so where each commit waits long for a disk that others keep busy, it would take itself for
frozen, and send nothing.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.storage.migrate import upgrade
from tests.support import postgres

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of ours is made in it
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=100"


class Database(Protocol):
    """A database with the product's tables in it."""

    url: str
    kind: str

    async def fail(self, seconds: float, *, hard: bool) -> str:
        """Be away for so long, and come back. Returns what was done, in a word for the table."""
        ...


@dataclass
class SqliteFile:
    """A file. It cannot be stopped; but another program may hold its lock."""

    url: str
    path: Path
    kind: str = "sqlite"

    async def fail(self, seconds: float, *, hard: bool) -> str:
        """Hold the write lock."""
        with closing(
            sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)
        ) as connection:
            await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")
        return "database locked"


@dataclass
class PostgresServer:
    """A server with one database."""

    url: str
    home: Path
    programs: Path
    kind: str = "postgresql"

    async def fail(self, seconds: float, *, hard: bool) -> str:
        """Stop it (`hard`: at once, as a crash), and start it again."""
        await asyncio.to_thread(self.stop, "immediate" if hard else "fast")
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.start)
        return "database stopped"

    def start(self) -> None:
        """Start the server and wait for it."""
        self._control("-l", self.home / "log", "-o", f"-k {self.home} {OPTIONS}", "-w", "start")

    def stop(self, mode: str) -> None:
        """Stop the server."""
        self._control("-m", mode, "-w", "stop")

    def _control(self, *words: str | Path) -> None:
        postgres._call(postgres._account(), self.programs / "pg_ctl", "-D", self.home / "data", *words)


@contextmanager
def sqlite_file(folder: Path) -> Iterator[SqliteFile]:
    """A migrated SQLite file, in memory where there is such a folder. At the end it lies in `folder`."""
    with tempfile.TemporaryDirectory(prefix="waymark-", dir=MEMORY if MEMORY.is_dir() else None) as quick:
        path = Path(quick) / "tortured.sqlite3"
        url = f"sqlite+aiosqlite:///{path}"
        upgrade(url)
        try:
            yield SqliteFile(url, path)
        finally:
            shutil.copytree(quick, folder, dirs_exist_ok=True)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server of one's own, with a migrated database. Raises `PostgresMissingError`."""
    programs = postgres.find_programs()
    if programs is None:
        raise postgres.PostgresMissingError(postgres.PostgresMissingError.__doc__)
    home = Path(tempfile.mkdtemp(prefix="wm-pgt-"))
    account = postgres._account()
    try:
        programs = postgres._reachable(programs, home, account)
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        postgres._call(account, programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                       "--locale=C", "--no-sync")  # fmt: skip
        url = f"{postgres.DRIVER}://postgres@/postgres?host={home}"
        server = PostgresServer(url, home, programs)
        server.start()
        try:
            upgrade(url)
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


DATABASES: Mapping[str, Callable[[Path], AbstractContextManager[Database]]] = {
    "sqlite": sqlite_file,
    "postgresql": lambda _: postgres_server(),
}
