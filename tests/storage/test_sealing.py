"""Which key opens what, and sealing anew with the newest key, on both kinds of database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, select, type_coerce, update

from bot.commands.keys import verdict
from bot.storage.database import Database
from bot.storage.models import Answer
from bot.storage.sealing import AT_ONCE, MOST_BYTES, SealedColumn, Sealing, sealed_columns
from bot.storage.types import Vault
from tests.storage.rows import TUESDAY, answer, campaign, delivery, digest, round_, team

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
MANY = 230


async def fill(url: str) -> None:
    """A database written with the old key: a campaign, many answers and messages, and a large digest."""
    database = Database(url, Vault([OLD]))
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team())
        await work.rounds.add(round_(figures={"people": 7}))
        for number in range(MANY):
            await work.answers.add(answer(f"a{number:03}", text=f"Words {number}", message_ts=f"{number}.1"))
        for number in range(30):
            await work.deliveries.plan(delivery(f"d{number}", facts={"n": number}))
        await work.digests.add(digest(snapshot={"long": "x" * 400_000}))
        await work.dialogues.save("coaching/r/code", {"stage": "quiet"})
        await work.commit()
    await database.dispose()


def opened_by(counts: object) -> Counter[int]:
    """How many values each key opens, in all columns together."""
    assert isinstance(counts, tuple)
    return sum((one.by_key for one in counts), Counter())


class Stopped(Sealing):
    """A run that is stopped at its third transaction."""

    writes = 0

    async def _write(self, column: SealedColumn, rows: Sequence[tuple[str, bytes, bytes]]) -> int:
        self.writes += 1
        if self.writes == 3:
            raise asyncio.CancelledError
        return await super()._write(column, rows)


class Noted(Sealing):
    """A run of which each transaction is noted: the sizes of its values."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.sizes: list[list[int]] = []

    async def _write(self, column: SealedColumn, rows: Sequence[tuple[str, bytes, bytes]]) -> int:
        self.sizes.append([len(new) for _, _, new in rows])
        return await super()._write(column, rows)


async def test_everything_opens_with_the_newest_key_afterwards(migrated_database_url: str) -> None:
    """Before, the old key opens all and the new one nothing; afterwards the new key alone reads every row."""
    await fill(migrated_database_url)
    both = Database(migrated_database_url, Vault([NEW, OLD]))
    before = opened_by(await Sealing(both).check())
    assert before[0] == 0
    assert before[1] == MANY + 30 + 4
    done = await Sealing(both).rotate()
    assert (done.resealed, done.busy, done.unopened) == (before[1], 0, 0)
    assert opened_by(await Sealing(both).check()) == Counter({0: before[1]})
    await both.dispose()
    alone = Database(migrated_database_url, Vault([NEW]))
    async with alone.reading() as work:
        assert sorted(row.text or "" for row in await work.answers.of_round("r")) == sorted(
            f"Words {number}" for number in range(MANY)
        )
        kept = await work.campaigns.get("c")
        assert kept is not None
        assert (kept.salt, kept.version) == ("salt", 1)
    await alone.dispose()


async def test_a_second_run_finds_nothing_to_do_and_a_broken_off_one_goes_on(migrated_database_url: str) -> None:
    """What is done is not done again: a run after one that was stopped seals only the rest."""
    await fill(migrated_database_url)
    both = Database(migrated_database_url, Vault([NEW, OLD]))
    with pytest.raises(asyncio.CancelledError):
        await Stopped(both).rotate()
    so_far = opened_by(await Sealing(both).check())
    assert so_far[0] > 0 < so_far[1]
    assert (await Sealing(both).rotate()).resealed == so_far[1]
    assert (await Sealing(both).rotate()).resealed == 0
    await both.dispose()


async def test_no_transaction_holds_more_than_a_batch(migrated_database_url: str) -> None:
    """Writers are held up for one batch at most, in rows and in bytes."""
    await fill(migrated_database_url)
    both = Database(migrated_database_url, Vault([NEW, OLD]))
    noted = Noted(both)
    await noted.rotate()
    written = noted.sizes
    assert sum(len(size) for size in written) == MANY + 30 + 4
    assert max(len(size) for size in written) <= AT_ONCE
    assert all(sum(size) <= MOST_BYTES for size in written if len(size) > 1)
    await both.dispose()


async def test_what_waymark_writes_meanwhile_stays(migrated_database_url: str) -> None:
    """A row that is changed between reading and sealing keeps its change; the next run seals it."""
    await fill(migrated_database_url)
    both, coach = Database(migrated_database_url, Vault([NEW, OLD])), Database(migrated_database_url, Vault([OLD]))
    sealing = Sealing(both)
    (column,) = [one for one in sealed_columns() if (one.table.name, one.name) == ("answers", "text")]
    rows = [row async for batch in sealing._batches(column) for row in batch]
    async with coach.unit_of_work() as work:
        assert await work.answers.revise("a001", text="Changed", version_ts="9.9")
        await work.answers.remove("a002", at=TUESDAY + timedelta(hours=1), version_ts="9.9")
        await work.commit()
    written = await sealing._write(column, [(key, old, both.vault.seal(both.vault.open(old))) for key, old in rows])
    assert written == MANY - 2
    async with both.reading() as work:
        changed, gone = await work.answers.get("a001"), await work.answers.get("a002")
    assert changed is not None
    assert gone is not None
    assert (changed.text, gone.text) == ("Changed", None)
    assert (await sealing.rotate()).unopened == 0
    for database in (both, coach):
        await database.dispose()


async def test_what_no_key_opens_is_counted_and_left_alone(migrated_database_url: str) -> None:
    """A value sealed with a lost key is told of by table and column, and its bytes stay as they are."""
    await fill(migrated_database_url)
    both = Database(migrated_database_url, Vault([NEW, OLD]))
    strange = Vault([LOST]).seal('"who knows"')
    async with both.unit_of_work() as work:
        value = {"text": type_coerce(strange, LargeBinary)}
        await work.session.execute(update(Answer.__table__).where(Answer.id == "a007").values(value))  # type: ignore[arg-type]
        await work.commit()
    counts = await Sealing(both).check()
    assert [(one.table, one.column, one.unopened) for one in counts if one.unopened] == [("answers", "text", 1)]
    assert (await Sealing(both).rotate()).unopened == 1
    async with both.reading() as work:
        kept = await work.session.scalar(select(type_coerce(Answer.text, LargeBinary)).where(Answer.id == "a007"))
    assert kept == strange
    await both.dispose()


async def test_what_was_sealed_with_its_moment_loses_it(migrated_sqlite_url: str) -> None:
    """Texts that an older version sealed tell in the clear when that was; a rotation takes this away."""
    await fill(migrated_sqlite_url)
    database = Database(migrated_sqlite_url, Vault([OLD]))
    async with database.unit_of_work() as work:
        value = {"text": type_coerce(Fernet(OLD).encrypt(b'"Old words"'), LargeBinary)}
        await work.session.execute(update(Answer.__table__).where(Answer.id == "a003").values(value))  # type: ignore[arg-type]
        await work.commit()
    assert (await Sealing(database).rotate()).resealed == 1
    async with database.reading() as work:
        kept = await work.session.scalar(select(type_coerce(Answer.text, LargeBinary)).where(Answer.id == "a003"))
    assert Fernet(OLD).extract_timestamp(kept or b"") == 0
    await database.dispose()


def test_each_table_with_something_sealed_has_one_key_and_it_is_a_text() -> None:
    """Batches go by that key; a table with another kind of key would have rows left out."""
    assert {column.key.type.python_type for column in sealed_columns()} == {str}
    assert len(sealed_columns()) >= 8


def test_the_verdict_says_which_key_may_go() -> None:
    """An old key that still opens something is to be kept; one that opens nothing may go; a lost one is asked for."""
    newest, second, third, lost = verdict(Counter({0: 5, 1: 2}), 3, 3)
    assert "opens 5 values" in newest
    assert "Keep it" in second
    assert "It may go" in third
    assert "Put back the key" in lost
