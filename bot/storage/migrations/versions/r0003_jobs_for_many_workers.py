"""Procrastinate's tables, on PostgreSQL: jobs that any number of workers share. SQLite has one process and needs none.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCHEMA = Path(__file__).parents[1] / "procrastinate" / "schema_3_10.sql"
GONE = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$
DECLARE
    ours record;
BEGIN
    FOR ours IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE 'DROP FUNCTION ' || ours.name || ' CASCADE';
    END LOOP;
END;
$$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
"""


def upgrade() -> None:
    _execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    _execute(GONE)


def _execute(statements: str) -> None:
    """Many statements at once, which the driver takes only when it is given no values for them."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(statements, execution_options={"no_parameters": True})
