"""Tables of own data come to a database in use, and leave what is in it alone."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url

NEW = {"departures", "objections", "files_waiting"}


def _engine(url: str) -> Engine:
    return create_engine(sync_url(url), poolclass=NullPool)


def _before(url: str) -> None:
    """Bring a database to the revision before these tables."""
    scripts = migrate._scripts()
    ours = next(script for script in scripts.walk_revisions() if script.doc.startswith("People's choices"))
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda at, _: scripts._upgrade_revs(str(ours.down_revision), at))


def test_people_and_campaigns_stay_and_nobody_has_left(database_url: str) -> None:
    """A person's settings are as they were, and nobody has left, objected or waits for a file."""
    _before(database_url)
    with _engine(database_url).begin() as connection:
        insert = (
            "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :yes, 'named')"
        )
        connection.execute(text(insert), {"yes": True})
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        rows = connection.execute(text('SELECT "user", usual_mode FROM people')).all()
        assert [tuple(row) for row in rows] == [("U1", "named")]
        for table in NEW:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_a_departure_lies_in_no_order(database_url: str) -> None:
    """SQLite would number rows as they come; this table has no such number, so nobody reads who left when."""
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        assert {column["name"] for column in inspect(connection).get_columns("departures")} == {
            "campaign_id", "person_code",
        }  # fmt: skip
        if connection.dialect.name == "sqlite":
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'departures'")).scalar_one()
            assert "WITHOUT ROWID" in sql
