"""What was published before, to set a week's gap beside it; and whether few took part, by what was said of a team."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from bot.digests.facts import EarlierGap, Figures, Trend
from bot.insight.reach import reach_of
from bot.publishing import NUMBERS, read_sums, read_teams
from bot.scenes.stage import Setting, Stage, pack_of
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

QUIET = 0.35
"""Fewer than this part of a team took part: then leaders are advised on the rhythm (issue: no more reminders)."""


async def trends_of_teams(stage: Stage, setting: Setting, teams: Collection[Team]) -> dict[str, Trend]:
    """Each team's earlier gaps in this campaign; and this area's in the newest campaign before, in the same channel."""
    now, work = setting.campaign, stage.work
    rounds = await work.rounds.of_campaign(now.id, {team.id for team in teams})
    areas = await gaps_of_teams(work, now, [row for row in rounds if row.week < setting.round.week])
    before: dict[str, EarlierGap] = {}
    for campaign in await runs_before(work, now):
        then = [row for row in await work.rounds.of_campaign(campaign.id) if row.area == setting.round.area]
        for row, gap in await gaps_of_teams(work, campaign, then):
            before[row.channel] = gap
    start = {row.team_id: gap for row, gap in areas if row.area == setting.area.repeats}
    return {
        team.id: Trend(
            tuple(gap for row, gap in areas if row.team_id == team.id), before.get(team.channel), start.get(team.id)
        )
        for team in teams
    }


async def trends_of_sums(stage: Stage, setting: Setting, organisations: Collection[str]) -> dict[str | None, Trend]:
    """The same for what was published of these organisations, by name."""
    earlier = [one for one in await gaps_of_sums(stage.work, setting.campaign) if one.gap.week < setting.round.week]
    before: dict[str | None, EarlierGap] = {}
    for campaign in await runs_before(stage.work, setting.campaign):
        for then in await gaps_of_sums(stage.work, campaign):
            if then.area == setting.round.area:
                before[then.organisation] = then.gap
    asked = setting.pack.start_of(setting.area)
    start = {one.organisation: one.gap for one in earlier if asked and one.area == asked.key}
    return {
        name: Trend(tuple(one.gap for one in earlier if one.organisation == name), before.get(name), start.get(name))
        for name in organisations
    }


@dataclass(frozen=True)
class GapOfSum:
    """A gap that was published of an organisation; of all together where there is none. `area` is the area's key."""

    area: str
    organisation: str | None
    gap: EarlierGap


async def gaps_of_sums(work: UnitOfWork, campaign: Campaign) -> list[GapOfSum]:
    """Those of a campaign, week by week."""
    areas = pack_of(campaign).areas
    return [
        GapOfSum(areas[week - 1].key, body["organisation"], replace(gap, whole=_is_whole(body)))
        for week, body in sorted(await read_sums(work, campaign.id), key=itemgetter(0))
        for gap in _gap(body["ratings"], areas[week - 1].title, campaign.name, week)
    ]


async def runs_before(work: UnitOfWork, now: Campaign) -> list[Campaign]:
    """Earlier campaigns of the same framework in the workspace, the oldest first."""
    others = [one for one in await work.campaigns.all(now.workspace) if one.pack_key == now.pack_key]
    earlier = [one for one in others if one.id != now.id and one.start < now.start]
    return sorted(earlier, key=lambda one: (one.start, one.created_at))


async def gaps_of_teams(
    work: UnitOfWork, campaign: Campaign, rounds: Sequence[Round]
) -> list[tuple[Round, EarlierGap]]:
    """The gaps that were published of these weeks, week by week."""
    published, pack = await read_teams(work, rounds, NUMBERS), pack_of(campaign)
    return [
        (row, gap)
        for row in sorted(rounds, key=lambda row: row.week)
        for gap in _gap(published.get(row.id, {}).get("ratings"), pack.area(row.area).title, campaign.name, row.week)
    ]


def _is_whole(body: Mapping[str, Any]) -> bool:
    """Whether a sum's ratings are of all teams, and not of the larger ones alone."""
    return bool(body["all_teams"]) and bool((body["ratings"] or {}).get("all_teams", True))


def _gap(ratings: Mapping[str, Any] | None, area_title: str, campaign: str, week: int) -> list[EarlierGap]:
    """A gap that was published, if there was one."""
    gap = ratings["gap"] if ratings else None
    return [] if gap is None else [EarlierGap(area_title, gap, campaign, week)]


def is_quiet(round_: Round, figures: Figures | None, threshold: int) -> bool:
    """Whether fewer than 35 % of the team took part: as far as what was said of it, and its size, leave no other way.

    So the advice tells nothing that those do not. A week whose material has gone, or is of an older shape, is not.
    """
    inside = (round_.figures or {}).get("internal") or {}
    if figures is None or not inside.get("members"):
        return False
    members, seen = inside["members"], inside.get("seen", 0)
    reach = reach_of(figures["heard"], figures["share"], members, seen, threshold)
    return bool(reach.high < QUIET * members)
