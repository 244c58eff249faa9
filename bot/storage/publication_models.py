"""The table of the publication ledger: what was published of a closed week, and to whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.insight.publishing import Kind
from bot.storage.models import Base
from bot.storage.types import Sealed


class Publication(Base):
    """One entry: the numbers (`figures`) or the words that one audience may see of one week. There is one of each.

    Nothing changes figures; words follow their authors.
    """

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("campaign_id", "week", "audience", "kind"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[int]
    audience: Mapped[str] = mapped_column(String(220))  # team/<id> | organisation/<name> | partnership
    kind: Mapped[Kind] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    published_at: Mapped[datetime]  # campaign time
