"""Questions to leaders as records, and what those who asked wrote back.

Revision ID: 0019
Revises: 0018
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "leader_questions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_leader_questions_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_leader_questions_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_leader_questions_answer_id_answers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_questions")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_leader_questions_answer_id")),
    )
    op.create_index("ix_leader_questions_week", "leader_questions", ["campaign_id", "week"], unique=False)
    op.create_index(op.f("ix_leader_questions_round_id"), "leader_questions", ["round_id"], unique=False)
    op.create_index(op.f("ix_leader_questions_workspace"), "leader_questions", ["workspace"], unique=False)
    op.create_table(
        "question_replies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_question_replies_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["leader_questions.id"],
            name=op.f("fk_question_replies_question_id_leader_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_replies")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "question_id", "person_code"):
        op.create_index(op.f(f"ix_question_replies_{column}"), "question_replies", [column], unique=False)


def downgrade() -> None:
    for table in ("question_replies", "leader_questions"):
        op.drop_table(table)
