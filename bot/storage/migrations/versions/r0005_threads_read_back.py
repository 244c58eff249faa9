"""When somebody was last there to take Slack's events, and which threads are to be read back.

Revision ID: 0005
Revises: 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "signs_of_life",
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_signs_of_life")),
    )
    op.create_index(op.f("ix_signs_of_life_seen_at"), "signs_of_life", ["seen_at"], unique=False)
    op.create_table(
        "read_backs",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_read_backs_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_read_backs")),
    )


def downgrade() -> None:
    op.drop_table("read_backs")
    op.drop_index(op.f("ix_signs_of_life_seen_at"), table_name="signs_of_life")
    op.drop_table("signs_of_life")
