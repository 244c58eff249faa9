"""Who gets digests that go wider than a team's leaders, and those digests."""

from sqlalchemy import delete, select

from bot.storage.models import Campaign
from bot.storage.repositories.base import Repository
from bot.storage.repositories.teams import BEGUN
from bot.storage.subscription_models import Subscription, WiderDigest


class Subscriptions(Repository):
    """Subscriptions, and what was written to them."""

    async def add(self, subscription: Subscription) -> bool:
        """Keep a subscription. False when that person has it already."""
        return await self._insert_once(subscription)

    async def get(self, subscription_id: str) -> Subscription | None:
        """One subscription."""
        return await self._session.get(Subscription, subscription_id, populate_existing=True)

    async def hold(self, subscription_id: str) -> Subscription | None:
        """One as it is now, held until the transaction ends."""
        return await self._locked(Subscription, subscription_id)

    async def remove(self, subscription_id: str) -> None:
        """Forget a subscription, with its digests."""
        digests = delete(WiderDigest).where(WiderDigest.subscription_id == subscription_id)
        await self._changed(digests.execution_options(synchronize_session="fetch"))
        itself = delete(Subscription).where(Subscription.id == subscription_id)
        await self._changed(itself.execution_options(synchronize_session="fetch"))

    async def of_campaign(self, campaign_id: str) -> list[Subscription]:
        """A campaign's, those for all teams together first, then by organisation."""
        query = select(Subscription).where(Subscription.campaign_id == campaign_id)
        found = await self._all(query.order_by(Subscription.made_at, Subscription.id))
        return sorted(found, key=lambda one: (one.organisation is not None, (one.organisation or "").casefold()))

    async def of_person(self, workspace: str, user: str) -> list[Subscription]:
        """A person's, the newest first."""
        query = select(Subscription).where(Subscription.workspace == workspace, Subscription.user == user)
        return await self._all(query.order_by(Subscription.made_at.desc(), Subscription.id))

    async def running(self) -> list[Subscription]:
        """Those that are not stopped, of campaigns that have begun."""
        query = select(Subscription).join(Campaign, Campaign.id == Subscription.campaign_id)
        query = query.where(Campaign.state.in_(BEGUN), Subscription.stopped.is_(False))
        return await self._all(query.order_by(Subscription.id))

    async def keep_digest(self, digest: WiderDigest) -> bool:
        """Keep a digest. False when it is there: it is written once."""
        return await self._insert_once(digest)

    async def digest(self, digest_id: str) -> WiderDigest | None:
        """One digest."""
        return await self._session.get(WiderDigest, digest_id)

    async def digests(self, subscription_id: str) -> list[WiderDigest]:
        """What was written to a subscription, the newest first."""
        query = select(WiderDigest).where(WiderDigest.subscription_id == subscription_id)
        return await self._all(query.order_by(WiderDigest.issued_at.desc(), WiderDigest.id))
