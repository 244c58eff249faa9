"""Ideas, what becomes of them, and what was learned.

Revision ID: 0024
Revises: 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("finisher", sa.Boolean(), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=True),
        sa.Column("raised_in", sa.Date(), nullable=False),
        sa.Column("moved_in", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_ideas_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_ideas_team_id_teams"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_ideas_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "person_code", "team_id", "workspace"):
        op.create_index(op.f(f"ix_ideas_{column}"), "ideas", [column], unique=False)
    op.create_table(
        "idea_moves",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("idea_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_idea_moves_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_moves_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_moves")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "idea_id"):
        op.create_index(op.f(f"ix_idea_moves_{column}"), "idea_moves", [column], unique=False)
    op.create_table(
        "lessons",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reach", sa.String(length=16), nullable=False),
        sa.Column("learned_in", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_lessons_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_lessons_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "team_id", "workspace"):
        op.create_index(op.f(f"ix_lessons_{column}"), "lessons", [column], unique=False)


def downgrade() -> None:
    for table in ("lessons", "idea_moves", "ideas"):
        op.drop_table(table)
