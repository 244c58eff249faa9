"""Unlinked answers: a buffer while their week is open, tokens that were spent, and where they stay.

SQLite numbers rows in the order in which they came, so these tables have none (WITHOUT ROWID).

Revision ID: 0012
Revises: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "unlinked_waiting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_unlinked_waiting_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlinked_waiting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_unlinked_waiting_round_id"), "unlinked_waiting", ["round_id"], unique=False)
    op.create_table(
        "spent_tokens",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_spent_tokens_round_id_rounds")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_spent_tokens")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_spent_tokens_round_id"), "spent_tokens", ["round_id"], unique=False)
    op.create_table(
        "unlinked_answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_unlinked_answers_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlinked_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_unlinked_answers_group", "unlinked_answers", ["campaign_id", "week", "organisation"], unique=False
    )


def downgrade() -> None:
    for table in ("unlinked_answers", "spent_tokens", "unlinked_waiting"):
        op.drop_table(table)
