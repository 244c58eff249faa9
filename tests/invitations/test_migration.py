"""The table of addresses comes to a database in use, and leaves what is in it alone."""

from __future__ import annotations

from sqlalchemy import inspect, text

from bot.storage import migrate
from tests.support.migrations import before, engine


def test_what_was_there_stays(database_url: str) -> None:
    """A person's settings are as they were; the new table is empty, and no column of it has a time."""
    before(database_url, "To which address somebody wants invitations")
    insert = "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :yes, 'named')"
    with engine(database_url).begin() as connection:
        connection.execute(text(insert), {"yes": True})
    migrate.upgrade(database_url)
    with engine(database_url).connect() as connection:
        rows = connection.execute(text('SELECT "user", usual_mode FROM people')).all()
        assert [tuple(row) for row in rows] == [("U1", "named")]
        assert connection.execute(text("SELECT count(*) FROM mail_addresses")).scalar_one() == 0
        columns = inspect(connection).get_columns("mail_addresses")
        assert {column["name"] for column in columns} == {"workspace", "user", "number", "address"}
