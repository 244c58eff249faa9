"""Whose digest is due: a leader's is written when every team of theirs has closed the week, and once only."""

from collections.abc import Collection
from datetime import datetime

from bot.dialogues.coaching.scene import TO_LEADERS
from bot.dialogues.week import LeaderDigest
from bot.digests.compose import compose
from bot.digests.facts import AreaFacts, CampaignWeek, OfferMade, TeamWeek
from bot.digests.waiting import count_waiting
from bot.ids import planned_id
from bot.scenes.stage import Setting, Stage
from bot.storage.models import Round, Team
from bot.storage.repositories.unlinked import Group


async def digests_due(stage: Stage, setting: Setting, now: datetime) -> tuple[LeaderDigest, ...]:
    """The digests that this round's digest beat completes."""
    campaign, week = setting.campaign, setting.round.week
    rounds = {round_.team_id: round_ for round_ in await stage.work.rounds.of_week(campaign.id, week)}
    teams = [team for team in await stage.work.teams.of_campaign(campaign.id) if team.id in rounds]
    due = []
    for leader in setting.team.leaders:
        led = [team for team in teams if leader in team.leaders]
        if all(rounds[team.id].state == "missed" for team in led):
            continue
        if await stage.work.digests.of_week(campaign.id, leader, week) is not None:
            continue
        if all([await _is_ready(stage, rounds[team.id], now) for team in led]):
            due.append(await _written(stage, setting, leader, teams, rounds))
    return tuple(due)


async def _is_ready(stage: Stage, round_: Round, now: datetime) -> bool:
    if round_.state == "missed":
        return True
    beats = await stage.work.beats.of_round(round_.id)
    return round_.state == "closed" and all(beat.due_at <= now for beat in beats if beat.kind == "digest")


async def _written(
    stage: Stage, setting: Setting, leader: str, teams: list[Team], rounds: dict[str, Round]
) -> LeaderDigest:
    campaign, area = setting.campaign, setting.area
    digest_id = planned_id("digest", campaign.id, leader, setting.round.week)
    asked = [team for team in teams if rounds[team.id].state != "missed"]
    facts = CampaignWeek(
        name=campaign.name,
        threshold=campaign.threshold,
        week=setting.round.week,
        weeks=len(setting.pack.areas),
        area=AreaFacts(area.key, area.title, area.headline, area.leader_question, area.experiment),
    )
    snapshot = compose(
        digest_id,
        leader,
        facts,
        [_team_week(stage, team, rounds[team.id], leader) for team in asked if leader in team.leaders],
        others=[_team_week(stage, team, rounds[team.id], leader) for team in asked if leader not in team.leaders],
        offers=await _offers(stage, setting, leader),
        still_waiting=await _still_waiting(stage, setting, leader),
        unlinked=await _unlinked(stage, setting, {team.organisation for team in asked if leader in team.leaders}),
    )
    return LeaderDigest(digest_id, leader, withheld=snapshot["withheld"], snapshot=snapshot)


def _team_week(stage: Stage, team: Team, round_: Round, leader: str) -> TeamWeek:
    """One team's round; without figures while it is open, which holds its organisation's sum back.

    A leader reads named words in the digest only from channels they are in (design: Named)."""
    return TeamWeek(
        team_id=team.id,
        team=team.name,
        organisation=team.organisation,
        channel=team.channel,
        round_id=round_.id,
        workspace_url=stage.workspace_url or None,
        figures=round_.figures,
        prompt_ts=round_.prompt_ts,
        may_read_thread=leader in team.members,
        members=tuple(team.staff),
    )


async def _unlinked(stage: Stage, setting: Setting, organisations: Collection[str]) -> dict[str, list[str]]:
    """Questions that were put without any link in small teams, by organisation."""
    found = {}
    for name in organisations:
        said = await stage.work.unlinked.withheld(Group(setting.campaign.id, setting.round.week, name))
        found[name] = [one["text"] for one in said if one["question"] == TO_LEADERS]
    return found


async def _still_waiting(stage: Stage, setting: Setting, leader: str) -> int:
    """How many questions of the leader's earlier digests have had no talk offered."""
    earlier = [
        digest for digest in await stage.work.digests.of_campaign(setting.campaign.id) if digest.leader == leader
    ]
    offered = [{offer.team_id for offer in await stage.work.offers.of_digest(digest.id)} for digest in earlier]
    return sum(count_waiting(digest.snapshot, teams) for digest, teams in zip(earlier, offered, strict=True))


async def _offers(stage: Stage, setting: Setting, leader: str) -> list[OfferMade]:
    names = {team.id: team.name for team in await stage.work.teams.of_campaign(setting.campaign.id)}
    weeks = {round_.id: round_.week for round_ in await stage.work.rounds.of_campaign(setting.campaign.id)}
    return [
        OfferMade(names[offer.team_id], weeks[offer.round_id], setting.pack.areas[weeks[offer.round_id] - 1].title)
        for offer in await stage.work.offers.of_campaign(setting.campaign.id)
        if offer.leader == leader
    ]
