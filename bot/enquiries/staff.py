"""A member's part of the Home tab: what leaders did with what their teams said, week by week and in the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.enquiries.reading import Reading
from bot.errors import there
from bot.insight.outcomes import ANSWERED, NOT_NOW, OUTCOMES, PASSED_ON, PROMISED, TALK_OFFERED, WAITING
from bot.insight.publishing import Entry
from bot.publishing import read_teams
from bot.questions.reach import is_away
from bot.questions.told import of_team
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignOver, LeadersDid, OfferHeard

WEEKS_SHOWN = 3
OVER_SHOWN = 3
TOLD = (*OUTCOMES, ANSWERED, PROMISED, TALK_OFFERED, NOT_NOW, PASSED_ON, WAITING)


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


async def teams_over(work: UnitOfWork, reading: Reading) -> list[tuple[Campaign, Team]]:
    """For each channel of the reader in which nothing runs any more, the campaign that ended there last."""
    busy = {team.channel for team in await work.teams.with_member(reading.workspace, reading.user)}
    ended = {
        team.campaign_id: team
        for team in await work.teams.with_member(reading.workspace, reading.user, ("finished",))
        if reading.user in team.staff
    }
    newest: dict[str, tuple[Campaign, Team]] = {}
    for campaign in await work.campaigns.all(reading.workspace):
        team = ended.get(campaign.id)
        if team is not None and team.channel not in busy and team.channel not in newest:
            newest[team.channel] = (campaign, team)
    return list(newest.values())[:OVER_SHOWN]


async def what_came_of(work: UnitOfWork, campaign: Campaign, team: Team) -> CampaignOver:
    """What came of a campaign that is over, for one of its teams."""
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
        became=await _became(work, rounds),
        held=await _held(work, team),
    )


async def _became(work: UnitOfWork, rounds: Sequence[Round]) -> tuple[tuple[str, int], ...]:
    """How many questions of a team stand where, in the order in which they are told."""
    states = Counter(row.state for row in (await of_team(work, rounds[-1]) if rounds else ()))
    return tuple((state, states[state]) for state in TOLD if states[state])


async def _held(work: UnitOfWork, team: Team) -> int:
    """How many meetings of a team, or of its organisation's smaller teams together, took place."""
    held = {time.meeting_id for time in await work.meetings.times_held(team.campaign_id)}
    meetings = [row for row in await work.meetings.of_campaign(team.campaign_id) if row.id in held]
    theirs = [row for row in meetings if row.team_id == team.id]
    return len(theirs or [row for row in meetings if row.team_id is None and row.organisation == team.organisation])
