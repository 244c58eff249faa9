"""Whose turn it is among very many messages is read from an index, in order.

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_turn",
        "deliveries",
        ["state", "priority", "due_at", "created_at", "place", "id", "workspace"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_turn", table_name="deliveries")
