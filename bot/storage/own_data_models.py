"""The tables of people's own choices about their data: who left, who objected, who wants e-mail, whose file waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed, UtcDateTime


class Departure(Base):
    """That somebody left a campaign: a code of its own kind, and no time (the ledger of deletions has its day)."""

    __tablename__ = "departures"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it an instance variable

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    person_code: Mapped[str] = mapped_column(String(64), primary_key=True)


class Objection(Base):
    """That somebody objected to the use of their data. By Slack id: it holds for campaigns that are still to come."""

    __tablename__ = "objections"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class MailAddress(Base):
    """The address to which somebody wants invitations to meetings. It is there as long as their yes is."""

    __tablename__ = "mail_addresses"
    __table_args__ = (UniqueConstraint("workspace", "user"),)

    number: Mapped[str] = mapped_column(String(64), primary_key=True)  # drawn by chance: the ledger of deletions has it
    workspace: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(Sealed)


class FileWaiting(Base):
    """A file that somebody asked for, until it stands in their direct messages. What is in it is never stored.

    `file_ids` are Slack's, written before the upload is completed: from then on it is looked for before it is completed
    again, and nothing is uploaded anew.
    """

    __tablename__ = "files_waiting"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # kind, and the Slack ids of whom it is for and about
    file_ids: Mapped[list[Any] | None] = mapped_column(JSON)
    completing_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # wire time: the last attempt to complete it
    token: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())  # wire time
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # wire time
    attempts: Mapped[int] = mapped_column(default=0)
