"""A member's part of the Home tab: what leaders did with what their teams said, week by week and in the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.enquiries.reading import Reading
from bot.errors import there
from bot.insight.publishing import Entry
from bot.publishing import read_teams
from bot.questions.reach import is_away
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignOver, LeadersDid, OfferHeard

WEEKS_SHOWN = 3
OVER_SHOWN = 3


async def staff_teams(work: UnitOfWork, reading: Reading) -> list[Team]:
    """The teams in which the reader is asked now."""
    teams = await work.teams.with_member(reading.workspace, reading.user)
    return await still_asked(work, reading, [team for team in teams if reading.user in team.staff])


async def still_asked(work: UnitOfWork, reading: Reading, teams: Sequence[Team]) -> list[Team]:
    """Those of these teams whose campaign the reader has not left."""
    found = []
    for team in teams:
        campaign = there(await work.campaigns.get(team.campaign_id))
        if not await is_away(work, campaign, reading.user, reading.codes(campaign)):
            found.append(team)
    return found


async def leaders_did(work: UnitOfWork, teams: Sequence[Team]) -> tuple[LeadersDid, ...]:
    """The newest weeks of each team that have come to its leaders."""
    found: list[LeadersDid] = []
    for team in teams:
        campaign = there(await work.campaigns.get(team.campaign_id))
        closed = [row for row in await work.rounds.of_team(team.id) if row.state == "closed"]
        told = [row for row in closed if await _digest_state(work, row) == "done"]
        newest = sorted(told, key=lambda each: each.week, reverse=True)[:WEEKS_SHOWN]
        published = await read_teams(work, newest)
        for row in newest:
            offers = [OfferHeard(offer.leader, offer.offered_at) for offer in await work.offers.of_round(row.id)]
            title = pack_of(campaign).area(row.area).title
            found.append(LeadersDid(team.name, row.week, title, _questions(published, row), tuple(offers)))
    return tuple(found)


async def first_digest(work: UnitOfWork, teams: Sequence[Team]) -> datetime | None:
    """When leaders hear for the first time from a team of the reader that has begun."""
    moments = []
    for team in teams:
        for row in await work.rounds.of_team(team.id):
            if row.state in {"open", "closed"}:
                moments += [b.due_at for b in await work.beats.of_round(row.id) if b.kind == "digest"]
    return min(moments, default=None)


async def _digest_state(work: UnitOfWork, row: Round) -> str | None:
    return next((beat.state for beat in await work.beats.of_round(row.id) if beat.kind == "digest"), None)


def _questions(published: Mapping[str, Entry], row: Round) -> int:
    return len(published.get(row.id, {}).get("questions", []))


async def campaigns_over(work: UnitOfWork, reading: Reading) -> tuple[CampaignOver, ...]:
    """For each channel of the reader in which nothing runs any more, the campaign that ended there last."""
    busy = {team.channel for team in await work.teams.with_member(reading.workspace, reading.user)}
    ended = {
        team.campaign_id: team
        for team in await work.teams.with_member(reading.workspace, reading.user, ("finished",))
        if reading.user in team.staff
    }
    newest: dict[str, CampaignOver] = {}
    for campaign in await work.campaigns.all(reading.workspace):
        team = ended.get(campaign.id)
        if team is not None and team.channel not in busy and team.channel not in newest:
            newest[team.channel] = await _over(work, campaign, team)
    return tuple(newest.values())[:OVER_SHOWN]


async def _over(work: UnitOfWork, campaign: Campaign, team: Team) -> CampaignOver:
    pack, rounds = pack_of(campaign), await work.rounds.of_team(team.id)
    published = await read_teams(work, rounds)
    offers = [(o.leader, pack.area(row.area).title) for row in rounds for o in await work.offers.of_round(row.id)]
    return CampaignOver(
        campaign=campaign.name,
        team=team.name,
        channel=team.channel,
        weeks=len(pack.areas),
        questions=sum(_questions(published, row) for row in rounds),
        offers=tuple(offers),
    )
