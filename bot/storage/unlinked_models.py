"""The tables of Unlinked answers. Apart from the others, as their rows are.

Rows lie in the order of an id that means nothing: SQLite would number them as they come, so it is told not to.
"""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class UnlinkedWaiting(Base):
    """An Unlinked answer of a round that is open: the buffer. No code, no time; `body` holds all that was said.

    Until it is moved, whoever administers the database may tell from what was written beside it whose it is.
    """

    __tablename__ = "unlinked_waiting"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # text, question, theme, quotable


class SpentToken(Base):
    """That somebody gave their one Unlinked answer of a round. Goes when the round's answers are moved."""

    __tablename__ = "spent_tokens"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), index=True)


class UnlinkedAnswer(Base):
    """An Unlinked answer where it stays: with its campaign, its week and its organisation, and nothing else.

    `withheld`: too few took part in its team for the team's own figures, so a question in it waits for its
    organisation's. New id, sealed anew, put here in random order together with those of all teams that closed.
    """

    __tablename__ = "unlinked_answers"
    __table_args__ = (
        Index("ix_unlinked_answers_group", "campaign_id", "week", "organisation"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[int]
    organisation: Mapped[str] = mapped_column(String(200))
    withheld: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # text, question, theme, quotable
