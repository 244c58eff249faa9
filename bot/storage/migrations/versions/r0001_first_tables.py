"""First tables.

Revision ID: 0001
Revises: nothing
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("pack_key", sa.String(length=80), nullable=False),
        sa.Column("pack_version", sa.String(length=32), nullable=False),
        sa.Column("pack", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.String(length=16), nullable=True),
        sa.Column("priorities", sa.JSON(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("threshold >= 3", name=op.f("ck_campaigns_threshold_is_three_or_more")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index(op.f("ix_campaigns_workspace"), "campaigns", ["workspace"], unique=False)
    op.create_table(
        "desired_states",
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("utterance", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_desired_states")),
    )
    op.create_index("ix_desired_states_due", "desired_states", ["shown_version", "version"], unique=False)
    op.create_table(
        "dialogue_states",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_dialogue_states")),
    )
    op.create_table(
        "people",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("nudges_stopped", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "user", name=op.f("pk_people")),
    )
    op.create_table(
        "seen_events",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_events")),
    )
    op.create_index(op.f("ix_seen_events_received_at"), "seen_events", ["received_at"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_digests_campaign_id_campaigns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("campaign_id", "leader", "week", name=op.f("uq_digests_campaign_id_leader_week")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("leaders", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_teams_campaign_id_campaigns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("campaign_id", "channel", name=op.f("uq_teams_campaign_id_channel")),
    )
    op.create_index(op.f("ix_teams_campaign_id"), "teams", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_teams_channel"), "teams", ["channel"], unique=False)
    op.create_index(op.f("ix_teams_workspace"), "teams", ["workspace"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("prompt_ts", sa.String(length=32), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_rounds_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_rounds_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("team_id", "week", name=op.f("uq_rounds_team_id_week")),
    )
    op.create_index(op.f("ix_rounds_campaign_id"), "rounds", ["campaign_id"], unique=False)
    op.create_index("ix_rounds_prompt", "rounds", ["workspace", "channel", "prompt_ts"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=True),
        sa.Column("person_code", sa.String(length=64), nullable=True),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("theme", sa.String(length=80), nullable=True),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("by_leader", sa.Boolean(), nullable=False),
        sa.Column("follows", sa.String(length=64), nullable=True),
        sa.Column("probe", sa.String(length=80), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("version_ts", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode = 'named' OR author IS NULL", name=op.f("ck_answers_only_named_has_an_author")),
        sa.CheckConstraint("mode <> 'named' OR person_code IS NULL", name=op.f("ck_answers_named_has_no_code")),
        sa.CheckConstraint("deleted_at IS NULL OR text IS NULL", name=op.f("ck_answers_deleted_has_no_text")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_answers_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("workspace", "channel", "message_ts", name=op.f("uq_answers_workspace_channel_message_ts")),
    )
    op.create_index(op.f("ix_answers_person_code"), "answers", ["person_code"], unique=False)
    op.create_index(op.f("ix_answers_round_id"), "answers", ["round_id"], unique=False)
    op.create_table(
        "beats",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_beats_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beats")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_beats_round_id_kind")),
    )
    op.create_index("ix_beats_due", "beats", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_beats_round_id"), "beats", ["round_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_contacts_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_person", "contacts", ["workspace", "user", "week_of"], unique=False)
    op.create_index(op.f("ix_contacts_round_id"), "contacts", ["round_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("digest_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("leader", sa.String(length=32), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_offers_digest_id_digests")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_offers_round_id_rounds")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_offers_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("digest_id", "team_id", name=op.f("uq_offers_digest_id_team_id")),
    )
    op.create_table(
        "participations",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("by_leader", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_participations_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "person_code", name=op.f("pk_participations")),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("by_leader", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_ratings_value_is_one_to_five")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_ratings_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("round_id", "person_code", "scale", name=op.f("uq_ratings_round_id_person_code_scale")),
    )
    op.create_index(op.f("ix_ratings_person_code"), "ratings", ["person_code"], unique=False)
    op.create_index(op.f("ix_ratings_round_id"), "ratings", ["round_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("utterance", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.Column("answer_id", sa.String(length=64), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("slack_first", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slack_last", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_deliveries_answer_id_answers")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_deliveries_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("mark", name=op.f("uq_deliveries_mark")),
    )
    op.create_index(op.f("ix_deliveries_answer_id"), "deliveries", ["answer_id"], unique=False)
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due_at"], unique=False)
    op.create_index("ix_deliveries_message", "deliveries", ["workspace", "channel", "ts"], unique=False)
    op.create_index("ix_deliveries_recipient", "deliveries", ["workspace", "recipient", "state"], unique=False)
    op.create_index(op.f("ix_deliveries_round_id"), "deliveries", ["round_id"], unique=False)
    op.create_table(
        "supports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("person_code", sa.String(length=64), nullable=False),
        sa.Column("reaction", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_supports_answer_id_answers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint(
            "answer_id", "person_code", "reaction", name=op.f("uq_supports_answer_id_person_code_reaction")
        ),
    )
    op.create_index(op.f("ix_supports_answer_id"), "supports", ["answer_id"], unique=False)
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("delivery_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_attempts_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempts")),
    )
    op.create_index(op.f("ix_delivery_attempts_delivery_id"), "delivery_attempts", ["delivery_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_delivery_attempts_delivery_id"), table_name="delivery_attempts")
    op.drop_table("delivery_attempts")
    op.drop_index(op.f("ix_supports_answer_id"), table_name="supports")
    op.drop_table("supports")
    op.drop_index(op.f("ix_deliveries_round_id"), table_name="deliveries")
    op.drop_index("ix_deliveries_recipient", table_name="deliveries")
    op.drop_index("ix_deliveries_message", table_name="deliveries")
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_answer_id"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_ratings_round_id"), table_name="ratings")
    op.drop_index(op.f("ix_ratings_person_code"), table_name="ratings")
    op.drop_table("ratings")
    op.drop_table("participations")
    op.drop_table("offers")
    op.drop_index(op.f("ix_contacts_round_id"), table_name="contacts")
    op.drop_index("ix_contacts_person", table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_beats_round_id"), table_name="beats")
    op.drop_index("ix_beats_due", table_name="beats")
    op.drop_table("beats")
    op.drop_index(op.f("ix_answers_round_id"), table_name="answers")
    op.drop_index(op.f("ix_answers_person_code"), table_name="answers")
    op.drop_table("answers")
    op.drop_index("ix_rounds_prompt", table_name="rounds")
    op.drop_index(op.f("ix_rounds_campaign_id"), table_name="rounds")
    op.drop_table("rounds")
    op.drop_index(op.f("ix_teams_workspace"), table_name="teams")
    op.drop_index(op.f("ix_teams_channel"), table_name="teams")
    op.drop_index(op.f("ix_teams_campaign_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_table("digests")
    op.drop_index(op.f("ix_seen_events_received_at"), table_name="seen_events")
    op.drop_table("seen_events")
    op.drop_table("people")
    op.drop_table("dialogue_states")
    op.drop_index("ix_desired_states_due", table_name="desired_states")
    op.drop_table("desired_states")
    op.drop_index(op.f("ix_campaigns_workspace"), table_name="campaigns")
    op.drop_table("campaigns")
