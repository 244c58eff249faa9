"""The campaign so far by one breakdown: the leader's own teams, their organisations, or all teams together.

Read from the publication ledger and nothing else. Own teams are those that the person leads now, and of a week those
that their digest was about. Nothing is counted here, and nothing of another leader's team alone is read. Who gets wider
digests reads the groups that those are of, and no team alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.insight.publishing import PARTNERSHIP, Audience, Entry, Level
from bot.pages.facts import Line
from bot.publishing import NUMBERS, OVER, read_teams
from bot.storage.models import Campaign, DigestRecord, Round, Team
from bot.storage.subscription_models import Subscription
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Standing:
    """A leader in a campaign: their digests (the newest first), all teams, all rounds, and which rounds are theirs.

    `wider` are the rounds that they read of together with others, as somebody who gets wider digests.
    """

    leader: str
    campaign: Campaign
    digests: list[DigestRecord]
    teams: Mapping[str, Team]
    rounds: list[Round]
    own: frozenset[str]
    wider: frozenset[str] = frozenset()

    @property
    def leads(self) -> bool:
        """Whether the campaign is theirs to read: they lead a team in it, or were written a digest."""
        return bool(self.own or self.digests)

    @property
    def reads(self) -> bool:
        """Whether they get wider digests of it."""
        return bool(self.wider)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations of their teams, and those that they read of."""
        rows = [row for row in self.rounds if row.id in self.own | self.wider]
        return tuple(sorted({self.teams[row.team_id].organisation for row in rows}, key=str.casefold))

    @property
    def zone(self) -> str:
        """Where the clock of their first team stands."""
        zones = [zone for row in self._own_rounds() if (zone := self.teams[row.team_id].zone)]
        return zones[0] if zones else self.campaign.zone

    def of_week(self, week: int) -> list[Round]:
        """All rounds of a week."""
        return [row for row in self.rounds if row.week == week]

    def own_of_week(self, week: int) -> list[Round]:
        """Theirs, by the names of the teams."""
        mine = [row for row in self.of_week(week) if row.id in self.own]
        return sorted(mine, key=lambda row: (self.teams[row.team_id].name.casefold(), row.id))

    def read_of_week(self, week: int) -> list[Round]:
        """Those of a week that are in a group of which they read."""
        return [row for row in self.of_week(week) if row.id in self.own | self.wider]

    def _own_rounds(self) -> Iterable[Round]:
        return (row for row in self.rounds if row.id in self.own)


async def standing(work: UnitOfWork, campaign: Campaign, user: str) -> Standing:
    """Find what a person leads in a campaign."""
    digests = [row for row in await work.digests.for_leader(campaign.workspace, user) if row.campaign_id == campaign.id]
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    rounds = await work.rounds.of_campaign(campaign.id)
    led = {team.id for team in teams.values() if user in team.leaders}
    told = {(digest.week, team["team_id"]) for digest in digests for team in digest.snapshot.get("teams") or ()}
    own = frozenset(row.id for row in rounds if row.team_id in led or (row.week, row.team_id) in told)
    groups = [row.organisation for row in await _subscriptions(work, campaign, user)]
    wider = frozenset(row.id for row in rounds if None in groups or teams[row.team_id].organisation in groups)
    newest_first = sorted(digests, key=lambda each: each.week, reverse=True)
    return Standing(user, campaign, newest_first, teams, rounds, own, wider)


async def _subscriptions(work: UnitOfWork, campaign: Campaign, user: str) -> list[Subscription]:
    found = await work.subscriptions.of_person(campaign.workspace, user)
    return [row for row in found if row.campaign_id == campaign.id]


async def lines_by_week(work: UnitOfWork, now: Standing, level: Level) -> dict[int, tuple[Line, ...]]:
    """Give each week's lines at one level, in the order of the alphabet: a page is no league table.

    A week in which nothing was theirs is left out at every level: who leads no more reads no more.
    """
    read = now.own_of_week if level is Level.TEAM else now.read_of_week
    weeks = {week: rows for week in sorted({row.week for row in now.rounds}) if (rows := read(week))}
    if level is Level.TEAM:
        published = await read_teams(work, [row for rows in weeks.values() for row in rows])
        return {
            week: tuple(line_of_team(now.teams[row.team_id].name, row, published.get(row.id)) for row in rows)
            for week, rows in weeks.items()
        }
    groups = {week: _audiences(now, rows, level) for week, rows in weeks.items()}
    keys = {audience.key for audiences in groups.values() for audience in audiences}
    found = await _figures(work, now.campaign.id, keys)
    return {
        week: tuple(_of_sum(now, week, each, found.get((week, each.key))) for each in audiences)
        for week, audiences in groups.items()
    }


def _audiences(now: Standing, rows: Iterable[Round], level: Level) -> list[Audience]:
    if level is Level.PARTNERSHIP:
        return [PARTNERSHIP]
    names = {now.teams[row.team_id].organisation for row in rows}
    return [Audience(Level.ORGANISATION, name) for name in sorted(names, key=str.casefold)]


async def _figures(work: UnitOfWork, campaign_id: str, keys: Collection[str]) -> dict[tuple[int, str], Entry]:
    rows = await work.publications.of_audiences({campaign_id}, keys, NUMBERS)
    return {(row.week, row.audience): row.body for row in rows}


def line_of_team(name: str, row: Round, published: Entry | None) -> Line:
    """Read a team's week."""
    if row.state != "closed":
        return Line(name, row.state)
    if published is None or "enough" not in published:
        return Line(name, "gone")
    if not published["enough"]:
        return Line(name, "few")
    themes = tuple(theme for theme in published["themes"] if theme["people"] is not None or theme["band"])
    heard = _band(published["heard"])
    return Line(name, "shown", heard, published["share"], ratings=published["ratings"], themes=themes)


def _of_sum(now: Standing, week: int, audience: Audience, published: Entry | None) -> Line:
    rounds = [row for row in now.of_week(week) if _is_in(now.teams[row.team_id], audience)]
    if published is None:
        return Line(audience.name, _not_there([row.state for row in rounds], now.campaign.state))
    return line_of_sum(audience.name, published)


def line_of_sum(name: str, published: Entry) -> Line:
    """Read a sum that was published."""
    if not published["shown"]:
        return Line(name, "few")
    heard, whole = _band(published["heard"]), bool(published["all_teams"])
    return Line(name, "shown", heard, all_teams=whole, ratings=published["ratings"])


def _is_in(team: Team, audience: Audience) -> bool:
    return audience.level is Level.PARTNERSHIP or team.organisation == audience.name


def _not_there(states: list[str], campaign: str) -> str:
    """Why a sum is not there: its weeks are all ahead, all missed, some are still open; or all closed.

    Then it is about to be added up, or, of a campaign that is over, it was and is kept no longer.
    """
    if all(state == "upcoming" for state in states):
        return "upcoming"
    if not all(state in OVER for state in states):
        return "open"
    if "closed" not in states:
        return "missed"
    return "gone" if campaign == "finished" else "waiting"


def _band(heard: Any) -> tuple[int, int | None]:
    low, high = heard
    return low, high
