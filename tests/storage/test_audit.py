"""The audit trail: what is written stays as it was written, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from bot.storage.models import AuditEntry

NOW = datetime.now(UTC)
SEVEN_YEARS = timedelta(days=7 * 366)


async def note(database: Database, about: str, at: datetime = NOW, **whom: str) -> None:
    """Write one entry."""
    async with database.unit_of_work() as work:
        await work.audit.note("T1", at, "UPRIV", "look for what is kept about a person", about=about, **whom)
        await work.commit()


async def test_a_person_finds_what_concerns_them_by_name_or_by_code_newest_first(database: Database) -> None:
    """Entries of others, and of other workspaces, are not theirs."""
    await note(database, "first", NOW - timedelta(hours=1), subject="UANA")
    await note(database, "second", subject_code="code-of-ana")
    await note(database, "another's", subject="UBEN")
    async with database.reading() as work:
        assert [entry.about for entry in await work.audit.about("T1", "UANA", ["code-of-ana"])] == ["second", "first"]
        assert await work.audit.about("T2", "UANA", ["code-of-ana"]) == []


async def test_no_entry_is_changed_or_removed(database: Database) -> None:
    """Not even by a statement past our own code."""
    await note(database, "as it was", subject="UANA")
    for statement in (update(AuditEntry).values(about="otherwise"), delete(AuditEntry), text("DELETE FROM audit")):
        async with database.unit_of_work() as work:
            with pytest.raises(DBAPIError, match="append-only"):
                await work.session.execute(statement)
    async with database.reading() as work:
        assert [entry.about for entry in await work.audit.all()] == ["as it was"]


async def test_what_is_older_than_anything_kept_may_go(database: Database) -> None:
    """Entries of more than six years ago can be purged."""
    await note(database, "long ago", NOW - SEVEN_YEARS)
    await note(database, "now")
    async with database.unit_of_work() as work:
        await work.session.execute(delete(AuditEntry).where(AuditEntry.at < NOW - timedelta(days=6 * 366)))
        await work.commit()
    async with database.reading() as work:
        assert [entry.about for entry in await work.audit.all()] == ["now"]


async def test_an_entry_has_a_name_or_a_code(database: Database) -> None:
    """Both in one row would lead from a person to what they said in confidence."""
    with pytest.raises(DBAPIError):
        await note(database, "both", subject="UANA", subject_code="code-of-ana")
