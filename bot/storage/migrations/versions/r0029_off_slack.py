"""How many people of a team are not on Slack: so many answers may be entered for them in a week.

Revision ID: 0029
Revises: 0028
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("teams", sa.Column("off_slack", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("teams", "off_slack")
