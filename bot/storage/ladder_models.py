"""The tables of how people would like their questions taken up, and of names that they gave for a meeting.

No row says when somebody chose, or (without a key) what, or whom they named. A wish leads to its answer; a name lies
under a code of its own kind, and who it is, whom they told and on which day are encrypted.
"""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class Wish(Base):
    """How whoever asked would like it taken up. None is kept where they chose nothing else than an answer in writing.

    `waits`: leaders do not read it yet; a change reaches them some minutes later, at a moment drawn by chance.
    """

    __tablename__ = "wishes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    waits: Mapped[bool] = mapped_column(default=False, index=True)
    # way; speaker: the colleague who shall speak; said: what they said (asked, yes, no); due: when leaders read it
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)


class NameGiven(Base):
    """That somebody gave their name to leaders, to meet about one question: what, to whom, when, until when."""

    __tablename__ = "names_given"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("leader_questions.id", ondelete="CASCADE"), index=True)
    person_code: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # user, leaders, on; until: the day it was taken back
