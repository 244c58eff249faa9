"""The tables of keeping and letting go: what was deleted, who is in no team any more, who removed Waymark."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base


class Deletion(Base):
    """That something was deleted before its time: opaque ids and a day, no person and no words.

    A file outside the database holds the same, so that a restored backup is purged again. `about` is the id of an
    answer, of a rating, of a reaction, of a campaign, or a workspace; for who left or came back, a campaign with the
    code that `departures` has. Two deletions may be of the same thing.
    """

    __tablename__ = "deletions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # see `repositories/deletions.py`
    about: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(index=True)


class Absence(Base):
    """Since when somebody of whom something is kept has been in no team."""

    __tablename__ = "absences"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime]  # campaign time


class Uninstall(Base):
    """That Slack told that Waymark was removed from a workspace. The row goes when it is installed there again."""

    __tablename__ = "uninstalls"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]  # campaign time
