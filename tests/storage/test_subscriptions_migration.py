"""Tables of wider digests come to a database in use, and leave what people asked of the coach alone."""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.storage import migrate
from bot.storage.addresses import sync_url


def _engine(url: str) -> Engine:
    return create_engine(sync_url(url), poolclass=NullPool)


def _before(url: str) -> None:
    """Bring a database to the revision before these tables."""
    scripts = migrate._scripts()
    ours = next(script for script in scripts.walk_revisions() if script.doc.startswith("Digests that go wider"))
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda at, _: scripts._upgrade_revs(str(ours.down_revision), at))


def test_nobody_has_chosen_anything_yet(database_url: str) -> None:
    """A leader's choices stand as they did, their digest comes as soon as it is written, and nobody else gets one."""
    _before(database_url)
    engine = _engine(database_url)
    with engine.begin() as connection:
        row = "INSERT INTO people (workspace, \"user\", nudges_stopped, usual_mode) VALUES ('T1', 'U1', :no, 'named')"
        connection.execute(text(row), {"no": False})
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        kept = connection.execute(text('SELECT "user", usual_mode, digest_hour FROM people')).all()
        assert [tuple(row) for row in kept] == [("U1", "named", None)]
        for table in ("subscriptions", "wider_digests"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608
