"""The tables of meetings, face to face: what a leader offers, the times of it, and who comes.

Records with a version, not conversations: places left is a matter of who comes first. A booking stands under a code of
its own kind and keeps encrypted whom it is for, so that nobody reads from the database who comes to a meeting that only
those who asked a question hear of. No row leads from a booking to an answer.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class Meeting(Base):
    """A meeting that a leader offers: about a question, or about a topic of a team's week.

    `team_id` is empty for what an organisation's small teams asked together. `whom`: the whole team, or those who
    raised the question. `rule`: each time is held, for whoever books it; or one is, that suits all.
    """

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_week", "campaign_id", "week"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[int]
    team_id: Mapped[str | None] = mapped_column(ForeignKey("teams.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")  # where the team may not be told
    question_id: Mapped[str | None] = mapped_column(ForeignKey("leader_questions.id", ondelete="SET NULL"), index=True)
    leader: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(24))  # one of `bot.insight.meetings.KINDS`
    whom: Mapped[str] = mapped_column(String(16))  # team | raised
    rule: Mapped[str] = mapped_column(String(16))  # each | common
    state: Mapped[str] = mapped_column(String(16))  # one of `bot.insight.meetings.STATES`
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # topic, place, link, access, language
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class MeetingTime(Base):
    """One time of a meeting. `sequence` counts its changes, as calendars do (RFC 5545, SEQUENCE)."""

    __tablename__ = "meeting_times"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    places: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))  # open | settled | called_off | held | not_held
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Booking(Base):
    """Somebody's place at a time: booked, waiting for one, or (where one time is to suit all) that it suits them.

    No moment: `turn` is the order in which places were asked for at this time.
    """

    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("time_id", "person_code"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    time_id: Mapped[str] = mapped_column(ForeignKey("meeting_times.id", ondelete="CASCADE"))
    person_code: Mapped[str] = mapped_column(String(64), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))  # booked | waiting | suits
    turn: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # user: whom it is for; by_name: the leader may read who comes
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class Felt(Base):
    """What somebody who came to a meeting said of it: whether they felt heard, and would come again. No moment.

    Under a code of its own kind: it leads neither to their place nor to anything they wrote.
    """

    __tablename__ = "felt"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    time_id: Mapped[str] = mapped_column(ForeignKey("meeting_times.id", ondelete="CASCADE"), primary_key=True)
    person_code: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    heard: Mapped[bool | None]
    again: Mapped[bool | None]
