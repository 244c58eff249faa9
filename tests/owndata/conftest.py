"""The room of the conversation's tests, with privacy officers in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.conversation.conftest import housing, vault
from tests.conversation.room import Room

OFFICER = "U0PRIV"


@pytest.fixture
async def room(migrated_database_url: str, vault: Vault) -> AsyncIterator[Room]:
    """A room on each kind of database."""
    database = Database(migrated_database_url, vault)
    yield Room(database, privacy_officers=(OFFICER,))
    await database.dispose()


__all__ = ["housing", "room", "vault"]
