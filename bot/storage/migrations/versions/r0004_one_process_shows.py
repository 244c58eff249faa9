"""A message's or Home tab's look is brought up to date by one process at a time.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("desired_states", sa.Column("token", sa.Integer(), server_default="0", nullable=False))
    op.add_column("desired_states", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("desired_states", "lease_until")
    op.drop_column("desired_states", "token")
