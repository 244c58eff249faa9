"""A room on an empty database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.conversation.room import Room


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
async def room(migrated_sqlite_url: str, vault: Vault) -> AsyncIterator[Room]:
    """A room with no campaign yet, on SQLite."""
    database = Database(migrated_sqlite_url, vault)
    yield Room(database)
    await database.dispose()


@pytest.fixture
async def any_room(migrated_database_url: str, vault: Vault) -> AsyncIterator[Room]:
    """A room once on each kind of database."""
    database = Database(migrated_database_url, vault)
    yield Room(database)
    await database.dispose()
