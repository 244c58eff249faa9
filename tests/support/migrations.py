"""A database as it was before a revision, for tests that bring it up to date with something in it."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url


def engine(url: str) -> Engine:
    """A plain connection to a database."""
    return create_engine(sync_url(url), poolclass=NullPool)


def before(url: str, title: str) -> None:
    """Bring a database to the revision before the one whose title begins like this."""
    scripts = migrate._scripts()
    ours = next(script for script in scripts.walk_revisions() if script.doc.startswith(title))
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda at, _: scripts._upgrade_revs(str(ours.down_revision), at))


def comes_empty(url: str, title: str, table: str) -> set[str]:
    """Bring a table to a database in which a person's settings are: they stay as they were, and the table is empty.

    `title` is how that of its revision begins. Returns the names of the table's columns.
    """
    before(url, title)
    insert = "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :yes, 'named')"
    with engine(url).begin() as connection:
        connection.execute(text(insert), {"yes": True})
    migrate.upgrade(url)
    with engine(url).connect() as connection:
        rows = connection.execute(text('SELECT "user", usual_mode FROM people')).all()
        assert [tuple(row) for row in rows] == [("U1", "named")]
        assert connection.execute(select(func.count()).select_from(sql_table(table))).scalar_one() == 0
        return {column["name"] for column in inspect(connection).get_columns(table)}
