"""A world for campaigns on an empty database of each kind."""

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.campaigns.world import World


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
async def world(migrated_database_url: str, vault: Vault) -> AsyncIterator[World]:
    """A world on a Thursday, with nothing in it yet."""
    database = Database(migrated_database_url, vault)
    yield World(database)
    await database.dispose()


@pytest.fixture
async def one_world(migrated_sqlite_url: str, vault: Vault) -> AsyncIterator[World]:
    """The same on SQLite alone, for what is no matter of the database."""
    database = Database(migrated_sqlite_url, vault)
    yield World(database)
    await database.dispose()
