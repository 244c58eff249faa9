"""Who asks a question too, and what leaders promise.

Revision ID: 0020
Revises: 0019
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "question_votes",
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("helped", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_question_votes_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("question_id", "person_code", name=op.f("pk_question_votes")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "person_code"):
        op.create_index(op.f(f"ix_question_votes_{column}"), "question_votes", [column], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_promises_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_promises_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["leader_questions.id"],
            name=op.f("fk_promises_question_id_leader_questions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    for column in ("campaign_id", "question_id", "round_id"):
        op.create_index(op.f(f"ix_promises_{column}"), "promises", [column], unique=False)


def downgrade() -> None:
    for table in ("promises", "question_votes"):
        op.drop_table(table)
