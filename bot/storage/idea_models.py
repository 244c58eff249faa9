"""The tables of ideas, of what became of them, and of what was learned: records with a version, not conversations.

Names stand in what is locked: no column that needs no key says who raised an idea, took it on, helps or decided, nor
when, apart from the week. `person_code` is that of whoever raised one without a name, a code of its own kind.
"""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.insight.ideas import IDEA, TEAM
from bot.storage.models import Base
from bot.storage.types import Sealed


class Idea(Base):
    """A need and what could be done about it, from the day on which somebody shares it with their team."""

    __tablename__ = "ideas"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"))  # of its week: what it is told under, and its area
    stage: Mapped[str] = mapped_column(String(16), default=IDEA)
    finisher: Mapped[bool] = mapped_column(default=False)  # it needs somebody to finish it
    person_code: Mapped[str | None] = mapped_column(String(64), index=True)
    raised_in: Mapped[date]  # the Monday of its week
    moved_in: Mapped[date]  # the same of its last move
    # its words (need, for_whom, idea, elsewhere, red_tape); the Slack ids of credit and owner; helpers with role and
    # words; what leaders were asked, with the state, the words and who said them
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class IdeaMove(Base):
    """One entry of an idea's history. Entries are added; only what its author has deleted is ever taken out of one."""

    __tablename__ = "idea_moves"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # by, on, said


class Lesson(Base):
    """What was learned from an idea, without a name: kept for longer than the idea itself, and found by its words."""

    __tablename__ = "lessons"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(16))  # a finished stage
    reach: Mapped[str] = mapped_column(String(16), default=TEAM)
    learned_in: Mapped[date]  # the Monday of its week
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # title, expected, happened, why, next
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable
