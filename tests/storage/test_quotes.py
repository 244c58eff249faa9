"""The table of quotes: it comes to a database in use, and holds one quote of one answer."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url
from bot.storage.database import Database
from bot.storage.quote_models import RELEASED, WAITING, Quote
from tests.storage.rows import answer, campaign, round_, team


def test_it_comes_to_a_database_in_use(database_url: str) -> None:
    """People and their answers stay as they were when quotes are first kept; none of them is quoted by that."""
    scripts = migrate._scripts()
    with migrate._connected(database_url) as connection:
        migrate._run(connection, scripts, lambda revision, _: scripts._upgrade_revs("0013", revision))
    engine = create_engine(sync_url(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO people (workspace, \"user\", nudges_stopped) VALUES ('T1', 'U1', true)"))
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        assert connection.execute(text('SELECT "user", usual_mode FROM people')).all() == [("U1", None)]
        assert connection.execute(text("SELECT count(*) FROM quotes")).scalar_one() == 0


def _quote(key: str, **given: object) -> Quote:
    usual = {"workspace": "T1", "campaign_id": "c", "week": 1, "state": WAITING, "body": {}, "hidings": 0, "version": 1}
    return Quote(id=key, **(usual | given))


async def _filled(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team())
        await work.rounds.add(round_(state="closed"))
        await work.answers.add(answer(mode="confidential", author=None, person_code="code", quotable=True))
        await work.commit()


async def test_an_answer_has_one_quote(database: Database) -> None:
    """Two facilitators who open the list at once make one quote of an answer, whoever comes second."""
    await _filled(database)
    async with database.unit_of_work() as work:
        await work.quotes.add_once([_quote("one", answer_id="a")])
        await work.quotes.add_once([_quote("two", answer_id="a")])
        await work.commit()
    async with database.reading() as work:
        assert [quote.id for quote in await work.quotes.all("T1")] == ["one"]
        assert await work.quotes.all("T2") == []


async def test_a_quote_comes_from_one_answer(database: Database) -> None:
    """The database refuses one of no answer, and one of two."""
    await _filled(database)
    async with database.unit_of_work() as work:
        work.session.add(_quote("none"))
        with pytest.raises(IntegrityError):
            await work.flush()


async def test_released_quotes_come_in_the_order_of_chance(database: Database) -> None:
    """Only released ones, by id: the rows say no time, so no other order can be had."""
    await _filled(database)
    async with database.unit_of_work() as work:
        for key in ("b", "a2", "c2"):
            await work.answers.add(answer(key, mode="confidential", author=None, person_code=key, quotable=True))
        for key, of, state in (("z", "a", RELEASED), ("y", "b", RELEASED), ("x", "a2", WAITING), ("w", "c2", RELEASED)):
            await work.quotes.add_once([_quote(key, answer_id=of, state=state, body={"text": key})])
        await work.commit()
    async with database.unit_of_work() as work:
        assert [quote.id for quote in await work.quotes.released("c", 1)] == ["w", "y", "z"]
        assert await work.quotes.released("c", 2) == []
