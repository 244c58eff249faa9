"""How people would like their questions taken up, and the names they give for a meeting.

Revision ID: 0025
Revises: 0024
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "wishes",
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_wishes_answer_id_answers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_wishes_campaign_id_campaigns")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_wishes")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "waits"):
        op.create_index(op.f(f"ix_wishes_{column}"), "wishes", [column], unique=False)
    op.create_table(
        "names_given",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_names_given_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["leader_questions.id"],
            name=op.f("fk_names_given_question_id_leader_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_given")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "person_code", "question_id"):
        op.create_index(op.f(f"ix_names_given_{column}"), "names_given", [column], unique=False)


def downgrade() -> None:
    for table in ("names_given", "wishes"):
        op.drop_table(table)
