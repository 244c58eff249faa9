"""The tables of digests that go wider than a team's leaders: who gets one and when, and each as it was written.

They hold figures and counts of questions and promises, never anybody's words (docs/decisions/0019).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed


class Subscription(Base):
    """Somebody who gets digests of an organisation, or of all teams together where `organisation` is None.

    `every` counts weeks; `at` is a day and a time in the campaign's zone, such as "Tue 09:00".
    """

    __tablename__ = "subscriptions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    user: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))  # one of `bot.digests.wider.kinds.Kind`
    organisation: Mapped[str | None] = mapped_column(String(200))
    every: Mapped[int]
    at: Mapped[str] = mapped_column(String(16))
    stopped: Mapped[bool] = mapped_column(default=False)  # by themselves
    made_at: Mapped[datetime]
    looked_at: Mapped[datetime]  # the slot that was looked at last, or when it was made
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable


class WiderDigest(Base):
    """A wider digest: a frozen snapshot of what was published up to `week`."""

    __tablename__ = "wider_digests"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True)
    week: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(Sealed)
    issued_at: Mapped[datetime]
