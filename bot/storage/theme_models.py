"""The tables of what is said beside the codebook: authors' few words in place of a theme, and themes that are proposed.

Rows lie in the order of an id that tells no time: SQLite would number them as they come, so it is told not to.
"""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class ThemeNote(Base):
    """What the author of an answer said it is about, where no theme of the codebook fits. Goes with the answer."""

    __tablename__ = "theme_notes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # words


class ThemeProposal(Base):
    """A theme that a facilitator proposes to whoever keeps the pack, in the facilitator's own words."""

    __tablename__ = "theme_proposals"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    area: Mapped[str] = mapped_column(String(80))
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # title, description
