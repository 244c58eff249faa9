"""What those who came to a meeting said of it: did they feel heard, would they come again?

Revision ID: 0027
Revises: 0026
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "felt",
        sa.Column("time_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_felt_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["time_id"], ["meeting_times.id"], name=op.f("fk_felt_time_id_meeting_times"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("time_id", "person_code", name=op.f("pk_felt")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "person_code"):
        op.create_index(op.f(f"ix_felt_{column}"), "felt", [column], unique=False)


def downgrade() -> None:
    op.drop_table("felt")
