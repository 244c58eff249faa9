"""Meetings face to face: what is offered, its times, and who comes.

Revision ID: 0022
Revises: 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=True),
        sa.Column("leader", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("whom", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_meetings_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_meetings_team_id_teams")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["leader_questions.id"],
            name=op.f("fk_meetings_question_id_leader_questions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    for column in ("workspace", "team_id", "question_id"):
        op.create_index(op.f(f"ix_meetings_{column}"), "meetings", [column], unique=False)
    op.create_index("ix_meetings_week", "meetings", ["campaign_id", "week"], unique=False)
    op.create_table(
        "meeting_times",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_meeting_times_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_times_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_times")),
    )
    for column in ("campaign_id", "meeting_id", "starts_at"):
        op.create_index(op.f(f"ix_meeting_times_{column}"), "meeting_times", [column], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("time_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_bookings_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(
            ["time_id"], ["meeting_times.id"], name=op.f("fk_bookings_time_id_meeting_times"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("time_id", "person_code", name=op.f("uq_bookings_time_id_person_code")),
        sqlite_with_rowid=False,
    )
    for column in ("campaign_id", "person_code"):
        op.create_index(op.f(f"ix_bookings_{column}"), "bookings", [column], unique=False)


def downgrade() -> None:
    for table in ("bookings", "meeting_times", "meetings"):
        op.drop_table(table)
