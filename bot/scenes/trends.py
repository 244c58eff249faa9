"""What was published before, to set a week's gap beside it; and whether few took part, by what was said of a team."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from bot.digests.facts import EarlierGap, Figures, Trend
from bot.insight.reach import reach_of
from bot.publishing import NUMBERS, read_sums, read_teams
from bot.scenes.stage import Setting, Stage, pack_of
from bot.storage.models import Campaign, Round, Team

QUIET = 0.35
"""Fewer than this part of a team took part: then leaders are advised on the rhythm (issue: no more reminders)."""


async def trends_of_teams(stage: Stage, setting: Setting, teams: Collection[Team]) -> dict[str, Trend]:
    """Each team's earlier gaps in this campaign; and this area's in the newest campaign before, in the same channel."""
    now, work = setting.campaign, stage.work
    rounds = await work.rounds.of_campaign(now.id, {team.id for team in teams})
    areas = await _gaps(stage, now, [row for row in rounds if row.week < setting.round.week])
    before: dict[str, EarlierGap] = {}
    for campaign in await _before(stage, setting):
        then = [row for row in await work.rounds.of_campaign(campaign.id) if row.area == setting.round.area]
        for row, gap in await _gaps(stage, campaign, then):
            before[row.channel] = gap
    return {
        team.id: Trend(tuple(gap for row, gap in areas if row.team_id == team.id), before.get(team.channel))
        for team in teams
    }


async def trends_of_sums(stage: Stage, setting: Setting, organisations: Collection[str]) -> dict[str | None, Trend]:
    """The same for what was published of these organisations, by name."""
    earlier = [one for one in await _gaps_of_sums(stage, setting.campaign) if one.week < setting.round.week]
    before: dict[str | None, EarlierGap] = {}
    for campaign in await _before(stage, setting):
        for then in await _gaps_of_sums(stage, campaign):
            if pack_of(campaign).areas[then.week - 1].key == setting.round.area:
                before[then.organisation] = then.gap
    return {
        name: Trend(tuple(one.gap for one in earlier if one.organisation == name), before.get(name))
        for name in organisations
    }


@dataclass(frozen=True)
class _OfSum:
    """A gap that was published of an organisation; of all together where there is none."""

    week: int
    organisation: str | None
    gap: EarlierGap


async def _gaps_of_sums(stage: Stage, campaign: Campaign) -> list[_OfSum]:
    """Those of a campaign, week by week."""
    areas = pack_of(campaign).areas
    return [
        _OfSum(week, body["organisation"], gap)
        for week, body in sorted(await read_sums(stage.work, campaign.id), key=itemgetter(0))
        for gap in _gap(body["ratings"], areas[week - 1].title, campaign.name)
    ]


async def _before(stage: Stage, setting: Setting) -> list[Campaign]:
    """Earlier campaigns of the same framework in the workspace, the oldest first."""
    now = setting.campaign
    others = [one for one in await stage.work.campaigns.all(now.workspace) if one.pack_key == now.pack_key]
    earlier = [one for one in others if one.id != now.id and one.start < now.start]
    return sorted(earlier, key=lambda one: (one.start, one.created_at))


async def _gaps(stage: Stage, campaign: Campaign, rounds: Sequence[Round]) -> list[tuple[Round, EarlierGap]]:
    """The gaps that were published of these weeks, week by week."""
    published, pack = await read_teams(stage.work, rounds, NUMBERS), pack_of(campaign)
    return [
        (row, gap)
        for row in sorted(rounds, key=lambda row: row.week)
        for gap in _gap(published.get(row.id, {}).get("ratings"), pack.area(row.area).title, campaign.name)
    ]


def _gap(ratings: Mapping[str, Any] | None, area_title: str, campaign: str) -> list[EarlierGap]:
    """A gap that was published, if there was one."""
    gap = ratings["gap"] if ratings else None
    return [] if gap is None else [EarlierGap(area_title, gap, campaign)]


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
