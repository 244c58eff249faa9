"""Promises as they are read: who may, to which teams they were made, and their history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.content.packs import pack_from_json
from bot.errors import there
from bot.insight.promised import FROM_SESSION, OPEN, PromiseChanged, PromiseShown, in_order
from bot.questions.places import Place
from bot.storage.models import Campaign, Round, Team
from bot.storage.promise_models import PromiseChange
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Standing:
    """A promise with all that stands around it. `places`: each team that was told, with its week."""

    promise: Promise
    campaign: Campaign
    round: Round
    places: tuple[Place, ...]

    def may_change(self, user: str) -> bool:
        """Whether somebody may say what becomes of it: it is theirs, or was made to a team they lead."""
        promise = self.promise
        return user in {promise.owner, promise.made_by, promise.decider} or self.leads(user)

    def leads(self, user: str) -> bool:
        """Whether somebody leads a team that it was made to."""
        return any(user in place.team.leaders for place in self.places)

    def may_read(self, user: str) -> bool:
        """Whether somebody may read it: all of those teams may, too."""
        return self.may_change(user) or any(user in place.team.members for place in self.places)

    def today(self, now: datetime) -> date:
        """The day on the team's calendar."""
        zone = zone_of(self.places[0].team, self.campaign) if self.places else ZoneInfo(self.campaign.zone)
        return local_date(now, zone)

    def is_late(self, now: datetime | None) -> bool:
        """Whether it is open, and its day is over by now; of no moment it is not known, so not."""
        return now is not None and self.promise.state == OPEN and self.promise.due_on < self.today(now)


@dataclass
class Reader:
    """Reads promises in one transaction; what several share is looked up once."""

    work: UnitOfWork
    now: datetime | None = None
    _campaigns: dict[str, Campaign] = field(default_factory=dict)
    _titles: dict[str, list[str]] = field(default_factory=dict)

    async def standing(self, promise: Promise) -> Standing:
        """Gather what stands around it."""
        campaign = await self._campaign(promise.campaign_id)
        week = there(await self.work.rounds.get(promise.round_id))
        alone = promise.teams == [week.team_id]
        rounds = [week] if alone else await self.work.rounds.of_week(campaign.id, week.week)
        teams = [await self.work.teams.get(row.team_id) for row in rounds if row.team_id in promise.teams]
        own = {row.team_id: row for row in rounds}
        return Standing(promise, campaign, week, tuple(Place(own[team.id], team) for team in teams if team))

    async def shown(self, promises: Collection[Promise], user: str = "") -> list[PromiseShown]:
        """Show them to somebody, in the order of a board."""
        changes = await self.work.promises.changes([promise.id for promise in promises])
        found = [self._shown(await self.standing(promise), changes[promise.id], user) for promise in promises]
        return in_order(found)

    def _shown(self, found: Standing, changes: Sequence[PromiseChange], user: str) -> PromiseShown:
        promise = found.promise
        return PromiseShown(
            promise_id=promise.id,
            text=promise.body["text"],
            teams=tuple(sorted((place.team.name for place in found.places), key=str.casefold)),
            area_title=self._titles[found.campaign.id][found.round.week - 1],
            week=found.round.week,
            made_by=promise.made_by,
            made_at=promise.made_at,
            owner=promise.owner,
            decider=promise.decider,
            due_on=promise.due_on,
            state=promise.state,
            late=found.is_late(self.now),
            kept_at=promise.kept_at,
            history=tuple(_changed(change) for change in changes),
            may_change=found.may_change(user),
            in_session=promise.origin == FROM_SESSION,
        )

    async def _campaign(self, campaign_id: str) -> Campaign:
        if campaign_id not in self._campaigns:
            campaign = there(await self.work.campaigns.get(campaign_id))
            areas = pack_from_json(campaign.pack["snapshot"]).areas
            self._campaigns[campaign_id], self._titles[campaign_id] = campaign, [area.title for area in areas]
        return self._campaigns[campaign_id]


def _changed(change: PromiseChange) -> PromiseChanged:
    was, on = (date.fromisoformat(change.body[key]) if change.body.get(key) else None for key in ("was", "on"))
    return PromiseChanged(change.what, change.actor, change.at, change.body.get("words", ""), was, on)


async def still_open(work: UnitOfWork, team: Team) -> list[Promise]:
    """What a team waits for, the first due first."""
    return [one for one in await work.promises.of_team(team.campaign_id, team.id) if one.state == OPEN]
