"""Tables of themes come to a database in use, and leave the answers in it alone."""

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
    ours = next(script for script in scripts.walk_revisions() if script.doc.startswith("Themes:"))
    with migrate._connected(url) as connection:
        migrate._run(connection, scripts, lambda at, _: scripts._upgrade_revs(str(ours.down_revision), at))


def test_answers_keep_their_themes_and_nobody_has_said_more(database_url: str) -> None:
    """An answer with a theme stands as it did, and there are no words beside it and no proposals."""
    _before(database_url)
    at = "2027-03-02 10:00:00+00:00"
    rows = (
        "INSERT INTO campaigns (id, workspace, name, state, pack_key, pack_version, pack, language, zone, start,"
        " threshold, rhythm, priorities, created_by, created_at, version) VALUES ('c', 'T1', 'Spring', 'running', 'p',"
        " '1.0.0', '{}', 'en', 'UTC', '2027-03-02', 3, '{}', '[]', 'U1', :at, 1)",
        "INSERT INTO teams (id, campaign_id, workspace, channel, name, organisation, leaders, members)"
        " VALUES ('t', 'c', 'T1', 'C1', 'Housing', '', '[]', '[]')",
        "INSERT INTO rounds (id, campaign_id, team_id, workspace, channel, week, area, opens_on, state, version)"
        " VALUES ('r', 'c', 't', 'T1', 'C1', 1, 'residents', '2027-03-02', 'open', 1)",
        "INSERT INTO answers (id, workspace, round_id, mode, author, question, theme, quotable, late, by_leader,"
        " version_ts, created_at) VALUES ('a', 'T1', 'r', 'named', 'U1', 'headline', 'residents.hearing', :no, :no,"
        " :no, '0', :at)",
    )
    engine = _engine(database_url)
    with engine.begin() as connection:
        for statement in rows:
            asked = {name: value for name, value in {"at": at, "no": False}.items() if f":{name}" in statement}
            connection.execute(text(statement), asked)
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text("SELECT id, theme FROM answers"))] == [
            ("a", "residents.hearing")
        ]
        for table in ("theme_notes", "theme_proposals"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608
            if connection.dialect.name == "sqlite":
                query = text("SELECT sql FROM sqlite_master WHERE name = :table")
                assert "WITHOUT ROWID" in connection.execute(query, {"table": table}).scalar_one()
