"""A migration that is killed half-way: the database is as it was before, and the next run goes through."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url

OLD = "0002"
PLACES = (1, 3, 8, 15, 10_000)
"""Before which statement the process is killed; the last one is never reached, so that is the commit's turn."""
SKETCH = (
    "INSERT INTO campaign_sketches (id, workspace, owner, about, body, changed_at, version)"
    " VALUES ('s', 'T1', 'UANA', '', :body, '2027-03-02 10:00:00+00:00', 1)"
)


def _migrate(url: str, revision: str, dies_at: int | None) -> None:
    """Migrate to a revision in a process of its own; before one statement, or before the commit, it kills itself."""
    done = 0

    def before(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_commit(_: Any) -> None:
        if dies_at is not None:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", before_commit)
    scripts = migrate._scripts()
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda current, _: scripts._upgrade_revs(revision, current))


def _in_a_process(url: str, revision: str, dies_at: int | None = None) -> int | None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.storage.migrate"])
    process = context.Process(target=_migrate, args=(url, revision, dies_at))
    process.start()
    process.join(60)
    return process.exitcode


@pytest.mark.parametrize("dies_at", PLACES)
def test_killed_half_way(database_url: str, dies_at: int) -> None:
    """Whatever the statement, nothing of the migration is there, what was stored stays, and the next run succeeds."""
    assert _in_a_process(database_url, OLD) == 0
    engine = create_engine(sync_url(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(SKETCH), {"body": b"sealed"})
        before = inspect(connection).get_table_names()
    assert _in_a_process(database_url, "head", dies_at) == -signal.SIGKILL
    assert migrate.current(database_url) == OLD
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == before
    migrate.upgrade(database_url)
    assert migrate.current(database_url) == migrate.head()
    with engine.connect() as connection:
        (body,) = connection.execute(text("SELECT body FROM campaign_sketches")).one()
    assert bytes(body) == b"sealed"
