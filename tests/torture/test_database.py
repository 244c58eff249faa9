"""The databases of an ordeal: quick enough for its short waits, and there to be looked at afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.torture.database import MEMORY, sqlite_file


def test_an_ordeal_on_sqlite_waits_for_no_disk(tmp_path: Path) -> None:
    """While it lasts, the file lies in memory, so that a busy disk is not taken for a coach that stands still."""
    if not MEMORY.is_dir():
        pytest.skip("NOT TESTED: this machine has no folder in memory.")
    with sqlite_file(tmp_path) as database:
        assert MEMORY in database.path.parents
    assert not database.path.exists()


def test_what_an_ordeal_stored_can_be_looked_at(tmp_path: Path) -> None:
    """At the end the file lies beside the logs, with all that was written."""
    with sqlite_file(tmp_path) as database, closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("INSERT INTO seen_events (id, received_at) VALUES ('Ev1', '2026-01-06')")
    with closing(sqlite3.connect(tmp_path / database.path.name)) as connection:
        assert connection.execute("SELECT id FROM seen_events").fetchall() == [("Ev1",)]
