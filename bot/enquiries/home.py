"""The Home tab: a member's week and answers, a leader's digests, an admin's campaigns. To each only their own part."""

from bot.enquiries.campaigns import campaigns_now
from bot.enquiries.own import own_answers
from bot.enquiries.reading import Reading
from bot.errors import there
from bot.scenes.stage import Setting, pack_of
from bot.storage.models import DigestRecord, Round, Team
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import Home, LeaderWeek, OfferHeard, RoundNow

ANSWERS_SHOWN = 5
WEEKS_SHOWN = 4
LIVE = {"running", "paused"}


async def home(work: UnitOfWork, reading: Reading, *, is_admin: bool) -> Home:
    """What one person's Home holds."""
    teams = await work.teams.with_member(reading.workspace, reading.user)
    campaigns = [campaign for campaign in await work.campaigns.all(reading.workspace) if campaign.salt]
    rounds = await rounds_now(work, reading)
    zones = [campaign.zone for campaign in campaigns if campaign.state in LIVE]
    return Home(
        user=reading.user,
        is_admin=is_admin,
        rounds=rounds,
        answers=(await own_answers(work, reading, campaigns))[:ANSWERS_SHOWN],
        offers=await _offers(work, teams),
        leader_weeks=await _leader_weeks(work, reading),
        campaigns=await campaigns_now(work, reading.workspace) if is_admin else (),
        zone=zones[0] if zones else "UTC",
    )


async def rounds_now(work: UnitOfWork, reading: Reading) -> tuple[RoundNow, ...]:
    """For each of the reader's teams the open question, or the next one."""
    teams = await work.teams.with_member(reading.workspace, reading.user)
    teams += [team for team in await work.teams.led_by(reading.workspace, reading.user) if team not in teams]
    found = [await _round_now(work, reading, team) for team in teams]
    return tuple(round_ for round_ in found if round_ is not None)


async def _round_now(work: UnitOfWork, reading: Reading, team: Team) -> RoundNow | None:
    campaign = there(await work.campaigns.get(team.campaign_id))
    if campaign.state not in LIVE:
        return None
    round_ = _current(await work.rounds.of_team(team.id))
    if round_ is None:
        return None
    return await _as_now(work, reading, Setting(campaign, team, round_, pack_of(campaign)))


def _current(rounds: list[Round]) -> Round | None:
    for state in ("open", "upcoming"):
        for round_ in sorted(rounds, key=lambda each: each.week):
            if round_.state == state:
                return round_
    return max(rounds, key=lambda each: each.week, default=None)


async def _as_now(work: UnitOfWork, reading: Reading, setting: Setting) -> RoundNow:
    beats = {beat.kind: beat.due_at for beat in await work.beats.of_round(setting.round.id)}
    codes = {row.person_code for row in await work.participations.of_round(setting.round.id)}
    return RoundNow(
        round_id=setting.round.id,
        campaign=setting.campaign.name,
        team=setting.team.name,
        channel=setting.team.channel,
        week=setting.round.week,
        weeks=len(setting.pack.areas),
        area_title=setting.area.title,
        headline=setting.area.headline,
        state=setting.round.state,
        opens_at=beats.get("open"),
        closes_at=beats.get("close"),
        took_part=reading.codes(setting.campaign).taking_part in codes,
        link=reading.link(setting.team.channel, setting.round.prompt_ts),
        zone=setting.zone,
    )


async def _offers(work: UnitOfWork, teams: list[Team]) -> tuple[OfferHeard, ...]:
    """What leaders did for the reader's teams."""
    return tuple(
        [
            OfferHeard(offer.leader, team.name, await _area_title(work, offer.round_id))
            for team in teams
            for offer in await work.offers.of_campaign(team.campaign_id)
            if offer.team_id == team.id
        ]
    )


async def _area_title(work: UnitOfWork, round_id: str) -> str:
    round_ = there(await work.rounds.get(round_id))
    return pack_of(there(await work.campaigns.get(round_.campaign_id))).area(round_.area).title


async def _leader_weeks(work: UnitOfWork, reading: Reading) -> tuple[LeaderWeek, ...]:
    digests = await work.digests.for_leader(reading.workspace, reading.user)
    newest = sorted(digests, key=lambda digest: digest.issued_at, reverse=True)[:WEEKS_SHOWN]
    return tuple([await _leader_week(work, digest) for digest in newest])


async def _leader_week(work: UnitOfWork, digest: DigestRecord) -> LeaderWeek:
    campaign = there(await work.campaigns.get(digest.campaign_id))
    names = {team.id: team.name for team in await work.teams.of_campaign(campaign.id)}
    offers = await work.offers.of_digest(digest.id)
    questions = digest.snapshot["questions"] or {"put": [], "more": 0}
    return LeaderWeek(
        digest_id=digest.id,
        campaign=campaign.name,
        week=digest.week,
        area_title=pack_of(campaign).areas[digest.week - 1].title,
        withheld=digest.withheld,
        issued_at=digest.issued_at,
        heard="",
        questions=len(questions["put"]) + questions["more"],
        offers=tuple(names[offer.team_id] for offer in offers),
    )
