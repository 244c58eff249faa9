"""Quotes: what a facilitator looked at, released or hid. Without row numbers, which would tell an order.

Revision ID: 0015
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=True),
        sa.Column("unlinked_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hidings", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answer_id IS NULL) <> (unlinked_id IS NULL)", name=op.f("ck_quotes_comes_from_one_answer")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_quotes_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_quotes_answer_id_answers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unlinked_id"],
            ["unlinked_answers.id"],
            name=op.f("fk_quotes_unlinked_id_unlinked_answers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_quotes_answer_id")),
        sa.UniqueConstraint("unlinked_id", name=op.f("uq_quotes_unlinked_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quotes_week", "quotes", ["campaign_id", "week", "state"], unique=False)
    op.create_index(op.f("ix_quotes_workspace"), "quotes", ["workspace"], unique=False)


def downgrade() -> None:
    op.drop_table("quotes")
