"""An ordeal is judged when all that is due was done, and not before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from cryptography.fernet import Fernet

from bot.bootstrap import Core
from bot.clock import Clocks
from bot.storage.database import Database
from bot.storage.types import Vault
from tests.storage.rows import campaign, round_, team
from tests.torture.ordeal import _left


async def test_threads_that_are_owed_a_reading_are_waited_for(migrated_sqlite_url: str) -> None:
    """What was said while nobody heard it is counted after the threads were read back."""
    database, clocks = Database(migrated_sqlite_url, Vault([Fernet.generate_key().decode()])), Clocks.real()
    core = cast("Core", SimpleNamespace(database=database, clocks=clocks))
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team())
        await work.rounds.add(round_())
        await work.commit()
    assert await _left(core) == ""
    async with database.unit_of_work() as work:
        await work.read_backs.owe("r", clocks.wire.now())
        await work.commit()
    assert await _left(core) == "1 threads to be read back"
    await database.dispose()
