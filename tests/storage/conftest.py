"""An open database of each kind with the product's tables, and rows to fill it with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.types import Vault
from tests.storage.rows import campaign, round_, team


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
async def database(migrated_database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """An empty database, once of each kind."""
    opened = Database(migrated_database_url, vault)
    yield opened
    await opened.dispose()


@pytest.fixture
async def sqlite_database(migrated_sqlite_url: str, vault: Vault) -> AsyncIterator[Database]:
    """An empty SQLite database."""
    opened = Database(migrated_sqlite_url, vault)
    yield opened
    await opened.dispose()


@pytest.fixture
async def week_one(database: Database) -> Database:
    """A database with a running campaign `c`, its team `t` and the team's first round `r`."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team())
        await work.rounds.add(round_())
        await work.commit()
    return database
