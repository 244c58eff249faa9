"""The table of sessions in a room: what a facilitator did in a team's week. No words, and nobody's but their own id."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base


class Workshop(Base):
    """One facilitator's sessions with a team about one week.

    `entered` counts the answers that they entered for people who are not on Slack; which those are stands nowhere.
    `untold` holds the ids of promises that were captured and that the team has not been told of yet.
    """

    __tablename__ = "workshops"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    facilitator: Mapped[str] = mapped_column(String(32), primary_key=True)
    entered: Mapped[int] = mapped_column(default=0)
    untold: Mapped[list[Any]]
