"""The room of the conversation's tests, with privacy officers in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.conversation.room import Room

OFFICER = "U0PRIV"


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
async def room(migrated_database_url: str, vault: Vault) -> AsyncIterator[Room]:
    """A room on each kind of database."""
    database = Database(migrated_database_url, vault)
    yield Room(database, privacy_officers=(OFFICER,))
    await database.dispose()


@pytest.fixture
async def housing(room: Room) -> Room:
    """The campaign's first week in Housing: its question has just been asked."""
    await room.begins()
    await room.comes("open")
    return room
