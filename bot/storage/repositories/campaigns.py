"""Campaigns."""

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from bot.storage.models import Beat, Campaign, Round, Team
from bot.storage.promise_models import Sponsor
from bot.storage.repositories.base import Repository
from bot.storage.subscription_models import Subscription


class Campaigns(Repository):
    """Campaigns of every workspace; `workspace` None means all of them."""

    async def add(self, campaign: Campaign) -> None:
        """Keep a new campaign."""
        await self._put([campaign])

    async def get(self, campaign_id: str) -> Campaign | None:
        """One campaign."""
        return await self._session.get(Campaign, campaign_id)

    async def lock(self, campaign_id: str) -> Campaign | None:
        """One campaign as it is now, which nobody else can change before this transaction ends."""
        return await self._locked(Campaign, campaign_id)

    def count_change(self, campaign: Campaign) -> None:
        """Move a campaign's version on: something that belongs to it was changed, such as who leads a team."""
        flag_modified(campaign, "name")

    async def by_name(self, workspace: str, name: str) -> Campaign | None:
        """The newest campaign of that name."""
        named = select(Campaign).where(Campaign.workspace == workspace, Campaign.name == name)
        return await self._first(named.order_by(Campaign.created_at.desc(), Campaign.id))

    async def remove(self, campaign_id: str) -> None:
        """Take away a campaign that never started, with its teams, rounds and beats: nobody has said anything in it."""
        rounds = select(Round.id).where(Round.campaign_id == campaign_id)
        await self._changed(delete(Beat).where(Beat.round_id.in_(rounds)))
        await self._changed(delete(Round).where(Round.campaign_id == campaign_id))
        await self._changed(delete(Team).where(Team.campaign_id == campaign_id))
        await self._changed(delete(Subscription).where(Subscription.campaign_id == campaign_id))
        await self._changed(delete(Sponsor).where(Sponsor.campaign_id == campaign_id))
        await self._changed(delete(Campaign).where(Campaign.id == campaign_id))

    async def all(self, workspace: str | None = None) -> list[Campaign]:
        """Every campaign, newest first."""
        query = select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id)
        return await self._all(query if workspace is None else query.where(Campaign.workspace == workspace))

    async def running(self, workspace: str | None = None) -> list[Campaign]:
        """Running campaigns, newest first."""
        return [campaign for campaign in await self.all(workspace) if campaign.state == "running"]
