"""How a person's form starts, once they have chosen it.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("people", sa.Column("usual_mode", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "usual_mode")
