"""What is kept about the installation itself: its processes, tallies and troubles, and the figures about the rest."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url
from bot.storage.database import Database
from bot.storage.models import ProcessNow, TroubleNote
from tests.storage.rows import HOUR, MINUTE, TUESDAY, beat, delivery, round_


def process(key: str, seen_at: datetime, **given: object) -> ProcessNow:
    """A worker that began on Tuesday."""
    usual = {"role": "worker", "started_at": TUESDAY, "seen_at": seen_at, "uses_socket": False, "clock_ahead": 0.0}
    return ProcessNow(id=key, **(usual | given))


async def test_a_process_tells_again_and_again(database: Database) -> None:
    """What a process tells takes the place of what it told before; when it began stays; silent ones are forgotten."""
    async with database.unit_of_work() as work:
        await work.processes.note(process("one", TUESDAY, ticked_at=TUESDAY))
        later = TUESDAY + HOUR
        await work.processes.note(process("one", later, started_at=later, ticked_at=None, failing_since=later))
        await work.processes.note(process("two", TUESDAY))
        (kept,) = await work.processes.seen_since(TUESDAY + MINUTE)
        assert (kept.id, kept.started_at, kept.ticked_at, kept.failing_since) == ("one", TUESDAY, None, later)
        assert await work.processes.forget_before(TUESDAY + MINUTE) == 1
        await work.processes.gone("one")
        assert await work.processes.seen_since(TUESDAY) == []


async def test_tallies_of_many_processes_add_up(database: Database) -> None:
    """Whoever adds at the same moment, nothing that was counted is lost."""

    async def count(number: int) -> None:
        async with database.unit_of_work() as work:
            await work.tallies.add({"b": number, "a": 1})
            await work.commit()

    await asyncio.gather(*(count(number) for number in range(1, 9)))
    async with database.reading() as work:
        assert await work.tallies.all() == {"a": 8, "b": 36}


async def test_a_trouble_begins_once(database: Database) -> None:
    """Of two that notice a trouble, one begins it; it is open until it is over."""
    async with database.unit_of_work() as work:
        fresh = [
            await work.troubles.begin(TroubleNote(workspace="T1", kind="late", facts={"n": n}, since=TUESDAY, told=0))
            for n in (1, 2)
        ]
        assert fresh == [True, False]
        assert [row.facts for row in await work.troubles.open("T1")] == [{"n": 1}]
        kept = await work.troubles.lock("T1", "late")
        assert kept is not None
        kept.over_at = TUESDAY
        await work.flush()
        assert await work.troubles.open("T1") == []
        assert set(await work.troubles.of("T1")) == {"late"}
        assert await work.troubles.of("T2") == {}


async def test_figures_about_messages(week_one: Database) -> None:
    """Ends of requests, doubts, second copies and what does not look as it should are counted."""
    async with week_one.unit_of_work() as work:
        assert await work.signs.oldest_doubt() is None
        for key, hours in (("d", 2), ("e", 1)):
            await work.deliveries.plan(delivery(key))
            changes = {"state": "in_doubt", "slack_last": TUESDAY + hours * HOUR}
            await work.deliveries.compare_and_set(key, state="planned", token=0, changes=changes)
        for minutes, outcome in enumerate(("throttled", "accepted", "throttled", "unclear")):
            started_at = TUESDAY + minutes * MINUTE
            await work.deliveries.attempts.add("d", token=1, started_at=started_at, outcome=outcome)
        await work.desired.show("stray/d/1.1", "T1", None, {})
        await work.desired.show("stray/d/2.2", "T1", None, {})
        held = await work.desired.claim("stray/d/1.1", TUESDAY, TUESDAY + HOUR)
        assert held is not None
        await work.desired.shown(held)
        assert await work.signs.oldest_doubt() == TUESDAY + HOUR
        assert await work.signs.attempts() == {"throttled": 2, "accepted": 1, "unclear": 1}
        assert await work.signs.throttled_since(TUESDAY + MINUTE) == 1
        assert await work.signs.strays() == (2, 1)
        assert (await work.signs.unshown(), await work.signs.unshown(1)) == (1, 0)


async def test_what_was_missed_is_counted(week_one: Database) -> None:
    """Beats that came too late and weeks that were never asked are counted apart."""
    async with week_one.unit_of_work() as work:
        await work.rounds.add(round_("gone", week=2, state="missed"))
        await work.beats.add(
            beat("nudge", state="missed"), beat("close"), beat("open", round_id="gone", state="missed")
        )
        assert await work.signs.missed() == (2, 1)


def test_health_comes_to_a_database_in_use(database_url: str) -> None:
    """The new tables come to a database with rows in it, which stay, and know the revision."""
    scripts = migrate._scripts()
    with migrate._connected(database_url) as connection:
        migrate._run(connection, scripts, lambda revision, _: scripts._upgrade_revs("0005", revision))
    engine = create_engine(sync_url(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO signs_of_life (node, seen_at) VALUES ('one', :at)"), {"at": TUESDAY - timedelta(days=1)}
        )
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT node FROM signs_of_life")).scalar_one() == "one"
        assert connection.execute(text("SELECT count(*) FROM processes")).scalar_one() == 0


async def test_the_revision_is_read(week_one: Database) -> None:
    """The tables tell which revision they are at."""
    async with week_one.reading() as work:
        assert await work.signs.revision() == migrate.head()
