"""Where admins name who gets wider digests, and where those choose when theirs come.

Each act is checked here whoever sent it: an admin names and takes out, a reader chooses about their own.
"""

from bot.campaigns.readers import (
    MOST,
    ReaderPlan,
    check_group,
    read_every,
    read_hour,
    read_kind,
    read_slot,
    reader_row,
)
from bot.clock import Clocks
from bot.content.markup import USER_ID
from bot.digests.wider.facts import Kind, group_key
from bot.errors import FieldProblem, NotFound
from bot.insight.readers import ReadersForm, ReaderShown
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.models import Campaign
from bot.storage.subscription_models import Subscription
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.reading import shown, shown_to_reader

GONE = "That digest has no such reader any more."
NOT_YOURS = "Only who gets a digest can choose when it comes."


class SubscriptionDesk:
    """The desk."""

    def __init__(self, database: Database, clocks: Clocks, roster: Roster) -> None:
        self._database = database
        self._clock = clocks.campaign
        self._roster = roster

    # --- admins -------------------------------------------------------------------------------------------------------

    async def readers(self, workspace: str, by: str, campaign_id: str) -> ReadersForm:
        """Give an admin who gets wider digests of a campaign."""
        self._roster.require(by, Permission.RUN_CAMPAIGNS)
        async with self._database.reading() as work:
            campaign = await _campaign(work, workspace, campaign_id)
            rows = await work.subscriptions.of_campaign(campaign.id)
            names = await _organisations(work, campaign.id)
        return ReadersForm(campaign.id, campaign.name, names, tuple(shown(row, campaign) for row in rows))

    async def name(self, workspace: str, by: str, campaign_id: str, user: str, kind: str, of: str) -> bool:
        """Have somebody get digests. False when they do already. Raises `FieldProblem`."""
        self._roster.require(by, Permission.RUN_CAMPAIGNS)
        async with self._database.unit_of_work() as work:
            campaign = await _campaign(work, workspace, campaign_id)
            organisation = _group(of, await _organisations(work, campaign.id))
            row = reader_row(campaign, _checked(user, read_kind(kind), organisation), self._clock.now())
            if len(await work.subscriptions.of_campaign(campaign.id)) >= MOST:
                raise FieldProblem("to", f"At most {MOST} people can get wider digests of a campaign.")
            fresh = await work.subscriptions.add(row)
            await work.commit()
        return fresh

    async def take_out(self, workspace: str, by: str, subscription_id: str) -> str:
        """Have somebody get no more digests; what was sent stays with them. Give the campaign's id."""
        self._roster.require(by, Permission.RUN_CAMPAIGNS)
        async with self._database.unit_of_work() as work:
            row = await _row(work, workspace, subscription_id)
            await work.subscriptions.remove(row.id)
            await work.commit()
        return row.campaign_id

    # --- readers ------------------------------------------------------------------------------------------------------

    async def mine(self, workspace: str, user: str, subscription_id: str) -> ReaderShown:
        """Give a reader what they chose. Raises `NotAllowed` for anybody else."""
        async with self._database.reading() as work:
            row = await self._own(work, workspace, user, subscription_id)
            campaign = await _campaign(work, workspace, row.campaign_id)
            return await shown_to_reader(work, row, campaign, self._clock.now())

    async def choose(self, workspace: str, user: str, subscription_id: str, every: str, day: str, hour: str) -> None:
        """Keep how often a digest comes and when; who had stopped it gets it again. Raises `FieldProblem`."""
        weeks, slot = read_every(every), read_slot(day, hour)
        async with self._database.unit_of_work() as work:
            row = await self._own(work, workspace, user, subscription_id, hold=True)
            row.every, row.at, row.stopped = weeks, str(slot), False
            row.looked_at = self._clock.now()
            await work.commit()

    async def stop(self, workspace: str, user: str, subscription_id: str) -> None:
        """Send somebody no more of a digest, as they ask."""
        async with self._database.unit_of_work() as work:
            row = await self._own(work, workspace, user, subscription_id, hold=True)
            row.stopped = True
            await work.commit()

    async def _own(
        self, work: UnitOfWork, workspace: str, user: str, subscription_id: str, *, hold: bool = False
    ) -> Subscription:
        row = await _row(work, workspace, subscription_id, hold=hold)
        self._roster.require(user, Permission.CHOOSE_WHEN, NOT_YOURS, reads=row.user == user)
        return row

    async def choose_hour(self, workspace: str, user: str, hour: str) -> None:
        """Keep at what hour a team's leader gets their digest; empty: as soon as it is written."""
        async with self._database.unit_of_work() as work:
            leads = bool(await work.teams.led_by(workspace, user))
            self._roster.require(user, Permission.CHOOSE_WHEN, "This is for leaders of a team.", leads=leads)
            person = await work.people.ensure(workspace, user)
            person.digest_hour = read_hour(hour) if hour else None
            await work.commit()


def _checked(user: str, kind: Kind, organisation: str | None) -> ReaderPlan:
    if not USER_ID.fullmatch(user):
        raise FieldProblem("to", "Please choose who gets this digest.")
    check_group(kind, organisation)
    return ReaderPlan(user, kind.value, organisation)


def _group(of: str, organisations: tuple[str, ...]) -> str | None:
    groups = {group_key(each): each for each in (None, *organisations)}
    if of not in groups:
        raise FieldProblem("group", "Choose an organisation of this campaign, or all teams together.")
    return groups[of]


async def _campaign(work: UnitOfWork, workspace: str, campaign_id: str) -> Campaign:
    campaign = await work.campaigns.get(campaign_id)
    if campaign is None or campaign.workspace != workspace:
        raise NotFound("That campaign is not here any more.")
    return campaign


async def _organisations(work: UnitOfWork, campaign_id: str) -> tuple[str, ...]:
    names = {team.organisation for team in await work.teams.of_campaign(campaign_id) if team.organisation}
    return tuple(sorted(names, key=str.casefold))


async def _row(work: UnitOfWork, workspace: str, subscription_id: str, *, hold: bool = False) -> Subscription:
    find = work.subscriptions.hold if hold else work.subscriptions.get
    row = await find(subscription_id)
    if row is None or row.workspace != workspace:
        raise NotFound(GONE)
    return row
