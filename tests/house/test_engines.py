"""An engine that one test's database leaves to the next brings compiled SQL along, and nothing else."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import SettingsProblem
from bot.storage.database import Database
from bot.storage.models import Campaign
from bot.storage.types import Vault
from tests.storage.rows import campaign
from tests.support.engines import used_again
from tests.support.postgres import PostgresServer

OLD, NEW = Vault([Fernet.generate_key().decode()]), Vault([Fernet.generate_key().decode()])


@pytest.fixture(autouse=True)
def _shelves() -> Iterator[None]:
    """Shelves with nothing on them yet."""
    with used_again():
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def addresses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases of a kind, with tables."""
    if request.param == "sqlite":
        file = request.getfixturevalue("migrated_file")
        one, other = (shutil.copy(file, tmp_path / name) for name in ("one.sqlite3", "other.sqlite3"))
        yield f"sqlite:///{one}", f"sqlite:///{other}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    names = [server.create(template=request.getfixturevalue("migrated_template")) for _ in range(2)]
    yield server.url(names[0]), server.url(names[1])
    for name in names:
        server.drop(name)


async def lived(database: Database) -> Engine:
    """Keep a campaign in a database; the engine that did it."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.commit()
    return database.engine.sync_engine


async def ended(url: str, vault: Vault) -> Engine:
    """Open a database, keep a campaign in it, close it and let go of it."""
    database = Database(url, vault)
    engine = await lived(database)
    await database.dispose()
    return engine


async def held(database: Database) -> int:
    """How many campaigns it has."""
    async with database.reading() as work:
        return await work.session.scalar(select(func.count()).select_from(Campaign)) or 0


async def test_it_goes_to_the_next_address_with_the_next_keys(addresses: tuple[str, str]) -> None:
    """The next database has the engine, its own rows alone, and its own keys alone."""
    engine = await ended(addresses[0], OLD)
    gc.collect()
    second = Database(addresses[1], NEW)
    assert second.engine.sync_engine is engine
    assert await held(second) == 0
    assert await lived(second) is engine
    await second.check_keys()
    first = Database(addresses[0], NEW)
    assert first.engine.sync_engine is not engine, "two at a time have one each"
    with pytest.raises(SettingsProblem, match="No key"):
        await first.check_keys()
    assert (await held(first), await held(second)) == (1, 1)
    await first.dispose()
    await second.dispose()


async def test_one_that_a_test_listened_to_is_left_alone(addresses: tuple[str, str]) -> None:
    """What a test hung on its engine is not told of the next test's statements."""
    database = Database(addresses[0], OLD)
    told: list[object] = []
    event.listen(database.engine.sync_engine, "commit", told.append)
    engine = await lived(database)
    await database.dispose()
    del database
    gc.collect()
    assert await ended(addresses[1], OLD) is not engine
    assert len(told) == 1


async def test_one_that_still_has_connections_is_left_alone(addresses: tuple[str, str]) -> None:
    """A database that was never closed keeps its engine to itself."""
    database = Database(addresses[0], OLD)
    engine = await lived(database)
    del database
    gc.collect()
    assert await ended(addresses[1], OLD) is not engine
    await AsyncEngine(engine).dispose()
