"""What leaders promised, each change of it, and who hears of what is late."""

from collections.abc import Collection

from sqlalchemy import delete, func, or_, select

from bot.ids import planned_id
from bot.storage.models import Campaign
from bot.storage.promise_models import PromiseChange, Sponsor
from bot.storage.question_models import Promise
from bot.storage.repositories.base import Repository


class Promises(Repository):
    """Promises with their history."""

    async def add(self, promise: Promise) -> None:
        """Keep a promise."""
        await self._put([promise])

    async def get(self, promise_id: str) -> Promise | None:
        """One promise."""
        return await self._session.get(Promise, promise_id, populate_existing=True)

    async def hold(self, promise_id: str) -> Promise | None:
        """One as it is now, held until the transaction ends."""
        return await self._locked(Promise, promise_id)

    async def of_campaign(self, campaign_id: str) -> list[Promise]:
        """A campaign's promises, the first due first."""
        query = select(Promise).where(Promise.campaign_id == campaign_id)
        return await self._fresh(query.order_by(Promise.due_on, Promise.id))

    async def of_team(self, campaign_id: str, team_id: str) -> list[Promise]:
        """Those that a team was told of, the first due first."""
        which = (Promise.campaign_id == campaign_id, self._holds(Promise.teams, team_id))
        return await self._fresh(select(Promise).where(*which).order_by(Promise.due_on, Promise.id))

    async def of_person(self, workspace: str, user: str) -> list[Promise]:
        """Those that somebody made, owns or decides on, the first due first."""
        theirs = or_(Promise.made_by == user, Promise.owner == user, Promise.decider == user)
        query = select(Promise).where(Promise.workspace == workspace, theirs)
        return await self._fresh(query.order_by(Promise.due_on, Promise.id))

    async def append(self, change: PromiseChange) -> None:
        """Add a change of a promise that is held; it gets the next number."""
        query = select(func.count()).select_from(PromiseChange).where(PromiseChange.promise_id == change.promise_id)
        change.number = (await self._session.scalars(query)).one() + 1
        change.id = planned_id("promise change", change.promise_id, change.number)
        await self._put([change])

    async def changes(self, promises: Collection[str]) -> dict[str, list[PromiseChange]]:
        """Every change of some promises, by promise, in their order."""
        found: dict[str, list[PromiseChange]] = {promise_id: [] for promise_id in promises}
        query = select(PromiseChange).where(PromiseChange.promise_id.in_(promises))
        for change in await self._all(query.order_by(PromiseChange.promise_id, PromiseChange.number)):
            found[change.promise_id].append(change)
        return found

    async def changed_by(self, workspace: str, user: str) -> list[PromiseChange]:
        """Every change that somebody made, the newest first."""
        query = select(PromiseChange).join(Promise, Promise.id == PromiseChange.promise_id)
        query = query.where(Promise.workspace == workspace, PromiseChange.actor == user)
        return await self._all(query.order_by(PromiseChange.at.desc(), PromiseChange.promise_id))


class Sponsors(Repository):
    """Who hears of a campaign's late promises."""

    async def of(self, campaign_id: str) -> str | None:
        """The person's Slack id; None where nobody was chosen."""
        return await self._first(select(Sponsor.user).where(Sponsor.campaign_id == campaign_id))

    async def choose(self, campaign_id: str, workspace: str, user: str | None) -> None:
        """Choose somebody, or nobody."""
        gone = delete(Sponsor).where(Sponsor.campaign_id == campaign_id)
        await self._changed(gone.execution_options(synchronize_session="fetch"))
        if user:
            await self._put([Sponsor(campaign_id=campaign_id, workspace=workspace, user=user)])

    async def campaigns_of(self, workspace: str, user: str) -> list[str]:
        """The names of the campaigns that somebody is the sponsor of, the newest first."""
        query = select(Campaign.name).join(Sponsor, Sponsor.campaign_id == Campaign.id)
        query = query.where(Sponsor.workspace == workspace, Sponsor.user == user)
        return await self._all(query.order_by(Campaign.created_at.desc(), Campaign.id))
