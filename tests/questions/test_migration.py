"""The tables of questions come to a database in use, and leave what is in it alone."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from bot.storage import migrate
from tests.support.migrations import before, engine

NEW = {
    "Questions to leaders as records": ("leader_questions", "question_replies"),
    "Who asks a question too": ("question_votes", "promises"),
    "Meetings face to face": ("meetings", "meeting_times", "bookings"),
    "How people would like their questions taken up": ("wishes", "names_given"),
    "What becomes of a promise": ("promise_changes", "sponsors"),
    "What those who came to a meeting said": ("felt",),
}
"""What each revision brings, by the beginning of its title."""


@pytest.mark.parametrize("title", NEW)
def test_what_was_there_stays(database_url: str, title: str) -> None:
    """A person's settings are as they were, and the new tables are empty."""
    before(database_url, title)
    insert = "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :yes, 'named')"
    with engine(database_url).begin() as connection:
        connection.execute(text(insert), {"yes": True})
    migrate.upgrade(database_url)
    with engine(database_url).connect() as connection:
        rows = connection.execute(text('SELECT "user", usual_mode FROM people')).all()
        assert [tuple(row) for row in rows] == [("U1", "named")]
        for table in NEW[title]:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


@pytest.mark.parametrize("table", ["question_replies", "question_votes", "bookings", "wishes", "names_given", "felt"])
def test_what_askers_do_lies_in_no_order(database_url: str, table: str) -> None:
    """No column of it is a time or a Slack id, and SQLite has no numbers for its rows: nobody reads who did it when."""
    migrate.upgrade(database_url)
    with engine(database_url).connect() as connection:
        columns = inspect(connection).get_columns(table)
        assert not {column["name"] for column in columns} & {"user", "author", "at", "created_at", "recipient"}
        assert not [column for column in columns if "DATE" in str(column["type"]) or "TIME" in str(column["type"])]
        if connection.dialect.name == "sqlite":
            sql = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
            ).scalar_one()
            assert "WITHOUT ROWID" in sql
