"""Leaders: their frozen digests, and the talks they offered."""

from sqlalchemy import func, select

from bot.storage.models import Campaign, DigestRecord, Offer, Round
from bot.storage.repositories.base import Repository


class Digests(Repository):
    """Frozen snapshots, one a leader and week."""

    async def add(self, digest: DigestRecord) -> bool:
        """Keep a digest. False when that leader's digest of the week is there: a snapshot is made once."""
        return await self._insert_once(digest)

    async def get(self, digest_id: str) -> DigestRecord | None:
        """One digest."""
        return await self._session.get(DigestRecord, digest_id)

    async def hold(self, digest_id: str) -> DigestRecord | None:
        """One digest as it is now, held until the transaction ends."""
        return await self._locked(DigestRecord, digest_id)

    async def for_leader(self, workspace: str, leader: str) -> list[DigestRecord]:
        """All digests of one leader, newest first."""
        query = select(DigestRecord).join(Campaign, Campaign.id == DigestRecord.campaign_id)
        query = query.where(Campaign.workspace == workspace, DigestRecord.leader == leader)
        return await self._all(query.order_by(DigestRecord.issued_at.desc(), DigestRecord.id))

    async def of_week(self, campaign_id: str, leader: str, week: int) -> DigestRecord | None:
        """One leader's digest of one week."""
        query = select(DigestRecord).where(DigestRecord.campaign_id == campaign_id)
        return await self._first(query.where(DigestRecord.leader == leader, DigestRecord.week == week))

    async def of_campaign(self, campaign_id: str) -> list[DigestRecord]:
        """A campaign's digests by week, then by leader."""
        query = select(DigestRecord).where(DigestRecord.campaign_id == campaign_id)
        return await self._all(query.order_by(DigestRecord.week, DigestRecord.leader))


class Offers(Repository):
    """Offers of a talk, one a digest and team."""

    async def add_once(self, offer: Offer) -> bool:
        """Keep an offer. False when this digest's offer to the team is there."""
        return await self._insert_once(offer)

    async def of_digest(self, digest_id: str) -> list[Offer]:
        """Offers made from one digest, oldest first."""
        return await self._all(
            select(Offer).where(Offer.digest_id == digest_id).order_by(Offer.offered_at, Offer.id)
        )  # fmt: skip

    async def of_round(self, round_id: str) -> list[Offer]:
        """Offers to a team about one week, oldest first."""
        return await self._all(select(Offer).where(Offer.round_id == round_id).order_by(Offer.offered_at, Offer.id))

    async def of_campaign(self, campaign_id: str) -> list[Offer]:
        """A campaign's offers, oldest first."""
        query = select(Offer).join(Round, Round.id == Offer.round_id).where(Round.campaign_id == campaign_id)
        return await self._all(query.order_by(Offer.offered_at, Offer.id))

    async def count_by(self, workspace: str, leader: str) -> int:
        """How many talks one leader has offered."""
        query = select(func.count()).select_from(Offer).join(Round, Round.id == Offer.round_id)
        return (await self._session.scalars(query.where(Round.workspace == workspace, Offer.leader == leader))).one()
