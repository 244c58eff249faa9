"""The publication ledger: written once, read by everything that shows a closed week."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from bot.ids import planned_id
from bot.insight.publishing import PARTNERSHIP, Audience, Entry, Kind
from bot.storage.models import Campaign, Round
from bot.storage.publication_models import Publication
from bot.storage.repositories.base import Repository


class Publications(Repository):
    """Entries by week, audience and kind."""

    async def publish(
        self, campaign_id: str, week: int, audience: Audience, entries: Mapping[Kind, Entry], at: datetime
    ) -> None:
        """Write an audience's entries of a week, unless they are there: what was chosen first stands."""
        for kind, body in entries.items():
            await self._insert_once(
                Publication(
                    id=planned_id("publication", campaign_id, week, audience.key, kind),
                    campaign_id=campaign_id,
                    week=week,
                    audience=audience.key,
                    kind=kind,
                    body=body,
                    published_at=at,
                )
            )

    async def of_week(self, campaign_id: str, week: int, audience: Audience) -> dict[str, Entry]:
        """An audience's entries of a week by kind; empty before they are chosen."""
        query = select(Publication).where(Publication.campaign_id == campaign_id, Publication.week == week)
        found = await self._fresh(query.where(Publication.audience == audience.key))
        return {row.kind: row.body for row in found}

    async def audiences(self, campaign_id: str, week: int) -> set[str]:
        """The audiences that have entries of a week, by key."""
        query = select(Publication.audience).where(Publication.campaign_id == campaign_id, Publication.week == week)
        return set(await self._all(query.distinct()))

    async def weeks_without_sums(self) -> list[tuple[str, int]]:
        """The weeks, as (campaign id, week), of which a team has closed and the partnership has no entry yet."""
        whole = exists().where(
            Publication.campaign_id == Round.campaign_id,
            Publication.week == Round.week,
            Publication.audience == PARTNERSHIP.key,
        )
        linked = Campaign.salt.is_not(None)  # whose time is over is not counted any more
        query = select(Round.campaign_id, Round.week).join(Campaign, Campaign.id == Round.campaign_id)
        query = query.where(Round.state == "closed", Round.figures.is_not(None), linked, ~whole)
        found = await self._session.execute(query.distinct().order_by(Round.campaign_id, Round.week))
        return [(campaign_id, week) for campaign_id, week in found]

    async def of_audiences(
        self, campaigns: Collection[str], audiences: Collection[str], kinds: Collection[Kind]
    ) -> list[Publication]:
        """Entries of these kinds, of all weeks of some campaigns, for some audiences by key."""
        which = (Publication.campaign_id.in_(campaigns), Publication.audience.in_(audiences))
        return await self._fresh(select(Publication).where(*which, Publication.kind.in_(kinds)))

    async def of_campaign(self, campaign_id: str) -> list[Publication]:
        """Everything that was published of a campaign, week by week."""
        query = select(Publication).where(Publication.campaign_id == campaign_id)
        return await self._all(query.order_by(Publication.week, Publication.audience, Publication.kind))

    async def reword(self, campaign_id: str, week: int, change: Callable[[Mapping[str, Any]], Entry]) -> bool:
        """Have the words of a week follow their authors. True when something was changed."""
        query = select(Publication).where(Publication.campaign_id == campaign_id, Publication.week == week)
        changed = False
        for row in await self._all(query.where(Publication.kind == "words")):
            after = change(row.body)
            if after != row.body:
                row.body, changed = after, True
        return changed
