"""A week that has just been asked, and its thread in Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.conversation.room import Room
from tests.hearing.scene import Scene, beside, open_week


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
async def scene(migrated_sqlite_url: str, vault: Vault) -> AsyncIterator[Scene]:
    """An open week on SQLite."""
    database = Database(migrated_sqlite_url, vault)
    yield beside(await open_week(Room(database)))
    await database.dispose()


@pytest.fixture
async def any_scene(migrated_database_url: str, vault: Vault) -> AsyncIterator[Scene]:
    """The same once on each kind of database."""
    database = Database(migrated_database_url, vault)
    yield beside(await open_week(Room(database)))
    await database.dispose()
