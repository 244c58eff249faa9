"""Migrations lead from nothing to what the models say, once, on both databases, whatever the driver in the address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.errors import SettingsProblem
from bot.ids import planned_id
from bot.storage import migrate
from bot.storage.addresses import sync_url
from bot.storage.models import Base

RULES = {
    "ck_campaigns_threshold_is_three_or_more", "ck_answers_only_named_has_an_author", "ck_answers_deleted_has_no_text",
    "ck_ratings_value_is_one_to_five", "ck_audit_has_a_name_or_a_code",
}  # fmt: skip


def _engine(url: str) -> Engine:
    return create_engine(sync_url(url), poolclass=NullPool)


def _names(connection: Connection) -> set[str | None]:
    """The names of all constraints and indexes, as the database knows them."""
    found = inspect(connection)
    names: set[str | None] = set()
    for table in Base.metadata.tables:
        keys: list[Any] = [found.get_pk_constraint(table), *found.get_foreign_keys(table), *found.get_indexes(table)]
        keys += [*found.get_unique_constraints(table), *found.get_check_constraints(table)]
        names |= {key["name"] for key in keys}
    return names


def test_migrations_give_what_the_models_say(database_url: str) -> None:
    """A migrated database has the models' tables, columns, types, keys and indexes, and nothing else."""
    migrate.upgrade(database_url)
    engine = _engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": migrate.is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_its_name(database_url: str) -> None:
    """Migrated and freshly created tables have the same named constraints, those that protect people included."""
    migrate.upgrade(database_url)
    engine = _engine(database_url)
    with engine.connect() as connection:
        migrated = _names(connection)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        assert _names(connection) == migrated
    assert migrated > RULES
    assert None not in migrated


def test_the_tables_of_the_jobs_are_those_of_the_package() -> None:
    """The copy of Procrastinate's schema in our migration is the schema of the package that is installed."""
    copy = (migrate.SCRIPTS / "procrastinate" / "schema_3_10.sql").read_text(encoding="utf-8")
    _, mark, schema = copy.partition("-- Procrastinate Schema")
    assert (mark + schema).strip() == SchemaManager.get_schema().strip()


def test_a_second_run_changes_nothing(migrated_database_url: str) -> None:
    """Migrating twice is migrating once."""
    before = migrate.current(migrated_database_url)
    migrate.upgrade(migrated_database_url)
    assert migrate.current(migrated_database_url) == before == migrate.head()


def test_runs_at_the_same_time_wait_for_each_other(database_url: str) -> None:
    """Four processes that start at once migrate once, and none of them fails."""
    with ThreadPoolExecutor(4) as starting:
        list(starting.map(migrate.upgrade, [database_url] * 4))
    assert migrate.current(database_url) == migrate.head()
    with _engine(database_url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_a_failed_migration_leaves_nothing_behind(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks in the middle is undone as a whole, and the next run goes through."""
    real = migrate._run

    def breaks(connection: Connection, *rest: Any) -> None:
        real(connection, *rest)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "_run", breaks)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(database_url)
    monkeypatch.undo()
    with _engine(database_url).connect() as connection:
        assert inspect(connection).get_table_names() == []
    migrate.upgrade(database_url)
    assert migrate.current(database_url) == migrate.head()


def _to(url: str, wanted: str) -> None:
    scripts = migrate._scripts()
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda revision, _: scripts._upgrade_revs(wanted, revision))


def test_jobs_and_claims_come_to_a_database_in_use(database_url: str) -> None:
    """What should be shown when jobs and claims are introduced stays as it was, and nobody has it claimed."""
    _to(database_url, "0002")
    with _engine(database_url).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO desired_states"
                " (target, workspace, facts, language, zone, version, shown_version, attempts)"
                " VALUES ('home/T1/UANA', 'T1', :facts, 'en', 'UTC', 3, 2, 1)"
            ),
            {"facts": b"sealed"},
        )
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        query = "SELECT target, facts, version, shown_version, attempts, token, lease_until FROM desired_states"
        [row] = connection.execute(text(query)).all()
        assert (row[0], bytes(row[1]), *row[2:]) == ("home/T1/UANA", b"sealed", 3, 2, 1, 0, None)
        tables = inspect(connection).get_table_names()
    assert ("procrastinate_jobs" in tables) == database_url.startswith("postgresql")


def test_a_message_in_doubt_is_looked_for_anew_after_the_change(database_url: str) -> None:
    """A message that is in doubt when looks begin to be dated keeps what was known of it, and no look counts yet."""
    _to(database_url, "0006")
    told = {"id": "one", "sealed": b"sealed", "at": "2027-03-02 10:00:00+00:00"}
    with _engine(database_url).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO deliveries (id, mark, workspace, recipient, utterance, facts, language, zone, priority,"
                " state, due_at, token, attempts, slack_last, looks, created_at, place)"
                " VALUES (:id, 'mark', 'T1', 'C1', 'said', :sealed, 'en', 'UTC', 5,"
                " 'in_doubt', :at, 3, 1, :at, 2, :at, 1)"
            ),
            told,
        )
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        query = "SELECT state, token, looks, slack_last IS NULL, missed_at FROM deliveries"
        [row] = connection.execute(text(query)).all()
    assert (row[0], row[1], row[2], bool(row[3]), row[4]) == ("in_doubt", 3, 2, False, None)


def test_limits_come_to_a_database_in_use(database_url: str) -> None:
    """Messages that are planned when limits are first kept stay, all limits are full, and turns have an order."""
    _to(database_url, "0007")
    with _engine(database_url).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO deliveries (id, mark, workspace, recipient, utterance, facts, language, zone,"
                " priority, state, due_at, token, attempts, looks, created_at, place)"
                " VALUES ('one', 'mark', 'T1', 'C1', 'said', :sealed, 'en', 'UTC', 5, 'planned', :at, 2, 1, 0, :at, 1)"
            ),
            {"sealed": b"sealed", "at": "2027-03-02 10:00:00+00:00"},
        )
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        rows = connection.execute(text("SELECT id, state, token FROM deliveries")).all()
        assert [tuple(row) for row in rows] == [("one", "planned", 2)]
        assert connection.execute(text("SELECT count(*) FROM rate_buckets")).scalar_one() == 0
        assert "ix_deliveries_turn" in {index["name"] for index in inspect(connection).get_indexes("deliveries")}


def test_what_was_deleted_before_is_in_the_ledger(database_url: str) -> None:
    """Answers that are tombstones when the ledger comes are in it, under the id that their deletion would have now."""
    _to(database_url, "0013")
    told = {"at": "2027-03-02 10:00:00+00:00", "day": "2027-03-02"}
    statements = (
        "INSERT INTO campaigns (id, workspace, name, state, pack_key, pack_version, pack, language, zone, start,"
        " threshold, rhythm, priorities, salt, created_by, created_at, version)"
        " VALUES ('c', 'T1', 'n', 'finished', 'p', '1', '{}', 'en', 'UTC', :day, 5, '{}', '[]', NULL, 'U', :at, 1)",
        "INSERT INTO teams (id, campaign_id, workspace, channel, name, organisation, leaders, members)"
        " VALUES ('t', 'c', 'T1', 'C1', 'n', '', '[]', '[]')",
        "INSERT INTO rounds (id, campaign_id, team_id, workspace, channel, week, area, opens_on, state, version)"
        " VALUES ('r', 'c', 't', 'T1', 'C1', 1, 'a', :day, 'closed', 1)",
        "INSERT INTO answers (id, workspace, round_id, mode, question, quotable, late, by_leader, version_ts,"
        " created_at, deleted_at) VALUES ('gone', 'T1', 'r', 'named', 'q', false, false, false, '1', :at, :at),"
        " ('here', 'T1', 'r', 'named', 'q', false, false, false, '1', :at, NULL)",
    )
    with _engine(database_url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {key: value for key, value in told.items() if f":{key}" in statement})
    migrate.upgrade(database_url)
    with _engine(database_url).connect() as connection:
        rows = connection.execute(text("SELECT id, kind, about, day FROM deletions ORDER BY kind")).all()
    assert [tuple(row)[:3] for row in rows] == [
        (planned_id("deletion", "answer", "gone"), "answer", "gone"),
        (planned_id("deletion", "links", "c"), "links", "c"),
    ]
    assert str(rows[0][3]) == "2027-03-02"


def test_an_empty_database_is_at_no_revision(database_url: str) -> None:
    """A database without our tables, or without a file, has no revision, and asking makes no file."""
    assert migrate.current(database_url) is None
    if database_url.startswith("sqlite"):
        assert not Path(str(sync_url(database_url).database)).exists()


def test_down_is_the_way_back(database_url: str) -> None:
    """Each script can be undone, to the empty database."""
    migrate.upgrade(database_url)
    scripts = migrate._scripts()
    with migrate._connected(database_url) as connection:
        migrate._run(connection, scripts, lambda revision, _: scripts._downgrade_revs("base", revision))
    with _engine(database_url).connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"])
def test_any_driver_in_the_address_will_do(scheme: str, tmp_path: Path) -> None:
    """The address of the service, with its async driver, is the address of the migrations too; its folder is made."""
    url = f"{scheme}:///{tmp_path}/100%/new/waymark.sqlite3"
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()


def test_addresses_of_postgresql_mean_one_driver() -> None:
    """What platforms hand out is opened with psycopg 3, and the password survives."""
    for scheme in ("postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"):
        url = sync_url(f"{scheme}://me:p%40ss@host/db")
        assert (url.drivername, url.password) == ("postgresql+psycopg", "p@ss")


def test_another_database_is_refused() -> None:
    """A database that Waymark does not know is refused with the setting's name."""
    with pytest.raises(SettingsProblem, match="DATABASE_URL"):
        migrate.upgrade("mysql://host/db")


def test_nothing_is_left_to_draft(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new script drafted from a migrated database is numbered next and changes nothing."""
    import shutil

    copied = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", copied)
    migrate.upgrade(sqlite_url)
    count = len(list((copied / "versions").glob("r*.py")))
    written = migrate.draft(sqlite_url, "Nothing new")
    assert written.name == f"r{count + 1:04}_nothing_new.py"
    assert written.read_text().count("    pass") == 2
