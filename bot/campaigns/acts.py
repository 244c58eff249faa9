"""What every act of an admin on a campaign is: one transaction on a campaign that nobody else changes meanwhile."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.campaigns.channels import SharedOutside
from bot.campaigns.parts import CampaignParts
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.registry import Registry
from bot.campaigns.status import CampaignStatus, status_of
from bot.errors import AskAgain, NotFound, there
from bot.roles import Permission
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

SHORTEST_ID = 6  # so much of a campaign's id is enough to name it
WHOLE_ID = 36


@dataclass
class Act:
    """One act of an admin on one campaign, in its transaction."""

    work: UnitOfWork
    campaign: Campaign
    now: datetime
    status: CampaignStatus = field(init=False)

    def must_be(self, *states: str, otherwise: str) -> None:
        """Raise `AskAgain` unless the campaign is in one of the states."""
        if self.campaign.state not in states:
            raise AskAgain(f"{otherwise}; “{self.campaign.name}” is {STATES[self.campaign.state]}.")


STATES = {
    "draft": "not started yet",
    "running": "running",
    "paused": "paused",
    "finished": "finished",
}


class Acts:
    """Opens acts. Only admins may, and the command line on the server (`by` None)."""

    def __init__(self, parts: CampaignParts, registry: Registry) -> None:
        self._database = parts.database
        self._registry = registry
        self._clock = parts.clocks.campaign
        self._roster = parts.roster
        self._on_change = parts.on_change

    @asynccontextmanager
    async def changing(
        self, campaign: str, by: str | None, workspace: str | None, *, keep: bool = True
    ) -> AsyncIterator[Act]:
        """One act on a campaign that nobody else changes meanwhile; its status is taken when all is done.

        Without `keep` it is as if nothing had been done.
        """
        self.allow(by)
        async with self._database.unit_of_work() as work:
            found = await find(work, campaign, workspace)
            act = Act(work, there(await work.campaigns.lock(found.id)), self._clock.now())
            yield act
            if act.campaign.state == "running":
                await self._registry.settle(work, act.campaign)
            else:
                opens = [row.opens_on for row in await work.rounds.of_week(found.id, 1)]
                act.campaign.start = min(opens, default=act.campaign.start)
            await work.flush()
            act.status = await status_of(work, act.campaign, act.now)
            if not keep:
                return
            await work.commit()
        self._on_change()

    def allow(self, by: str | None) -> None:
        """Raise `NotAllowed` for who is no admin."""
        if by is not None:
            self._roster.require(by, Permission.RUN_CAMPAIGNS)


async def find(work: UnitOfWork, named: str, workspace: str | None) -> Campaign:
    """Look a campaign up by id, by name, or by the beginning of its id."""
    campaigns = await work.campaigns.all(workspace)
    name = named.strip().casefold()
    tests: tuple[Callable[[Campaign], bool], ...] = (
        lambda campaign: campaign.id == named,
        lambda campaign: campaign.name.casefold() == name,
        lambda campaign: len(name) >= SHORTEST_ID and campaign.id.startswith(name),
    )
    for test in tests:
        found = [campaign for campaign in campaigns if test(campaign)]
        if len(found) > 1:
            raise AskAgain(f"“{named}” may be one of {len(found)} campaigns. Use an id from `campaign list`.")
        if found:
            return found[0]
    if len(named) == WHOLE_ID:
        raise NotFound("That campaign is not here any more.")
    raise NotFound(f"There is no campaign called “{named}”. See `campaign list`.")


def all_confirmed(unconfirmed: Collection[ChannelSeen]) -> None:
    """Raise `SharedOutside` if there is any."""
    if unconfirmed:
        raise SharedOutside(unconfirmed)
