"""The table of sessions comes to a database in use, and leaves what is in it alone."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url


def _engine(url: str) -> Engine:
    return create_engine(sync_url(url), poolclass=NullPool)


def _before(url: str) -> None:
    scripts = migrate._scripts()
    ours = next(script for script in scripts.walk_revisions() if script.doc.startswith("Sessions in a room"))
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda at, _: scripts._upgrade_revs(str(ours.down_revision), at))


def test_what_was_there_stays(database_url: str) -> None:
    """A person's settings are as they were, and the new table is empty and has no column with a time."""
    _before(database_url)
    insert = "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :yes, 'named')"
    with _engine(database_url).begin() as connection:
        connection.execute(text(insert), {"yes": True})
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        rows = connection.execute(text('SELECT "user", usual_mode FROM people')).all()
        assert [tuple(row) for row in rows] == [("U1", "named")]
        assert connection.execute(text("SELECT count(*) FROM workshops")).scalar_one() == 0
        columns = inspect(connection).get_columns("workshops")
        assert {column["name"] for column in columns} == {"round_id", "facilitator", "entered", "untold"}
