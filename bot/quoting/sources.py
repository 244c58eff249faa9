"""Where quotes come from: which answers may be quoted at this moment. Every rule about that stands here.

A Confidential answer: its author ticked the box, its week is closed and was theirs in time, they do not lead the team,
and k or more people took part in the team. An Unlinked answer: the same, by what was kept of it. Questions to leaders
are passed on anyway, and are no quotes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.packs import pack_from_json
from bot.dialogues.coaching.scene import RESIDENTS, is_put
from bot.publishing import NUMBERS, read_teams
from bot.storage.models import Answer, Campaign, Round, Team
from bot.storage.quote_models import Quote
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.unlinked_models import UnlinkedAnswer

QUOTED_IN = ("running", "paused", "finished")


@dataclass(frozen=True)
class _Enough:
    """A closed week in which k or more people took part, with what was published of it."""

    round: Round
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """An answer that may be quoted, with the teams it may come from; `title` and `counted` are its theme's."""

    key: str  # of the answer
    campaign: Campaign
    week: int
    area_title: str
    text: str
    teams: tuple[Team, ...]
    answer: Answer | None = None
    round: Round | None = None
    theme: str = ""
    counted: bool = False  # leaders see how many chose the theme
    residents: bool = False  # it passes on what a resident said

    @property
    def organisation(self) -> str:
        """The organisation of its teams."""
        return self.teams[0].organisation


async def sources(work: UnitOfWork, workspace: str) -> list[Source]:
    """All of a workspace's."""
    found: list[Source] = []
    for campaign in await work.campaigns.all(workspace):
        if campaign.state in QUOTED_IN:
            found += await _of_campaign(work, campaign)
    return found


async def _of_campaign(work: UnitOfWork, campaign: Campaign, keys: Collection[str] | None = None) -> list[Source]:
    """Those of one campaign: all, or those of these answers."""
    titles = {area.key: area.title for area in pack_from_json(campaign.pack["snapshot"]).areas}
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    rounds = await work.rounds.of_campaign(campaign.id)
    published = await read_teams(work, rounds, NUMBERS)
    enough = [_Enough(row, published[row.id]) for row in rounds if published.get(row.id, {}).get("enough")]
    by_round = {one.round.id: one for one in enough}
    linked = [
        _linked(campaign, titles, teams, by_round[answer.round_id], answer)
        for answer in await work.quotes.quotable(campaign.id, keys)
        if answer.round_id in by_round
    ]
    rows = await work.quotes.unlinked(campaign.id, keys)
    apart = [_unlinked(campaign, titles, teams.values(), enough, row) for row in rows]
    return [source for source in (*linked, *apart) if source is not None]


async def source_of(work: UnitOfWork, quote: Quote) -> Source | None:
    """What a quote comes from, as it is now; None when it may not be quoted any more."""
    return (await sources_in(work, quote.campaign_id, [quote])).get(key_of(quote))


async def sources_in(work: UnitOfWork, campaign_id: str, quotes: Collection[Quote]) -> dict[str, Source]:
    """Those of some quotes of one campaign, by the answer they are."""
    campaign = await work.campaigns.get(campaign_id)
    keys = [key_of(quote) for quote in quotes]
    return {source.key: source for source in await _of_campaign(work, campaign, keys)} if campaign and keys else {}


def key_of(quote: Quote) -> str:
    """The answer that a quote is of."""
    return quote.answer_id or quote.unlinked_id or ""


def _linked(
    campaign: Campaign, titles: Mapping[str, str], teams: Mapping[str, Team], closed: _Enough, answer: Answer
) -> Source | None:
    if is_put(answer.question) or not answer.text:
        return None
    title, counted = _theme([closed], answer.theme)
    round_ = closed.round
    area, team = titles.get(round_.area, round_.area), teams[round_.team_id]
    said = answer.question == RESIDENTS
    return Source(answer.id, campaign, round_.week, area, answer.text, (team,), answer, round_, title, counted, said)


def _unlinked(
    campaign: Campaign,
    titles: Mapping[str, str],
    teams: Collection[Team],
    enough: Collection[_Enough],
    row: UnlinkedAnswer,
) -> Source | None:
    """Nobody knows of which team it is: it may be of any in its organisation with enough people."""
    if not row.body.get("quotable") or is_put(row.body["question"]):
        return None
    closed = {one.round.team_id: one for one in enough if one.round.week == row.week}
    possible = tuple(team for team in teams if team.organisation == row.organisation and team.id in closed)
    if not possible:
        return None
    of_teams = [closed[team.id] for team in possible]
    title, counted = _theme(of_teams, row.body.get("theme"))
    area = titles.get(of_teams[0].round.area, of_teams[0].round.area)
    words, said = row.body["text"], row.body["question"] == RESIDENTS
    return Source(row.id, campaign, row.week, area, words, possible, theme=title, counted=counted, residents=said)


def _theme(closed: Collection[_Enough], key: str | None) -> tuple[str, bool]:
    """A theme's title, and whether each of the teams' leaders sees how many chose it."""
    if not key:
        return "", False
    shown = [[item for item in one.figures.get("themes", []) if item["key"] == key] for one in closed]
    title = next((item["title"] for items in shown for item in items), "")
    return title, bool(title) and all(items and _is_counted(items[0]) for items in shown)


def _is_counted(theme: Mapping[str, Any]) -> bool:
    return theme["people"] is not None or bool(theme.get("band"))
