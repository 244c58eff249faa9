"""A row that no key opens: that one thing fails and an admin hears of it; nothing else waits for it."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.errors import SettingsProblem
from bot.storage.database import Database
from bot.storage.types import Vault
from tests.delivery.office import Office


async def spoil(office: Office, table: str, column: str, key: str, value: str) -> None:
    """Put something that no key opens into a sealed column, as a broken disk or a lost key leaves it."""
    async with office.database.engine.begin() as connection:
        await connection.execute(
            text(f"UPDATE {table} SET {column} = :junk WHERE {key} = :value"),  # noqa: S608 - names from below
            {"junk": b"not what was written", "value": value},
        )


async def told(office: Office) -> list[str]:
    """What the admin was told."""
    return [message.text for message in office.workspace.person(office.admin).inbox()]


async def test_one_message_that_cannot_be_read(any_office: Office) -> None:
    """It fails, the admin is told once, and those behind it in its channel and those for others go out."""
    office = any_office
    for key in ("one", "two", "three"):
        await office.plan(key)
    await office.plan("elsewhere", recipient=office.other_team)
    await spoil(office, "deliveries", "facts", "id", "two")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one", "mark-three"]
    assert office.marks(office.other_team) == ["mark-elsewhere"]
    (said,) = await told(office)
    assert "unreadable" in said
    assert await _fate(office, "two") == ("failed", "unreadable")


async def test_a_sealed_address_that_cannot_be_read(office: Office) -> None:
    """A message in confidence whose address is lost fails too, and tells nobody whom it was for."""
    await office.plan("one", recipient="stand-in", address=office.ana)
    await spoil(office, "deliveries", "address", "id", "one")
    await office.dispatcher().settle()
    assert await _fate(office, "one") == ("failed", "unreadable")
    (said,) = await told(office)
    assert office.ana not in said


async def test_one_change_that_cannot_be_read(office: Office) -> None:
    """What a message should look like now is given up with its word; other messages are changed."""
    for key in ("one", "two"):
        await office.plan(key)
    await office.dispatcher().settle()
    for key in ("one", "two"):
        await office.show(f"message/{key}", "changed", key)
    await spoil(office, "desired_states", "facts", "target", "message/one")
    await office.dispatcher().settle()
    assert [message.text for message in office.visible()] == ["said, one", "changed, two"]
    async with office.database.engine.connect() as connection:
        query = "SELECT error FROM desired_states WHERE target = 'message/one'"
        assert (await connection.execute(text(query))).scalar_one() == "unreadable"


@pytest.mark.parametrize("state", ["sending", "in_doubt"])
async def test_one_that_may_have_been_posted(office: Office, state: str) -> None:
    """A message in doubt is looked for by its mark, which is not sealed; only what must be read to be said fails."""
    await office.plan("one")
    await office.dispatcher().settle()
    ts = office.visible()[0].ts
    async with office.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE deliveries SET state = :state, ts = NULL, lease_until = slack_last, owner = 'gone'"),
            {"state": state},
        )
    await spoil(office, "deliveries", "facts", "id", "one")
    await office.dispatcher().settle()
    async with office.database.engine.connect() as connection:
        stored = (await connection.execute(text("SELECT state, ts FROM deliveries"))).one()
    assert (stored.state, stored.ts) == ("sent", ts)
    assert len(office.visible()) == 1


async def test_the_wrong_keys(office: Office) -> None:
    """Keys that open nothing of what is stored are refused at the start, in words, before any message is given up."""
    await office.plan("one")
    await office.database.check_keys()
    wrong = Database(office.door.database_url, Vault([Fernet.generate_key().decode()]))
    try:
        with pytest.raises(SettingsProblem, match="WAYMARK_DATA_KEYS"):
            await wrong.check_keys()
    finally:
        await wrong.dispose()
    await spoil(office, "deliveries", "facts", "id", "one")
    await office.plan("two")
    await office.database.check_keys()  # one broken row is no matter of keys


async def test_an_empty_database_needs_no_proof(office: Office) -> None:
    """Where nothing is stored yet, any key will do."""
    await office.database.check_keys()


async def _fate(office: Office, key: str) -> tuple[str, str]:
    async with office.database.engine.connect() as connection:
        row = (
            await connection.execute(text("SELECT state, error FROM deliveries WHERE id = :key"), {"key": key})
        ).one()
        return row.state, row.error
