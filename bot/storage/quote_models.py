"""The table of quotes. Apart from answers, because a quote is what a person released of one, not what its author wrote.

A row leads to the answer and never to a name, says no time, and lies in the order of an id that means nothing.
"""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base
from bot.storage.types import Sealed

WAITING, RELEASED, HIDDEN = "waiting", "released", "hidden"


class Quote(Base):
    """Words that their author let us quote: waiting for a facilitator, released, or hidden with a reason.

    It goes when the answer is changed or deleted, or when its author takes the permission back.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint("(answer_id IS NULL) <> (unlinked_id IS NULL)", "comes_from_one_answer"),
        Index("ix_quotes_week", "campaign_id", "week", "state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[int]
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), unique=True)
    unlinked_id: Mapped[str | None] = mapped_column(ForeignKey("unlinked_answers.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(16))  # waiting | released | hidden
    # text: as it may be read, once somebody cut or released it; reason: why it is hidden; reply: the author's
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    hidings: Mapped[int] = mapped_column(
        default=0
    )  # how often it was hidden: part of the id of what its author is told
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it an instance variable
