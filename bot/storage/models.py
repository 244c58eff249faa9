"""Every table. Typed rows only: no queries, no rules. Each key carries the workspace, directly or through its campaign.

Ids are opaque strings (UUIDs); planned things have ids made from what they are for, so that planning twice plans once.
People appear by Slack id only where the product needs to speak to them or they chose to be named; everywhere else by
`person_code`, an HMAC under a key that is not in the database (see `bot/storage/identity.py`), with another code for
each kind of row. No row holds both, and what is about a private answer holds a person's id encrypted (`Sealed`) only.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bot.storage.types import Sealed, SealedOrLost, UtcDateTime

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base: a naming convention, and types for the annotations used below."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Campaign(Base):
    """A pack, teams, a rhythm and a start date. `pack` is the whole pack as it stood when the campaign was made."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("threshold >= 3", "threshold_is_three_or_more"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))  # draft | running | paused | finished
    pack_key: Mapped[str] = mapped_column(String(80))
    pack_version: Mapped[str] = mapped_column(String(32))
    pack: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(16), default="en")
    zone: Mapped[str] = mapped_column(String(64))
    start: Mapped[date]  # the local date of the first prompt
    threshold: Mapped[int]  # k, never below 3, frozen at the start
    rhythm: Mapped[dict[str, Any]]  # beat kind -> "Tue 10:00"
    holidays: Mapped[str | None] = mapped_column(String(16))  # e.g. "GB-ENG"; None: only weekends are skipped
    priorities: Mapped[list[Any]]  # [{"title": …, "reason": …}]
    salt: Mapped[str | None] = mapped_column(Sealed)  # once destroyed, no person_code of the campaign can be traced
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    teams: Mapped[list["Team"]] = relationship(back_populates="campaign", order_by="Team.name", lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Team(Base):
    """A Slack channel that takes part in a campaign, in an organisation."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("campaign_id", "channel"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    channel: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str | None] = mapped_column(String(64))  # None: the campaign's
    leaders: Mapped[list[Any]]  # Slack ids
    off_slack: Mapped[int] = mapped_column(default=0, server_default="0")  # how many of the team are not on Slack
    members: Mapped[list[Any]]  # Slack ids of the people in the channel when last seen, leaders too, without bots

    campaign: Mapped[Campaign] = relationship(back_populates="teams", lazy="raise")

    @property
    def staff(self) -> list[str]:
        """The people who are asked, counted and reminded: everyone in the channel who does not lead the team."""
        return [user for user in self.members if user not in self.leaders]


class CampaignSketch(Base):
    """What an admin has typed so far, right or wrong: one row for a new campaign, one for each draft (`about`)."""

    __tablename__ = "campaign_sketches"
    __table_args__ = (UniqueConstraint("workspace", "owner", "about"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(String(32))  # the admin's Slack id
    about: Mapped[str] = mapped_column(String(64), default="")
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Round(Base):
    """One team × one area × one week."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("team_id", "week"),
        Index("ix_rounds_prompt", "workspace", "channel", "prompt_ts"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    workspace: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    week: Mapped[int]  # 1…n, the place of the area in the pack
    area: Mapped[str] = mapped_column(String(80))
    opens_on: Mapped[date]  # local date; moves when a week is skipped before it opens
    state: Mapped[str] = mapped_column(String(16))  # upcoming | open | closed | missed
    prompt_ts: Mapped[str | None] = mapped_column(String(32))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(Sealed)  # counted at the close, for adding up; never shown
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Beat(Base):
    """Something due in a round. The database is the schedule; the scheduler only asks what is due."""

    __tablename__ = "beats"
    __table_args__ = (UniqueConstraint("round_id", "kind"), Index("ix_beats_due", "state", "due_at"))

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # open | playback | nudge | last_call | close | digest | told_back
    local_date: Mapped[date]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))  # planned | done | missed | cancelled
    done_at: Mapped[datetime | None]


class Answer(Base):
    """What somebody said. A deleted answer keeps its version and loses its text (a tombstone).

    Either a name or a code: both in one row would give away everything that the code stands on.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("workspace", "channel", "message_ts"),
        CheckConstraint("mode = 'named' OR author IS NULL", "only_named_has_an_author"),
        CheckConstraint("mode <> 'named' OR person_code IS NULL", "named_has_no_code"),
        CheckConstraint("deleted_at IS NULL OR text IS NULL", "deleted_has_no_text"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)
    mode: Mapped[str] = mapped_column(String(16))  # named | confidential
    author: Mapped[str | None] = mapped_column(String(32))  # Slack id, Named only
    person_code: Mapped[str | None] = mapped_column(String(64), index=True)  # Confidential only
    question: Mapped[str] = mapped_column(String(80))  # question key | "headline" | "to_leaders"
    text: Mapped[str | None] = mapped_column(Sealed)
    theme: Mapped[str | None] = mapped_column(String(80))
    quotable: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)  # given after the close: counts only in the final report
    by_leader: Mapped[bool] = mapped_column(default=False)  # shown, never counted as staff
    follows: Mapped[str | None] = mapped_column(String(64))  # the answer followed up, if it has the same mode
    probe: Mapped[str | None] = mapped_column(String(80))
    channel: Mapped[str | None] = mapped_column(String(32))  # where a Named answer stands
    message_ts: Mapped[str | None] = mapped_column(String(32))
    version_ts: Mapped[str] = mapped_column(String(32), default="0")  # newest event_ts seen: the last writer wins
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Rating(Base):
    """How one person sees the area of a round: `now` and `needed`, 1 to 5. One row a person and scale."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("round_id", "person_code", "scale"),
        CheckConstraint("value BETWEEN 1 AND 5", "value_is_one_to_five"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)
    person_code: Mapped[str] = mapped_column(String(64), index=True)
    scale: Mapped[str] = mapped_column(String(8))  # now | needed
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(16))  # button | reaction | modal
    by_leader: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)


class Support(Base):
    """A reaction on a colleague's Named answer. Skin tones are one reaction."""

    __tablename__ = "supports"
    __table_args__ = (UniqueConstraint("answer_id", "person_code", "reaction"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id"), index=True)
    person_code: Mapped[str] = mapped_column(String(64))
    reaction: Mapped[str] = mapped_column(String(80))


class Participation(Base):
    """That somebody took part in a round: one flag, kept apart from what they said. Stops nudges, counts people."""

    __tablename__ = "participations"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    person_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    by_leader: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)


class DialogueState(Base):
    """Where a conversation stands. Holds no text that anybody wrote; which answers it is about is encrypted."""

    __tablename__ = "dialogue_states"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)  # e.g. "coaching/<round>/<person_code>"
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Person(Base):
    """What a person has asked of the coach: snooze, stop, how their form starts. Nothing about what they said."""

    __tablename__ = "people"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    nudges_stopped: Mapped[bool] = mapped_column(default=False)
    snoozed_until: Mapped[datetime | None]
    usual_mode: Mapped[str | None] = mapped_column(String(16))  # None: they never chose one
    digest_hour: Mapped[str | None] = mapped_column(String(5))  # "14:00", by their team's clock


class Contact(Base):
    """A message that the coach began with one person: at most three a week, counted here."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_person", "workspace", "user", "week_of"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    week_of: Mapped[date]  # the Monday, in the team's zone
    kind: Mapped[str] = mapped_column(String(16))
    round_id: Mapped[str | None] = mapped_column(ForeignKey("rounds.id"), index=True)


class DigestRecord(Base):
    """A leader's digest of one week: a frozen snapshot, made once, that messages and pages are made from."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("campaign_id", "leader", "week"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    leader: Mapped[str] = mapped_column(String(32))
    week: Mapped[int]
    withheld: Mapped[bool]
    snapshot: Mapped[dict[str, Any]] = mapped_column(Sealed)
    issued_at: Mapped[datetime]


class Offer(Base):
    """A leader's offer to talk with a team about a week."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("digest_id", "team_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest_id: Mapped[str] = mapped_column(ForeignKey("digests.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    leader: Mapped[str] = mapped_column(String(32))
    offered_at: Mapped[datetime]


class Delivery(Base):
    """The ledger of outgoing messages: `planned → claimed → sending → sent`, or else `in_doubt`,
    `failed`, `expired`, `cancelled`.

    What is said is kept as an utterance and its facts, encrypted, frozen when planned. `id` is made from what the
    message is for, so that planning twice plans once; `mark` is the opaque id that travels in Slack's metadata.

    A message about a private answer is addressed by `address`, encrypted; its `recipient` and `channel` are then a
    stand-in that means nothing, so that nobody reads from the ledger who gave which answer.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "state", "due_at"),
        Index("ix_deliveries_turn", "state", "priority", "due_at", "created_at", "place", "id", "workspace"),
        Index("ix_deliveries_recipient", "workspace", "recipient", "state"),
        Index("ix_deliveries_message", "workspace", "channel", "ts"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    workspace: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(32))  # a channel id, or a person's id (a DM), or a stand-in
    address: Mapped[str | None] = mapped_column(SealedOrLost)  # the person's id, where `recipient` is a stand-in
    parent_id: Mapped[str | None] = mapped_column(String(64))  # posted in the thread of this delivery, once it is sent
    thread_ts: Mapped[str | None] = mapped_column(String(32))  # or in a known thread
    utterance: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(SealedOrLost)
    language: Mapped[str] = mapped_column(String(16), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    round_id: Mapped[str | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id"), index=True)
    priority: Mapped[int] = mapped_column(default=5)  # 1: replies to people; 5: the week's beats
    state: Mapped[str] = mapped_column(String(16), default="planned")
    due_at: Mapped[datetime]  # campaign time
    not_after: Mapped[datetime | None]  # campaign time: later than this it expires unsent
    retry_at: Mapped[datetime | None]  # wire time
    token: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]  # wire time
    attempts: Mapped[int] = mapped_column(default=0)
    slack_first: Mapped[datetime | None]  # Slack's own clock, just before the first request that may have posted
    slack_last: Mapped[datetime | None]  # the same for the last one
    missed_at: Mapped[datetime | None]  # Slack's own clock: by then the first look for that one had not found it
    looks: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))  # where it was posted (a DM's channel)
    ts: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    place: Mapped[int] = mapped_column(default=0)  # 1, 2, 3… among messages planned in one transaction
    sent_at: Mapped[datetime | None]


class DeliveryAttempt(Base):
    """Append-only: each request that may have posted, and what came back."""

    __tablename__ = "delivery_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), index=True)
    token: Mapped[int]
    started_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(String(200))


class DesiredState(Base):
    """What a message or a Home tab should look like now: one row a target, the latest version wins."""

    __tablename__ = "desired_states"
    __table_args__ = (Index("ix_desired_states_due", "shown_version", "version"),)

    target: Mapped[str] = mapped_column(String(120), primary_key=True)  # "message/<id>" | "home/<workspace>/<user>"
    workspace: Mapped[str] = mapped_column(String(32))
    utterance: Mapped[str | None] = mapped_column(String(80))  # None: the message should be gone
    facts: Mapped[dict[str, Any]] = mapped_column(SealedOrLost)
    language: Mapped[str] = mapped_column(String(16), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    version: Mapped[int] = mapped_column(default=1)
    shown_version: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]  # wire time
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))
    token: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_until: Mapped[datetime | None]  # wire time: until then one process alone shows this target


class RateBucket(Base):
    """What is left of one of Slack's limits: of a workspace's budget, a method's, a channel's.

    One that is full again is forgotten. Moments are seconds on a clock of their own (`repositories/buckets.py`).
    """

    __tablename__ = "rate_buckets"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    tat: Mapped[float]  # when all that went is paid for
    queue: Mapped[float]  # the last moment given to one who is to ask again
    share: Mapped[float]  # of the full rate, at `cut_at`
    cut_at: Mapped[float]  # when Slack found us too fast last
    closed_until: Mapped[float]  # Retry-After
    full_at: Mapped[float] = mapped_column(index=True)  # from then on the row says nothing


class AuditEntry(Base):
    """One use of a power over people's data: who did what, when, to whom. Never what anybody wrote.

    The database refuses to change an entry. Whom it concerned is a Slack id, or a code: never both (decision 6).
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "workspace", "subject"),
        CheckConstraint("subject IS NULL OR subject_code IS NULL", "has_a_name_or_a_code"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))  # a Slack id, or the process: "command line", "waymark"
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(32))
    subject_code: Mapped[str | None] = mapped_column(String(64), index=True)
    campaign_id: Mapped[str | None] = mapped_column(String(64))  # kept when the campaign is gone
    about: Mapped[str] = mapped_column(String(200), default="")  # a reason, a number, a week; no words of anybody


class SeenEvent(Base):
    """Incoming ids that were handled: event_id, trigger_id or view id. Event bodies are not kept."""

    __tablename__ = "seen_events"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)


class SignOfLife(Base):
    """When a process that takes Slack's events was last there (wire time). After it was away it has a new row."""

    __tablename__ = "signs_of_life"

    node: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class ReadBack(Base):
    """A round whose threads are still to be read back, because Slack's events about them may have been missed.

    All times are wire time. The row goes when everything was read that was written before `asked_at`.
    """

    __tablename__ = "read_backs"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    asked_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)  # its close waits for it
    close_waits_since: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]  # somebody is reading it
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))


class ProcessNow(Base):
    """A process of this installation, as it last told. All times are wire time; old rows are forgotten."""

    __tablename__ = "processes"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))  # run | web | worker
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ticked_at: Mapped[datetime | None]  # its last tick that came to its end
    failing_since: Mapped[datetime | None]  # its first tick with trouble since the last one without
    uses_socket: Mapped[bool] = mapped_column(default=False)
    socket_at: Mapped[datetime | None]  # when Slack last answered on its socket
    clock_ahead: Mapped[float] = mapped_column(default=0.0)  # seconds: its machine's clock against Slack's


class Tally(Base):
    """How often something happened, since the tables were made. Names of kinds only, never of people or places."""

    __tablename__ = "tallies"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)


class TroubleNote(Base):
    """Something that does not go as it should, and what the admins have been told of it. One row a kind and workspace.

    `facts` holds figures only. `told` counts the messages that were begun about it: part of their ids.
    """

    __tablename__ = "troubles"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    facts: Mapped[dict[str, Any]]
    since: Mapped[datetime]  # campaign time
    over_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
