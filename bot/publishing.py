"""The publication ledger at work: a week's sums are chosen once its teams have closed, and what was chosen is read.

A team's own entries are written where its week closes (`bot/carrying_out.py`). Sums follow with the last team of an
organisation, and of the campaign: a chore sees to it, and whoever needs them before has them chosen. They come
from what is frozen, and from who is in several teams by then; the ledger keeps what was chosen first.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.clock import Clock
from bot.dialogues.coaching.scene import is_put, kind_of
from bot.errors import there
from bot.insight.publishing import PARTNERSHIP, Audience, Entry, Kind, Level, entries, no_words, of_team, read_sum
from bot.insight.sums import Sum, TeamCount, of_organisation, of_partnership
from bot.insight.tally import QuestionPut
from bot.storage.database import Database
from bot.storage.models import Campaign, Round, Team
from bot.storage.repositories.unlinked import Group
from bot.storage.unit_of_work import UnitOfWork

OVER = ("closed", "missed")
NUMBERS: tuple[Kind, ...] = ("figures",)
EVERYTHING: tuple[Kind, ...] = ("figures", "words")
Chosen = dict[Audience, dict[Kind, Entry]]


@dataclass(frozen=True)
class _Week:
    """A week of a campaign, with the rounds of each organisation."""

    campaign: Campaign
    week: int
    teams: dict[str, Team]
    rounds: dict[str, list[Round]]
    published: set[str]

    def over(self) -> list[str]:
        """The organisations whose teams have all closed the week, or missed it."""
        return [name for name, rows in self.rounds.items() if all(row.state in OVER for row in rows)]

    def counts(self, name: str | None = None) -> list[TeamCount]:
        """What is to be added up, of one organisation or of all: the teams that were asked."""
        rows = [row for each in ([name] if name is not None else self.rounds) for row in self.rounds[each]]
        return [
            TeamCount(self.teams[row.team_id].organisation, row.figures, tuple(self.teams[row.team_id].staff))
            for row in rows
            if row.figures is not None
        ]


class Publishing:
    """Chooses the sums of weeks that are over."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def publish(self) -> int:
        """Write what can be chosen and was not. Return how many audiences that were."""
        async with self._database.reading() as work:
            weeks = await work.publications.weeks_without_sums()
        return sum([await self._publish(campaign_id, week) for campaign_id, week in weeks])

    async def _publish(self, campaign_id: str, week: int) -> int:
        """Choose while nobody waits, and write if it is still what it was: somebody may have taken words back."""
        async with self._database.reading() as work:
            before = await work.rounds.versions(campaign_id, week)
            chosen = await _choose(work, campaign_id, week)
        async with self._database.unit_of_work() as work:
            if await work.rounds.versions(campaign_id, week, hold=True) != before:
                return 0  # the next time, then
            await _write(work, campaign_id, week, chosen, self._clock.now())
            await work.commit()
        return len(chosen)


async def publish_sums(work: UnitOfWork, campaign_id: str, week: int, at: datetime) -> None:
    """Have the sums of a week chosen that can be, and were not: for who needs them now."""
    if PARTNERSHIP.key in await work.publications.audiences(campaign_id, week):
        return
    await work.rounds.versions(campaign_id, week, hold=True)
    await _write(work, campaign_id, week, await _choose(work, campaign_id, week), at)


async def _write(work: UnitOfWork, campaign_id: str, week: int, chosen: Chosen, at: datetime) -> None:
    for audience, published in chosen.items():
        await work.publications.publish(campaign_id, week, audience, published, at)


async def _choose(work: UnitOfWork, campaign_id: str, week: int) -> Chosen:
    now = await _week(work, campaign_id, week)
    over = {name: Audience(Level.ORGANISATION, name) for name in now.over()}
    chosen: dict[Audience, Sum | None] = {}
    for name, audience in over.items():
        if audience.key not in now.published:
            unlinked = await _unlinked(work, now, name)
            chosen[audience] = of_organisation(name, now.counts(name), now.campaign.threshold, unlinked)
    if len(over) == len(now.rounds) and PARTNERSHIP.key not in now.published:
        parts = {
            name: chosen[audience] if audience in chosen else await read_of(work, campaign_id, week, audience)
            for name, audience in over.items()
        }
        chosen[PARTNERSHIP] = of_partnership(parts, now.counts(), now.campaign.threshold)
    return {audience: entries(each) for audience, each in chosen.items()}


async def read_of(work: UnitOfWork, campaign_id: str, week: int, audience: Audience) -> Sum | None:
    """A sum as it was published; None where it was not, or where nothing may be shown."""
    found = await work.publications.of_week(campaign_id, week, audience)
    return read_sum(found["figures"], found.get("words", {})) if found else None


async def read_sums(work: UnitOfWork, campaign_id: str) -> list[tuple[int, Entry]]:
    """The numbers of every sum of a campaign that may be shown, each with its week."""
    rows = await work.publications.of_campaign(campaign_id)
    sums = [row for row in rows if row.kind == "figures" and not row.audience.startswith(f"{Level.TEAM}/")]
    return [(row.week, row.body) for row in sums if row.body["shown"]]


async def read_team(work: UnitOfWork, round_: Round) -> Entry | None:
    """What was published of a team's week, numbers and words; None before it has closed."""
    return (await read_teams(work, [round_])).get(round_.id)


async def read_teams(
    work: UnitOfWork, rounds: Collection[Round], kinds: Collection[Kind] = EVERYTHING
) -> dict[str, Entry]:
    """The same of many weeks at once, by the round's id; those that have not closed are left out.

    A week that closed before there was a ledger has it all in the round. Words go sooner than numbers.
    """
    audiences = {row.id: Audience(Level.TEAM, row.team_id).key for row in rounds}
    found: dict[tuple[str, int, str], dict[Kind, Entry]] = defaultdict(dict)
    rows = await work.publications.of_audiences({row.campaign_id for row in rounds}, set(audiences.values()), kinds)
    for row in rows:
        found[row.campaign_id, row.week, row.audience][row.kind] = row.body
    entries_of = {row.id: found.get((row.campaign_id, row.week, audiences[row.id])) for row in rounds}
    frozen = {row.id: of_team(row.figures) for row in rounds if not entries_of[row.id] and row.figures is not None}
    return {key: {**no_words(), **_together(each)} for key, each in (entries_of | frozen).items() if each}


def _together(kinds: Mapping[Kind, Entry]) -> Entry:
    return {name: value for entry in kinds.values() for name, value in entry.items()}


async def _week(work: UnitOfWork, campaign_id: str, week: int) -> _Week:
    campaign = there(await work.campaigns.get(campaign_id))
    teams = {team.id: team for team in await work.teams.of_campaign(campaign_id)}
    rounds = sorted(
        await work.rounds.of_week(campaign_id, week), key=lambda row: (teams[row.team_id].organisation, row.id)
    )
    by_name = {name: list(rows) for name, rows in groupby(rounds, lambda row: teams[row.team_id].organisation)}
    return _Week(campaign, week, teams, by_name, await work.publications.audiences(campaign_id, week))


async def _unlinked(work: UnitOfWork, now: _Week, organisation: str) -> list[QuestionPut]:
    """Questions that were put without any link in the organisation's small teams."""
    said = await work.unlinked.withheld(Group(now.campaign.id, now.week, organisation))
    return [
        QuestionPut(one["text"], kind=kind_of(one["question"]), wish=one.get("wish", ""))
        for one in said
        if is_put(one["question"])
    ]
