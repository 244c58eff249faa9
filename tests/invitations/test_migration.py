"""The table of addresses comes to a database in use, and leaves what is in it alone."""

from __future__ import annotations

from tests.support.migrations import comes_empty


def test_what_was_there_stays(database_url: str) -> None:
    """A person's settings are as they were; the new table is empty, and no column of it has a time."""
    columns = comes_empty(database_url, "To which address somebody wants invitations", "mail_addresses")
    assert columns == {"workspace", "user", "number", "address"}
