"""Transactions: rolled back by default, one writer at a time on SQLite, clear words when something is in the way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import OurFault, SettingsProblem, TryLater
from bot.storage.database import Database
from bot.storage.errors import ChangedMeanwhile, DatabaseAway
from bot.storage.types import Vault
from tests.storage.rows import TUESDAY, campaign, round_


async def test_rollback_is_the_default(database: Database) -> None:
    """What was not committed is not there afterwards."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
    async with database.unit_of_work() as work:
        assert await work.campaigns.get("c") is None


async def test_an_error_keeps_nothing(database: Database) -> None:
    """An exception in a unit of work leaves it and keeps nothing."""

    async def half_way() -> None:
        async with database.unit_of_work() as work:
            await work.campaigns.add(campaign())
            raise LookupError

    with pytest.raises(LookupError):
        await half_way()
    async with database.reading() as work:
        assert await work.campaigns.all() == []


async def test_a_commit_is_kept_and_work_may_go_on(database: Database) -> None:
    """A commit keeps what came before it; what comes after needs another one."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.commit()
        await work.campaigns.add(campaign("later"))
        await work.rollback()
    async with database.reading() as work:
        assert [row.id for row in await work.campaigns.all()] == ["c"]


async def test_a_version_conflict_is_the_moments_fault(week_one: Database) -> None:
    """Of two people who change one row, the second is told to look again, in a TryLater."""
    async with week_one.reading() as before:
        stale = await before.rounds.get("r")
    assert stale is not None
    async with week_one.unit_of_work() as first:
        row = await first.rounds.get("r")
        assert row is not None
        row.state = "closed"
        await first.commit()

    async def second() -> None:
        async with week_one.unit_of_work() as work:
            work.session.add(stale)
            stale.state = "missed"
            await work.commit()

    with pytest.raises(ChangedMeanwhile, match="try once more") as refused:
        await second()
    assert isinstance(refused.value, TryLater)
    async with week_one.reading() as after:
        kept = await after.rounds.get("r")
    assert kept is not None
    assert (kept.state, kept.version) == ("closed", 2)


async def test_our_own_faults_are_not_hidden(week_one: Database) -> None:
    """A broken rule of the database is ours, and comes out as it is."""
    with pytest.raises(IntegrityError):
        async with week_one.unit_of_work() as work:
            await work.rounds.add(round_("twin"))


async def test_a_fault_tells_no_text(week_one: Database) -> None:
    """The message of a database error holds none of the values that were being written."""
    with pytest.raises(IntegrityError) as refused:
        async with week_one.unit_of_work() as work:
            await work.rounds.add(round_("twin", area="a private matter"))
    assert "a private matter" not in str(refused.value)


async def test_a_reading_cannot_commit(database: Database) -> None:
    """A reading that asks for a commit is our fault."""
    async with database.reading() as work:
        with pytest.raises(OurFault, match="asked to write"):
            await work.commit()


async def test_a_reading_cannot_write(database: Database) -> None:
    """Neither database lets a reading write, whatever the code asks for."""
    with pytest.raises(DBAPIError) as refused:
        async with database.reading() as work:
            await work.session.execute(text("DELETE FROM campaigns"))
    assert any(word in str(refused.value) for word in ("readonly", "read-only"))


async def test_a_reading_sees_one_moment(database: Database) -> None:
    """What is committed during a reading does not show in it."""
    async with database.reading() as reading:
        assert await reading.campaigns.all() == []
        async with database.unit_of_work() as work:
            await work.campaigns.add(campaign())
            await work.commit()
        assert await reading.campaigns.all() == []
    async with database.reading() as reading:
        assert len(await reading.campaigns.all()) == 1


async def test_many_writers_all_get_their_turn(week_one: Database) -> None:
    """Twenty tasks that read a row and then change it lose nothing and meet no lock."""

    async def one_more(number: int) -> None:
        async with week_one.unit_of_work() as work:
            row = await work.campaigns.lock("c")
            assert row is not None
            await asyncio.sleep(0)
            row.priorities = [*row.priorities, number]
            await work.commit()

    await asyncio.gather(*(one_more(number) for number in range(20)))
    async with week_one.reading() as work:
        row = await work.campaigns.get("c")
    assert row is not None
    assert sorted(row.priorities) == list(range(20))


async def test_readers_do_not_wait_for_the_writer(week_one: Database) -> None:
    """While one unit of work writes, others can read what was there before."""
    async with week_one.unit_of_work() as writer:
        await writer.campaigns.add(campaign("second"))
        async with asyncio.timeout(5), week_one.reading() as reader:
            assert [row.id for row in await reader.campaigns.all()] == ["c"]


async def test_a_cancelled_writer_frees_the_line(sqlite_database: Database) -> None:
    """A task that is cancelled in the middle of a unit of work keeps nothing and blocks nobody."""
    inside = asyncio.Event()

    async def stuck() -> None:
        async with sqlite_database.unit_of_work() as work:
            await work.campaigns.add(campaign("never"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), sqlite_database.unit_of_work() as work:
        assert await work.campaigns.all() == []


async def test_no_unit_of_work_inside_another(sqlite_database: Database) -> None:
    """A writer that would wait for itself is told so at once."""
    with pytest.raises(OurFault, match="inside another"):
        async with sqlite_database.unit_of_work(), sqlite_database.unit_of_work():
            pass


async def test_sqlite_keeps_what_it_acknowledged(sqlite_database: Database) -> None:
    """The writing connection flushes fully, logs ahead and checks references; the reading one cannot write."""
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
    async with sqlite_database.unit_of_work() as work:
        writer = [(await work.session.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    async with sqlite_database.reading() as work:
        reader = [(await work.session.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    assert writer == ["wal", 2, 1, 30_000, 0]
    assert reader == ["wal", 2, 1, 30_000, 1]


async def test_the_folder_of_a_file_is_made(tmp_path: Path, vault: Vault) -> None:
    """A database file may be named in a folder that does not exist yet."""
    database = Database(f"sqlite:///{tmp_path}/new/deep/waymark.sqlite3", vault)
    await database.ping()
    await database.dispose()
    assert (tmp_path / "new/deep/waymark.sqlite3").exists()


CLAIM = """
import sys
from cryptography.fernet import Fernet
from bot.storage.database import Database
from bot.storage.types import Vault
Database(sys.argv[1], Vault([Fernet.generate_key().decode()])).claim_file()
"""


async def test_a_second_process_is_refused(sqlite_database: Database) -> None:
    """A second process on the same file ends with one clear sentence, until the first lets go."""
    sqlite_database.claim_file()
    sqlite_database.claim_file()
    refused = _in_another_process(sqlite_database)
    assert refused.returncode != 0
    assert "Another Waymark is already using" in refused.stderr.splitlines()[-1]
    assert "Stop it first" in refused.stderr.splitlines()[-1]
    await sqlite_database.dispose()
    assert _in_another_process(sqlite_database).returncode == 0


def _in_another_process(database: Database) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CLAIM, str(database.url)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


async def test_postgresql_needs_no_file_lock(migrated_postgres_url: str, vault: Vault) -> None:
    """Several processes may share PostgreSQL, so claiming changes nothing."""
    first, second = Database(migrated_postgres_url, vault), Database(migrated_postgres_url, vault)
    first.claim_file()
    second.claim_file()
    assert not first.is_sqlite
    await first.dispose()
    await second.dispose()


async def test_no_server_is_the_moments_fault(vault: Vault, tmp_path: Path) -> None:
    """When PostgreSQL does not answer, the person is asked to come back in a minute."""
    database = Database(f"postgresql://nobody@/none?host={tmp_path}", vault)
    with pytest.raises(DatabaseAway, match="try again in a minute"):
        await database.ping()
    await database.dispose()


async def test_a_restarted_server_is_found_again(migrated_postgres_url: str, vault: Vault) -> None:
    """A connection that the server closed costs one TryLater at most, and the next unit of work goes through."""
    database = Database(migrated_postgres_url, vault)
    with pytest.raises(DatabaseAway):
        async with database.unit_of_work() as work:
            await work.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    await database.ping()
    await database.dispose()


@pytest.mark.parametrize("url", ["mysql://somewhere/x", "sqlite://", "sqlite+aiosqlite:///:memory:"])
def test_other_databases_are_refused(url: str, vault: Vault) -> None:
    """Anything but an SQLite file or PostgreSQL is refused with a sentence that names the setting."""
    with pytest.raises(SettingsProblem, match="DATABASE_URL"):
        Database(url, vault)


async def test_seen_once_under_concurrency(database: Database) -> None:
    """Of twenty deliveries of one event at once, exactly one is the first."""

    async def deliver() -> bool:
        async with database.unit_of_work() as work:
            first = await work.seen.first_time("Ev1", TUESDAY)
            await work.commit()
            return first

    assert sorted(await asyncio.gather(*(deliver() for _ in range(20)))) == [False] * 19 + [True]


async def test_an_event_that_failed_was_not_seen(database: Database) -> None:
    """An id is remembered only with the transaction that handled it."""
    async with database.unit_of_work() as work:
        assert await work.seen.first_time("Ev1", TUESDAY)
    async with database.unit_of_work() as work:
        assert await work.seen.first_time("Ev1", TUESDAY)


async def test_old_ids_are_forgotten(database: Database) -> None:
    """Ids older than a moment are forgotten, younger ones kept."""
    async with database.unit_of_work() as work:
        await work.seen.first_time("old", TUESDAY.replace(day=1))
        await work.seen.first_time("young", TUESDAY)
        assert await work.seen.forget_before(TUESDAY, 10) == 1
        assert not await work.seen.first_time("young", TUESDAY)


async def test_who_is_cancelled_keeps_nobody_out(database: Database) -> None:
    """A task that is cancelled in the middle of its transaction, once or twice, leaves the way free for the next."""

    async def writes(name: str) -> None:
        async with database.unit_of_work() as work:
            await work.seen.first_time(f"{name}, first", TUESDAY)
            await work.seen.first_time(f"{name}, second", TUESDAY)
            await work.commit()

    await writes("before")
    for number in range(60):
        cancelled = asyncio.create_task(writes(f"cancelled {number}"))
        for _ in range(number):  # each time it has come a little further
            await asyncio.sleep(0.0002)
        for _ in range(1 + number % 2):
            cancelled.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(cancelled, return_exceptions=True)
        async with asyncio.timeout(10):
            await writes(f"next {number}")
