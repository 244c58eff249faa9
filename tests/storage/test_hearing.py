"""Signs of life, and the rounds whose threads are to be read back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from tests.storage.rows import TUESDAY, round_

MINUTE = timedelta(minutes=1)


async def rounds(work: UnitOfWork) -> None:
    """Beside the open week one that is closed, one that is long over, and one that has not been asked."""
    await work.rounds.add(
        round_("closed", week=2, state="closed", prompt_ts="1.0", opened_at=TUESDAY - timedelta(days=7)),
        round_("old", week=3, state="closed", prompt_ts="2.0", opened_at=TUESDAY - timedelta(days=90)),
        round_("to-come", week=4, state="upcoming"),
    )


async def drawn(work: UnitOfWork) -> list[str]:
    """What is read one after the other, each taken away when it was read."""
    found = []
    while (owed := await work.read_backs.next(TUESDAY)) is not None:
        found.append(owed.round_id)
        assert await work.read_backs.claim(owed.round_id, TUESDAY, TUESDAY + MINUTE)
        assert await work.read_backs.done(owed.round_id, TUESDAY)
    return found


async def test_the_newest_sign_of_life_counts(week_one: Database) -> None:
    """Whichever process was there last is what counts, and those of long ago are forgotten."""
    async with week_one.unit_of_work() as work:
        assert await work.signs_of_life.newest() is None
        await work.signs_of_life.note("a", TUESDAY)
        await work.signs_of_life.note("b", TUESDAY + MINUTE)
        await work.signs_of_life.note("a", TUESDAY + MINUTE / 2)
        assert await work.signs_of_life.newest() == TUESDAY + MINUTE
        assert await work.signs_of_life.forget_before(TUESDAY + MINUTE) == 1


async def test_open_weeks_are_read_first_then_the_newest(week_one: Database) -> None:
    """After an absence open weeks are read, then those asked not too long ago; what a close waits for comes first."""
    async with week_one.unit_of_work() as work:
        await rounds(work)
        week = await work.rounds.get("r")
        assert week is not None
        week.state, week.opened_at = "open", TUESDAY - timedelta(days=30)
        since = TUESDAY - timedelta(days=60)
        await work.read_backs.owe_all(TUESDAY, opened_since=since)
        assert await work.read_backs.count() == 2
        assert await drawn(work) == ["r", "closed"]
        await work.read_backs.owe_all(TUESDAY, opened_since=since)
        await work.read_backs.hurry("closed")
        assert await drawn(work) == ["closed", "r"]


async def test_one_process_reads_a_round(week_one: Database) -> None:
    """A round that somebody reads is nobody else's until their lease is over; one that failed waits for its time."""
    async with week_one.unit_of_work() as work:
        await work.read_backs.owe("r", TUESDAY)
        assert await work.read_backs.claim("r", TUESDAY, TUESDAY + MINUTE)
        assert not await work.read_backs.claim("r", TUESDAY, TUESDAY + MINUTE)
        assert await work.read_backs.next(TUESDAY) is None
        assert await work.read_backs.claim("r", TUESDAY + MINUTE, TUESDAY + 2 * MINUTE)
        await work.read_backs.postpone("r", TUESDAY + 3 * MINUTE, "timeout")
        assert await work.read_backs.next(TUESDAY + 2 * MINUTE) is None
        owed = await work.read_backs.next(TUESDAY + 3 * MINUTE)
        assert owed is not None
        assert (owed.attempts, owed.error) == (1, "timeout")


async def test_what_is_asked_for_again_while_it_is_read_is_read_again(week_one: Database) -> None:
    """An absence during a reading is made up for by another reading."""
    async with week_one.unit_of_work() as work:
        await work.read_backs.owe("r", TUESDAY)
        await work.read_backs.claim("r", TUESDAY, TUESDAY + MINUTE)
        await work.read_backs.owe("r", TUESDAY + MINUTE)
        assert not await work.read_backs.done("r", TUESDAY)
        assert await work.read_backs.claim("r", TUESDAY, TUESDAY + MINUTE)
        assert await work.read_backs.done("r", TUESDAY + MINUTE)
        assert await work.read_backs.of("r") is None


async def test_old_ids_are_forgotten_a_few_at_a_time(week_one: Database) -> None:
    """However many ids are old, one transaction forgets no more than it was told to."""
    async with week_one.unit_of_work() as work:
        for number in range(5):
            await work.seen.first_time(f"Ev{number}", TUESDAY)
        later = TUESDAY + MINUTE
        assert [await work.seen.forget_before(later, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_reading_back_comes_to_a_database_in_use(database_url: str) -> None:
    """The new tables come to a database with ids of events in it, which stay, and nothing is owed at first."""
    scripts = migrate._scripts()
    with migrate._connected(database_url) as connection:
        migrate._run(connection, scripts, lambda revision, _: scripts._upgrade_revs("0004", revision))
    engine = create_engine(sync_url(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO seen_events (id, received_at) VALUES ('Ev1', :at)"), {"at": TUESDAY})
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM seen_events")).scalar_one() == "Ev1"
        for table in ("signs_of_life", "read_backs"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608 - ours
