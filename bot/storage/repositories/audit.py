"""The audit trail: written once, never changed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from bot.ids import fresh_id
from bot.storage.models import AuditEntry
from bot.storage.repositories.base import Repository

WAYMARK = "waymark"
"""The actor of what is done by the date, or because Slack says so."""


class Audit(Repository):
    """Who used a power over people's data."""

    async def note(
        self,
        workspace: str,
        at: datetime,
        actor: str,
        act: str,
        *,
        subject: str | None = None,
        subject_code: str | None = None,
        campaign_id: str | None = None,
        about: str = "",
    ) -> None:
        """Write an entry, in the transaction of what it tells of.

        `subject` is a Slack id; where it is about something said in confidence it is a code instead (`subject_code`).
        """
        await self._put(
            [
                AuditEntry(
                    id=fresh_id(),
                    workspace=workspace,
                    at=at,
                    actor=actor,
                    act=act,
                    subject=subject,
                    subject_code=subject_code,
                    campaign_id=campaign_id,
                    about=about,
                )
            ]
        )

    async def about(self, workspace: str, user: str, codes: Collection[str], limit: int = 50) -> list[AuditEntry]:
        """Entries that concern a person, under their Slack id or one of their codes, newest first."""
        theirs = or_(AuditEntry.subject == user, AuditEntry.subject_code.in_(codes))
        query = select(AuditEntry).where(AuditEntry.workspace == workspace, theirs)
        return await self._all(query.order_by(AuditEntry.at.desc(), AuditEntry.id).limit(limit))

    async def of_campaigns(self, workspace: str, campaigns: Collection[str], acts: Collection[str]) -> list[AuditEntry]:
        """Entries of these acts about whole campaigns; newest first.

        The acts are named, because an entry without a person may also be about one whom nobody can find.
        """
        nobody = (AuditEntry.subject.is_(None), AuditEntry.subject_code.is_(None))
        query = select(AuditEntry).where(AuditEntry.workspace == workspace, AuditEntry.act.in_(acts), *nobody)
        return await self._all(query.where(AuditEntry.campaign_id.in_(campaigns)).order_by(AuditEntry.at.desc()))

    async def all(self, workspace: str | None = None) -> list[AuditEntry]:
        """The whole trail, oldest first."""
        query = select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)
        return await self._all(query if workspace is None else query.where(AuditEntry.workspace == workspace))
