"""What is left of Slack's limits, on both databases: held by one at a time, forgotten when it says nothing."""

from __future__ import annotations

import asyncio

from bot.storage.database import Database


async def full_at(database: Database) -> dict[str, float]:
    """Each row's moment."""
    async with database.reading() as work:
        return {key: row["full_at"] for key, row in (await work.buckets.all()).items()}


async def set_full_at(database: Database, **moments: float) -> None:
    """Keep rows with these moments."""
    async with database.unit_of_work() as work:
        held = await work.buckets.hold(moments)
        await work.buckets.keep({key: {**row, "full_at": moments[key]} for key, row in held.items()})
        await work.commit()


async def test_a_row_is_made_full_and_keeps_what_is_set(database: Database) -> None:
    """A limit that nobody used is full; what a transaction sets is there for the next one."""
    async with database.unit_of_work() as work:
        held = await work.buckets.hold(["b", "a"])
        full = {"tat": 0.0, "queue": 0.0, "share": 1.0, "cut_at": 0.0, "closed_until": 0.0, "full_at": 0.0}
        assert held == {"a": full, "b": full}
        await work.buckets.keep({"a": {**full, "tat": 7.25}})
        await work.commit()
    async with database.unit_of_work() as work:
        assert await work.buckets.hold(["a"]) == {"a": {**full, "tat": 7.25}}
    async with database.reading() as work:
        assert await work.buckets.look(["a", "c"]) == {"a": {**full, "tat": 7.25}}
        assert list(await work.buckets.all()) == ["a", "b"]


async def test_nothing_is_kept_of_a_transaction_that_was_given_up(database: Database) -> None:
    """Whoever did not get the message gives its turn back."""
    async with database.unit_of_work() as work:
        await work.buckets.keep({"a": {**(await work.buckets.hold(["a"]))["a"], "tat": 7.25}})
    assert await full_at(database) == {}


async def test_one_at_a_time_holds_a_row(database: Database) -> None:
    """Ten that add to the same two rows at once, named in either order, all count, and none waits for ever."""

    async def add(number: int) -> None:
        keys = ["a", "b"] if number % 2 else ["b", "a"]
        async with database.unit_of_work() as work:
            held = await work.buckets.hold(keys)
            await work.buckets.keep({key: {**row, "full_at": row["full_at"] + 1} for key, row in held.items()})
            await work.commit()

    await asyncio.gather(*map(add, range(10)))
    assert await full_at(database) == {"a": 10.0, "b": 10.0}


async def test_what_says_nothing_is_forgotten(database: Database) -> None:
    """Rows that are full by now go, a few at a time, and so do rows that another clock must have written."""
    await set_full_at(database, past=99.0, now=100.0, soon=101.0, strange=1e9)
    async with database.unit_of_work() as work:
        assert [await work.buckets.forget(100.0, limit=2) for _ in range(3)] == [2, 1, 0]
        await work.commit()
    assert await full_at(database) == {"soon": 101.0}


async def test_the_clock_of_the_buckets_runs(database: Database) -> None:
    """With SQLite it is the machine's counter, with PostgreSQL the server's own clock, which goes on by itself."""
    async with database.reading() as work:
        first, second = await work.buckets.now(5.0), await work.buckets.now(6.0)
    if database.is_sqlite:
        assert (first, second) == (5.0, 6.0)
    else:
        assert 1e9 < first < second < first + 60
