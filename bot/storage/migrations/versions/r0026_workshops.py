"""Sessions in a room: answers that facilitators enter, and actions that they capture.

Revision ID: 0026
Revises: 0025
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "workshops",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("facilitator", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("untold", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_workshops_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "facilitator", name=op.f("pk_workshops")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("workshops")
