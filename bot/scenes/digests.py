"""Whose digest is due: a leader's is written when every team of theirs has closed the week, and once only."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time

from bot.campaigns.calendar import WorkCalendar, local_date
from bot.campaigns.founding import holidays_of, zone_of
from bot.campaigns.weeks import monday_of
from bot.dialogues.week import LeaderDigest
from bot.digests.compose import compose
from bot.digests.facts import AreaFacts, CampaignWeek, OfferMade, PromiseMade, StillOpen, TeamWeek
from bot.ideas.reading import counts
from bot.ids import planned_id
from bot.insight.ideas import IdeasNow
from bot.insight.promised import OPEN
from bot.insight.publishing import PARTNERSHIP, Audience, Level
from bot.insight.sums import Sum
from bot.publishing import publish_sums, read_of, read_team
from bot.questions.open import before
from bot.questions.records import Asked, put
from bot.quoting.released import released
from bot.scenes.leading import leaders_seen
from bot.scenes.stage import Setting, Stage
from bot.scenes.trends import is_quiet, trends_of_sums, trends_of_teams
from bot.storage.models import Round, Team


async def digests_due(stage: Stage, setting: Setting, now: datetime) -> tuple[LeaderDigest, ...]:
    """The digests that this round's digest beat completes."""
    campaign, week = setting.campaign, setting.round.week
    rounds = {round_.team_id: round_ for round_ in await stage.work.rounds.of_week(campaign.id, week)}
    teams = [team for team in await stage.work.teams.of_campaign(campaign.id) if team.id in rounds]
    await publish_sums(stage.work, campaign.id, week, now)
    due = []
    for leader in setting.team.leaders:
        led = [team for team in teams if leader in team.leaders]
        if all(rounds[team.id].state == "missed" for team in led):
            continue
        if await stage.work.digests.of_week(campaign.id, leader, week) is not None:
            continue
        if all([await _is_ready(stage, rounds[team.id], now) for team in led]):
            due.append(await _written(stage, setting, leader, led, rounds, now))
    return tuple(due)


async def _is_ready(stage: Stage, round_: Round, now: datetime) -> bool:
    if round_.state == "missed":
        return True
    beats = await stage.work.beats.of_round(round_.id)
    return round_.state == "closed" and all(beat.due_at <= now for beat in beats if beat.kind == "digest")


async def _written(
    stage: Stage, setting: Setting, leader: str, led: list[Team], rounds: dict[str, Round], now: datetime
) -> LeaderDigest:
    campaign, area = setting.campaign, setting.area
    digest_id = planned_id("digest", campaign.id, leader, setting.round.week)
    asked = [team for team in led if rounds[team.id].state != "missed"]
    facts = CampaignWeek(
        name=campaign.name,
        threshold=campaign.threshold,
        week=setting.round.week,
        weeks=len(setting.pack.areas),
        organisations=len({team.organisation for team in await stage.work.teams.of_campaign(campaign.id)}),
        area=AreaFacts(area.key, area.title, area.headline, area.leader_question, area.experiment),
    )
    snapshot = compose(
        digest_id,
        leader,
        facts,
        await _team_weeks(stage, setting, leader, asked, rounds, now),
        sums=await _sums(stage, setting, asked, now),
        offers=await _offers(stage, setting, leader),
        promised=await _promised(stage, setting, leader, now),
        still_open=await _still_open(stage, setting, led, rounds, now),
        released=await released(stage.work, campaign.id, setting.round.week),
        trends=await trends_of_sums(stage, setting, {team.organisation for team in asked}),
        shared=await _ideas(stage, setting, led, now),
        seen=await leaders_seen(stage, setting, leader, led, rounds),
    )
    comes_at = await _hour(stage, setting, leader, now)
    return LeaderDigest(digest_id, leader, withheld=snapshot["withheld"], snapshot=snapshot, comes_at=comes_at)


async def _hour(stage: Stage, setting: Setting, leader: str, now: datetime) -> datetime | None:
    """When the leader wants to have it: at the hour they chose, the same day or the next working morning."""
    person = await stage.work.people.get(setting.campaign.workspace, leader)
    if person is None or person.digest_hour is None:
        return None
    calendar = WorkCalendar(zone_of(setting.team, setting.campaign), holidays_of(setting.campaign, now))
    return calendar.at_hour(time.fromisoformat(person.digest_hour), now)


async def _team_weeks(
    stage: Stage, setting: Setting, leader: str, teams: list[Team], rounds: dict[str, Round], now: datetime
) -> list[TeamWeek]:
    trends = await trends_of_teams(stage, setting, teams)
    return [
        replace(await _team_week(stage, setting, leader, team, rounds[team.id], now), trend=trends[team.id])
        for team in teams
    ]


async def _team_week(stage: Stage, setting: Setting, leader: str, team: Team, round_: Round, now: datetime) -> TeamWeek:
    """One team's round, as it was published; without figures while it is open.

    A leader reads named words in the digest only from channels they are in (design: Named)."""
    figures = await read_team(stage.work, round_)
    if figures is not None:
        asked = Asked(setting.campaign, round_.week, team, round_)
        figures = {**figures, "questions": await put(stage.work, asked, figures["questions"], now)}
    return TeamWeek(
        team_id=team.id,
        team=team.name,
        organisation=team.organisation,
        channel=team.channel,
        round_id=round_.id,
        workspace_url=stage.workspace_url or None,
        figures=figures,
        prompt_ts=round_.prompt_ts,
        may_read_thread=leader in team.members,
        quiet=is_quiet(round_, figures, setting.campaign.threshold),
    )


async def _sums(stage: Stage, setting: Setting, teams: Collection[Team], now: datetime) -> dict[str | None, Sum | None]:
    """What was published of the organisations of these teams, and (under None) of the partnership."""
    week = (setting.campaign.id, setting.round.week)
    found: dict[str | None, Sum | None] = {None: await read_of(stage.work, *week, PARTNERSHIP)}
    for team in {team.organisation: team for team in teams}.values():
        added = await read_of(stage.work, *week, Audience(Level.ORGANISATION, team.organisation))
        if added is not None and added.questions:
            asked = Asked(setting.campaign, setting.round.week, team, None)
            added = replace(added, questions=tuple(await put(stage.work, asked, added.questions, now)))
        found[team.organisation] = added
    return found


async def _still_open(
    stage: Stage, setting: Setting, led: list[Team], rounds: dict[str, Round], now: datetime
) -> list[StillOpen]:
    """The questions of the leader's earlier weeks of which nobody has said yet what comes of them."""
    waiting = await before(stage.work, [rounds[team.id] for team in led])
    today = local_date(now, zone_of(setting.team, setting.campaign))
    return [StillOpen(row.id, row.kind, row.reply_by < today) for row in waiting]


async def _promised(stage: Stage, setting: Setting, leader: str, now: datetime) -> list[PromiseMade]:
    today = local_date(now, zone_of(setting.team, setting.campaign))
    return [
        PromiseMade(
            row.body["text"], row.owner, row.due_on.isoformat(), row.state, row.state == OPEN and row.due_on < today
        )
        for row in await stage.work.promises.of_campaign(setting.campaign.id)
        if leader in {row.made_by, row.owner, row.decider}
    ]


async def _ideas(stage: Stage, setting: Setting, led: Collection[Team], now: datetime) -> list[IdeasNow]:
    return [await counts(stage.work, team, monday_of(now, zone_of(team, setting.campaign).key)) for team in led]


async def _offers(stage: Stage, setting: Setting, leader: str) -> list[OfferMade]:
    names = {team.id: team.name for team in await stage.work.teams.of_campaign(setting.campaign.id)}
    weeks = {round_.id: round_.week for round_ in await stage.work.rounds.of_campaign(setting.campaign.id)}
    return [
        OfferMade(names[offer.team_id], weeks[offer.round_id], setting.pack.areas[weeks[offer.round_id] - 1].title)
        for offer in await stage.work.offers.of_campaign(setting.campaign.id)
        if offer.leader == leader
    ]
