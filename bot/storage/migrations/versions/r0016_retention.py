"""What was deleted before its time, who is in no team any more, and who removed Waymark.

What was deleted before there was a ledger is entered into it, so that it stays deleted too.

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.ids import planned_id

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 500  # rows
GONE = {
    "answer": "SELECT id, date(deleted_at) FROM answers WHERE deleted_at IS NOT NULL ORDER BY id",
    "links": "SELECT id, CURRENT_DATE FROM campaigns WHERE salt IS NULL ORDER BY id",
}


def upgrade() -> None:
    made = op.create_table(
        "deletions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deletions")),
        sa.UniqueConstraint("id", name=op.f("uq_deletions_id")),
    )
    op.create_index(op.f("ix_deletions_day"), "deletions", ["day"], unique=False)
    op.create_table(
        "absences",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", name=op.f("pk_absences")),
    )
    op.create_table(
        "uninstalls",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_uninstalls")),
    )
    for kind, query in GONE.items():
        _enter(made, kind, query)


def _enter(deletions: sa.Table, kind: str, query: str) -> None:
    found = op.get_bind().execute(sa.text(query).columns(sa.column("id", sa.String), sa.column("day", sa.Date)))
    for rows in found.partitions(AT_ONCE):
        entries = [
            {"id": planned_id("deletion", kind, about), "kind": kind, "about": about, "day": day} for about, day in rows
        ]
        op.bulk_insert(deletions, entries)


def downgrade() -> None:
    for table in ("uninstalls", "absences", "deletions"):
        op.drop_table(table)
