"""The table of sessions comes to a database in use, and leaves what is in it alone."""

from __future__ import annotations

from sqlalchemy import text

from bot.storage import migrate
from tests.support.migrations import before, comes_empty, engine


def test_what_was_there_stays(database_url: str) -> None:
    """A person's settings are as they were, and the new table is empty and has no column with a time."""
    columns = comes_empty(database_url, "Sessions in a room", "workshops")
    assert columns == {"round_id", "facilitator", "entered", "untold"}


def test_teams_have_nobody_off_slack_at_first(database_url: str) -> None:
    """A team that was there has no such people until somebody says how many; the rest of its row is as it was."""
    before(database_url, "How many people of a team are not on Slack")
    campaign = {
        "id": "c", "workspace": "T1", "name": "Spring", "state": "running", "pack_key": "p", "pack_version": "1",
        "pack": "{}", "language": "en", "zone": "UTC", "start": "2027-01-12", "threshold": 5, "rhythm": "{}",
        "priorities": "[]", "created_by": "U1", "created_at": "2027-01-01 00:00:00", "version": 1,
    }  # fmt: skip
    team = {
        "id": "t", "campaign_id": "c", "workspace": "T1", "channel": "C1", "name": "Housing", "organisation": "",
        "leaders": "[]", "members": "[]",
    }  # fmt: skip
    with engine(database_url).begin() as connection:
        for table, row in (("campaigns", campaign), ("teams", team)):
            names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608 - our own
    migrate.upgrade(database_url)
    with engine(database_url).connect() as connection:
        rows = connection.execute(text("SELECT name, off_slack FROM teams")).all()
        assert [tuple(row) for row in rows] == [("Housing", 0)]
