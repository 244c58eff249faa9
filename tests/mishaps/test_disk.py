"""No room on the disk, and a file that another program holds: it is told in words, and it mends itself."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.storage import engines
from bot.storage.errors import DatabaseAway, NoRoom
from tests.delivery.office import Office


@contextmanager
def no_room(url: str) -> Iterator[None]:
    """Let no file of this process grow beyond what the database's log has now, as on a disk that is full."""
    log = Path(f"{url.removeprefix('sqlite+aiosqlite:///')}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(log.stat().st_size, 1), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def running(office: Office, **given: Any) -> AsyncIterator[None]:
    """A dispatcher that delivers beside the block, and must not break."""
    task = asyncio.create_task(office.dispatcher(**given).run())
    try:
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def arrives(office: Office, *keys: str) -> None:
    """Wait until these messages stand in the channel, in this order and once each."""
    wanted = [f"mark-{key}" for key in keys]
    async with asyncio.timeout(20):
        while office.marks() != wanted:
            await asyncio.sleep(0.05)


async def test_a_full_disk(office: Office) -> None:
    """While nothing can be written nothing is posted; what was planned goes out once as soon as there is room."""
    await office.plan("before")
    with no_room(office.door.database_url):
        with pytest.raises(DatabaseAway, match="try again"):
            await office.plan("meanwhile")
        async with running(office):
            await asyncio.sleep(0.5)
            assert office.visible() == []
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            await office.plan("meanwhile")
            await arrives(office, "before", "meanwhile")
    assert office.calls("chat.postMessage") == 2


async def test_a_full_database_keeps_nothing_half(office: Office) -> None:
    """What does not fit is refused as a whole, in words that say why; what was there before stays readable."""
    pages = await _pages(office, "PRAGMA page_count")
    await _pages(office, f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NoRoom, match="no room"):
        await _plan_many(office)
    kept = (await office.states()).get("planned", 0)
    assert [(await office.stored(f"{number}")).state for number in range(kept)] == ["planned"] * kept
    await _pages(office, f"PRAGMA max_page_count = {pages * 100}")
    await office.plan("afterwards")
    assert (await office.stored("afterwards")).state == "planned"


async def _plan_many(office: Office) -> None:
    for number in range(1000):
        await office.plan(f"{number}", facts={"text": "x" * 5000})


async def _pages(office: Office, pragma: str) -> int:
    """Ask or tell the one writing connection about the size of its file."""
    async with office.database.engine.connect() as connection:
        return int((await connection.exec_driver_sql(pragma)).scalar_one())


async def test_another_program_holds_the_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that lasts is told as “try again in a minute”; the dispatcher waits for its end and goes on."""
    _hurried(office, monkeypatch)
    await office.plan("before")
    path = office.door.database_url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseAway, match="try again in a minute"):
            await office.plan("meanwhile")
        async with running(office):
            await asyncio.sleep(0.5)
            assert office.visible() == []
            other.execute("ROLLBACK")
            await arrives(office, "before")


def _hurried(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have connections wait for a tenth of a second instead of half a minute."""
    assert engines.BUSY_SECONDS == 30

    def hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 100")

    event.listen(office.database.engine.sync_engine.pool, "connect", hurry)
