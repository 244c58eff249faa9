"""An SQLite database becomes a PostgreSQL one: every row, byte for byte, or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.errors import SettingsProblem
from bot.storage import migrate
from bot.storage.addresses import sync_url
from bot.storage.copying import AT_ONCE, CannotCopy, copy
from bot.storage.database import Database
from bot.storage.models import Base
from bot.storage.types import Vault
from tests.storage.rows import TUESDAY, answer, campaign, delivery, round_, team

MANY = AT_ONCE + 10


async def filled(url: str, vault: Vault) -> None:
    """Put rows of many kinds there: sealed ones, numbered ones, ones that refer to others, and many of one kind."""
    database = Database(url, vault)
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign(priorities=[{"title": "Faster “repairs”", "reason": "Naïve\n\\ \" ' 😀"}]))
        await work.teams.add(team())
        await work.rounds.add(round_())
        await work.answers.add(answer("a", text="Quite private: ünïcode 😀"))
        work.session.add_all(delivery(f"d{number}", mark=f"m{number}") for number in range(MANY))
        await work.flush()
        for token in range(3):
            await work.deliveries.attempts.add("d1", token=token, started_at=TUESDAY, outcome="unclear")
        await work.desired.show("home/T1/UANA", "T1", "home", {"words": "sealed"})
        await work.commit()
    await database.dispose()


def raw(url: str, query: str) -> list[Any]:
    """What a query gives, with nothing opened and nothing turned."""
    engine = create_engine(sync_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        rows = connection.execute(text(query)).all() if query.startswith("SELECT") else connection.execute(text(query))
    engine.dispose()
    return (
        [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in rows] if rows else []
    )


async def test_every_row_arrives_as_it_was(migrated_sqlite_url: str, migrated_postgres_url: str, vault: Vault) -> None:
    """All tables are copied, sealed texts byte for byte, and both databases mean the same to the product."""
    await filled(migrated_sqlite_url, vault)
    copied = copy(migrated_sqlite_url, migrated_postgres_url)
    assert set(copied) == set(Base.metadata.tables)
    assert (copied["deliveries"], copied["delivery_attempts"], copied["answers"]) == (MANY, 3, 1)
    for table in Base.metadata.tables:
        count = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name of ours
        assert raw(migrated_sqlite_url, count) == raw(migrated_postgres_url, count) == [(copied[table],)]
    sealed = "SELECT text FROM answers UNION ALL SELECT facts FROM desired_states"
    assert raw(migrated_sqlite_url, sealed) == raw(migrated_postgres_url, sealed)
    databases = [Database(url, vault) for url in (migrated_sqlite_url, migrated_postgres_url)]
    found = []
    for database in databases:
        async with database.reading() as work:
            rows = [await work.campaigns.get("c"), *await work.answers.of_round("r"), await work.deliveries.get("d7")]
            found.append([{key: value for key, value in vars(row).items() if key[0] != "_"} for row in rows])
        await database.dispose()
    assert found[0] == found[1]


async def test_numbers_go_on_after_those_that_were_copied(
    migrated_sqlite_url: str, migrated_postgres_url: str, vault: Vault
) -> None:
    """The next row that PostgreSQL numbers does not collide with a copied one."""
    await filled(migrated_sqlite_url, vault)
    copy(migrated_sqlite_url, migrated_postgres_url)
    database = Database(migrated_postgres_url, vault)
    async with database.unit_of_work() as work:
        await work.deliveries.attempts.add("d1", token=9, started_at=TUESDAY, outcome="accepted")
        await work.commit()
        assert [attempt.id for attempt in await work.deliveries.attempts.of("d1")] == [1, 2, 3, 4]
    await database.dispose()


async def test_a_database_with_rows_in_it_is_left_alone(
    migrated_sqlite_url: str, migrated_postgres_url: str, vault: Vault
) -> None:
    """Nothing is mixed: copying twice, or into a database in use, is refused and changes nothing."""
    await filled(migrated_sqlite_url, vault)
    copy(migrated_sqlite_url, migrated_postgres_url)
    with pytest.raises(CannotCopy, match=r"not empty.*answers"):
        copy(migrated_sqlite_url, migrated_postgres_url)
    assert raw(migrated_postgres_url, "SELECT count(*) FROM deliveries") == [(MANY,)]


async def test_a_copy_that_breaks_leaves_nothing(
    migrated_sqlite_url: str, migrated_postgres_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a table does not arrive as it was, the new database is as empty as before."""
    await filled(migrated_sqlite_url, vault)
    real = copy.__globals__["_digest"]
    sums = iter(range(100))

    def wrong(batches: Any) -> tuple[int, int]:
        count, total = real(batches)
        return count, total + (next(sums) > 20)

    monkeypatch.setitem(copy.__globals__, "_digest", wrong)
    with pytest.raises(CannotCopy, match="did not arrive"):
        copy(migrated_sqlite_url, migrated_postgres_url)
    assert all(not raw(migrated_postgres_url, f"SELECT 1 FROM {table}") for table in Base.metadata.tables)  # noqa: S608


def test_nothing_is_copied_while_the_file_is_in_use(
    migrated_sqlite_url: str, migrated_postgres_url: str, vault: Vault
) -> None:
    """A coach that still runs would go on writing into the old file."""
    running = Database(migrated_sqlite_url, vault)
    running.claim_file()
    with pytest.raises(SettingsProblem, match="already using"):
        copy(migrated_sqlite_url, migrated_postgres_url)
    running._file_lock.release()  # type: ignore[union-attr]
    assert copy(migrated_sqlite_url, migrated_postgres_url)["campaigns"] == 0


def test_schemas_that_differ_are_refused(migrated_sqlite_url: str, postgres_url: str) -> None:
    """Both must have the newest tables, and the sentence says which has not and what to do."""
    with pytest.raises(CannotCopy, match=r"--to does not have the newest tables.*waymark migrate"):
        copy(migrated_sqlite_url, postgres_url)
    assert migrate.current(postgres_url) is None


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("postgresql://host/db", "postgresql://host/db", "--from"),
        ("sqlite:////nowhere/at/all.sqlite3", "postgresql://host/db", "--from"),
        ("", "sqlite:///other.sqlite3", "--to"),
    ],
)
def test_only_from_sqlite_to_postgresql(migrated_sqlite_url: str, source: str, target: str, wrong: str) -> None:
    """Any other pair of addresses is refused with the option's name."""
    with pytest.raises(CannotCopy, match=wrong):
        copy(source or migrated_sqlite_url, target)
