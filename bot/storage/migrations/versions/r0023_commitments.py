"""What becomes of a promise, who can say yes to it, and who hears of late ones.

Revision ID: 0023
Revises: 0022
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW_COLUMNS = ("teams", "origin", "origin_id", "decider", "asked_on")


def upgrade() -> None:
    op.add_column("promises", sa.Column("teams", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("promises", sa.Column("origin", sa.String(length=16), nullable=False, server_default="question"))
    op.add_column("promises", sa.Column("origin_id", sa.String(length=64), nullable=True))
    op.add_column("promises", sa.Column("decider", sa.String(length=32), nullable=True))
    op.add_column("promises", sa.Column("asked_on", sa.Date(), nullable=True))
    _name_their_teams()
    op.create_table(
        "promise_changes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("promise_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_promise_changes_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promises.id"],
            name=op.f("fk_promise_changes_promise_id_promises"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_changes")),
        sa.UniqueConstraint("promise_id", "number", name=op.f("uq_promise_changes_promise_id_number")),
    )
    op.create_index(op.f("ix_promise_changes_campaign_id"), "promise_changes", ["campaign_id"], unique=False)
    op.create_table(
        "sponsors",
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_sponsors_campaign_id_campaigns")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_sponsors")),
    )
    op.create_index(op.f("ix_sponsors_workspace"), "sponsors", ["workspace"], unique=False)


def _name_their_teams() -> None:
    """A promise from before was told in the thread of its week: that week's team is the one that was told."""
    promises = sa.table("promises", sa.column("id"), sa.column("round_id"), sa.column("teams", sa.JSON()))
    rounds = sa.table("rounds", sa.column("id"), sa.column("team_id"))
    bind = op.get_bind()
    rows = bind.execute(sa.select(promises.c.id, rounds.c.team_id).join(rounds, rounds.c.id == promises.c.round_id))
    for promise_id, team_id in rows.all():
        bind.execute(promises.update().where(promises.c.id == promise_id).values(teams=[team_id]))


def downgrade() -> None:
    for table in ("sponsors", "promise_changes"):
        op.drop_table(table)
    for name in NEW_COLUMNS:
        op.drop_column("promises", name)
