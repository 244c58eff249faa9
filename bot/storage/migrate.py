"""Brings a database's tables to what the models say. Synchronous: nothing else runs while tables change.

The scripts are in `migrations/versions`, in the package. Everything a run changes is one transaction, and a second
run at the same time waits for the first and then finds nothing to do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import RevisionContext
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from bot.storage.addresses import make_folder, sqlite_file, sync_url
from bot.storage.engines import WRITER, begin_with
from bot.storage.errors import DRIVER_ERRORS, in_our_words
from bot.storage.tables import METADATA
from bot.storage.types import Sealed, UtcDateTime

SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 4_931_270_118  # any number, the same for every Waymark: PostgreSQL keeps one migration at a time


def upgrade(url: str) -> None:
    """Bring the database at `url` (as in DATABASE_URL) to the newest revision. Does nothing when it is there."""
    scripts = _scripts()
    make_folder(sync_url(url))
    with _connected(url) as connection:
        _run(connection, scripts, lambda revision, _: scripts._upgrade_revs("head", revision))  # noqa: SLF001 - as alembic.command does


def current(url: str) -> str | None:
    """The revision a database is at; None when it has no tables of ours, or is not there."""
    file = sqlite_file(sync_url(url))
    if file is not None and not file.exists():
        return None
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision there is."""
    newest = _scripts().get_current_head()
    if newest is None:
        raise LookupError("there are no migrations")
    return newest


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a thing in the database is for our models to describe. Procrastinate's tables are not."""
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def draft(url: str, message: str) -> Path:
    """Write a new script with what the models have and the database at `url` lacks, to be checked by hand."""
    scripts = _scripts()
    arguments = {
        "message": message, "rev_id": f"{len(list(scripts.walk_revisions())) + 1:04}",
        "head": "head", "splice": False, "branch_label": None,
        "version_path": None, "depends_on": None, "autogenerate": True,
        "sql": False,
    }  # fmt: skip
    drafting = RevisionContext(_config(), scripts, arguments)

    def compare(revision: Any, context: MigrationContext) -> list[Any]:
        drafting.run_autogenerate(revision, context)
        return []

    with _connected(url) as connection:
        _run(connection, scripts, compare)
    written = [script for script in drafting.generate_scripts() if script is not None]
    return Path(written[0].path)


def _run(connection: Connection, scripts: ScriptDirectory, step: Callable[[Any, MigrationContext], list[Any]]) -> None:
    with EnvironmentContext(_config(), scripts, fn=step) as environment:
        environment.configure(
            connection=connection, target_metadata=METADATA, render_item=_plain_type, transactional_ddl=True,
            include_name=is_ours,
        )  # fmt: skip
        environment.run_migrations()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A connection in a transaction that nobody else can migrate in. Raises `DatabaseAway` when there is none."""
    engine = create_engine(sync_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        begin_with(engine, WRITER, "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            yield connection
    except DRIVER_ERRORS as error:
        raise in_our_words(error) or error from error
    finally:
        engine.dispose()


def _plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Scripts name plain types, so that they do not change when ours do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    return False


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config
