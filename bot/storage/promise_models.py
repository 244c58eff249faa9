"""The tables beside promises: each change of one, and who hears of a campaign's late ones. People here act by name."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class PromiseChange(Base):
    """One change of a promise. Rows are added and never changed: `number` counts them from 1."""

    __tablename__ = "promise_changes"
    __table_args__ = (UniqueConstraint("promise_id", "number"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    promise_id: Mapped[str] = mapped_column(ForeignKey("promises.id", ondelete="CASCADE"))
    number: Mapped[int]
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))  # moved | kept | dropped
    actor: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)  # words: the reason; was, on: the dates of one that was moved


class Sponsor(Base):
    """Who hears of a campaign's late promises. Without one, the leaders of those teams do."""

    __tablename__ = "sponsors"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    user: Mapped[str] = mapped_column(String(32))
