"""A database as it was before a revision, for tests that bring it up to date with something in it."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine
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
