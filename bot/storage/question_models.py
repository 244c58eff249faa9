"""The tables of questions to leaders, and of what becomes of them: records with a version, not conversations.

No row here leads to a person who asked: a question leads to its answer, a reply is under a code of its own kind, and
neither says when somebody wrote. Whom a question waits for, and who answered it, are leaders: they act by name.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.insight.outcomes import QUESTION, WAITING
from bot.storage.models import Base
from bot.storage.types import Sealed


class LeaderQuestion(Base):
    """A question that leaders read: made once, when a digest brings it, and kept until its words go.

    `round_id` is empty for what an organisation's small teams asked together: then nobody may tell of which team it is.
    `answer_id` is empty for an Unlinked one. Its words stand in the answer, and follow it.
    """

    __tablename__ = "leader_questions"
    __table_args__ = (Index("ix_leader_questions_week", "campaign_id", "week"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[int]
    round_id: Mapped[str | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str] = mapped_column(String(16), default=QUESTION)
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    holder: Mapped[str | None] = mapped_column(String(32))  # whom it was passed on to; None: the team's leaders
    # text: of an Unlinked one; by, words, on, owner: what was said last about it; note: for whom it was passed on to
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    put_at: Mapped[datetime]  # campaign time: when the first digest brought it
    reply_by: Mapped[date]  # seen by both sides
    acted_at: Mapped[datetime | None]  # when it came to be in its state
    answered_at: Mapped[datetime | None]  # when somebody first said what comes of it
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class QuestionReply(Base):
    """What somebody who asked wrote back to a leader, without a name. No time; in the order of an id that means
    nothing."""

    __tablename__ = "question_replies"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("leader_questions.id", ondelete="CASCADE"), index=True)
    person_code: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # text


class QuestionVote(Base):
    """That somebody asks a question too (`voted`), and whether what came of it helped: a code of its own kind, no time.

    Who asked it has no vote, and a row only once they said whether it helped. No reference to the question: one that
    stands in a thread by name can be voted for before leaders read it.
    """

    __tablename__ = "question_votes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    question_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_code: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    voted: Mapped[bool] = mapped_column(default=True)
    helped: Mapped[str | None] = mapped_column(String(8))  # yes | no


class Promise(Base):
    """What a leader promised a team: an owner, a date, and whether it was kept.

    `round_id` is the week in whose thread it is told; `teams` are all teams it is told to, as small ones may have asked
    together. `origin` says what it came from; `origin_id` which one, save of a question, which may be taken back.
    """

    __tablename__ = "promises"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)
    teams: Mapped[list[Any]]
    question_id: Mapped[str | None] = mapped_column(
        ForeignKey("leader_questions.id", ondelete="SET NULL"), index=True
    )  # None: it is about no question, or whoever asked took it back
    origin: Mapped[str] = mapped_column(String(16))  # question | team, or what another part calls its own
    origin_id: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(String(32))
    decider: Mapped[str | None] = mapped_column(String(32))  # who can say yes
    # text; said: the keys of the messages that are about it, which say what became of it
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(16))  # open | kept | dropped
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]  # when its owner was asked last what became of it, as it is late
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable
