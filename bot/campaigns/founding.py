"""The rows a new campaign begins with: its teams, and every round and beat to come. No queries."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import HolidayCalendar, PlannedRound, plan_rounds
from bot.campaigns.holiday_dates import load_holidays
from bot.campaigns.plan import CampaignPlan, TeamPlan, first_start
from bot.campaigns.rhythm import Rhythm, parse_rhythm
from bot.content.packs import pack_to_json
from bot.content.schema import Pack
from bot.ids import fresh_id, planned_id
from bot.storage.models import Beat, Campaign, Round, Team

YEARS_AHEAD = 4  # a campaign, its pauses and its skipped weeks are over by then


@dataclass(frozen=True)
class Founded:
    """Rows in the order in which they refer to each other."""

    campaign: Campaign
    teams: tuple[Team, ...]
    rounds: tuple[Round, ...]
    beats: tuple[Beat, ...]


def found(
    plan: CampaignPlan,
    pack: Pack,
    workspace: str,
    *,
    by: str,
    now: datetime,
    salt: str,
    campaign_id: str | None = None,
) -> Founded:
    """Make a draft campaign's rows from a plan that was checked. Who is in the channels is seen later."""
    rhythm = parse_rhythm(plan.rhythm)
    start = first_start(plan, rhythm, now)
    campaign = _campaign(plan, pack, workspace, by=by, now=now, salt=salt, campaign_id=campaign_id or fresh_id())
    teams = tuple(team_row(campaign, team) for team in plan.teams)
    rounds: list[Round] = []
    beats: list[Beat] = []
    holidays = holidays_of(campaign, now)
    zones = {zone_of(team, campaign) for team in teams}
    planned = {zone: plan_rounds(start, len(pack.areas), rhythm, zone, holidays) for zone in zones}
    for team in teams:
        for week, area in zip(planned[zone_of(team, campaign)], pack.areas, strict=True):
            row = round_row(campaign, team, week, area.key)
            rounds.append(row)
            beats += [beat_row(row, kind, week) for kind in week.beats]
    campaign.start = min(row.opens_on for row in rounds)
    return Founded(campaign, teams, tuple(rounds), tuple(beats))


def rhythm_of(campaign: Campaign) -> Rhythm:
    """Read a stored campaign's rhythm."""
    return parse_rhythm(campaign.rhythm)


def zone_of(team: Team, campaign: Campaign) -> ZoneInfo:
    """Give the zone in which a team's clock times are meant."""
    return ZoneInfo(team.zone or campaign.zone)


def holidays_of(campaign: Campaign, now: datetime) -> HolidayCalendar:
    """Load a campaign's holidays, from last year to some years ahead."""
    first = min(campaign.start, now.date()).year - 1
    return load_holidays(campaign.holidays, range(first, now.year + YEARS_AHEAD))


def _campaign(
    plan: CampaignPlan, pack: Pack, workspace: str, *, by: str, now: datetime, salt: str, campaign_id: str
) -> Campaign:
    return Campaign(
        id=campaign_id,
        workspace=workspace,
        name=plan.name.strip(),
        state="draft",
        pack_key=pack.key,
        pack_version=pack.version,
        pack={"snapshot": pack_to_json(pack)},
        language=plan.language,
        zone=plan.zone,
        start=plan.start,
        threshold=plan.threshold,
        rhythm=parse_rhythm(plan.rhythm).to_dict(),
        holidays=plan.holidays,
        priorities=[{"title": one.title.strip(), "reason": one.reason.strip()} for one in plan.priorities],
        salt=salt,
        created_by=by,
        created_at=now,
    )


def team_row(campaign: Campaign, plan: TeamPlan) -> Team:
    """Make a team's row. Who is in its channel is seen later."""
    return Team(
        id=planned_id("team", campaign.id, plan.channel),
        campaign_id=campaign.id,
        workspace=campaign.workspace,
        channel=plan.channel,
        name=plan.name.strip() or plan.channel,
        organisation=plan.organisation.strip(),
        zone=plan.zone,
        off_slack=plan.off_slack or 0,
        leaders=list(dict.fromkeys(plan.leaders)),
        members=[],
    )


def round_row(campaign: Campaign, team: Team, planned: PlannedRound, area: str) -> Round:
    """Make the row of one week of a team."""
    return Round(
        id=planned_id("round", campaign.id, team.id, planned.week),
        campaign_id=campaign.id,
        team_id=team.id,
        workspace=campaign.workspace,
        channel=team.channel,
        week=planned.week,
        area=area,
        opens_on=planned.opens_on,
        state="upcoming",
    )


def beat_row(row: Round, kind: str, planned: PlannedRound) -> Beat:
    """Make the row of one of a week's beats."""
    beat = planned.beats[kind]
    return Beat(
        id=planned_id("beat", row.id, kind),
        round_id=row.id,
        kind=kind,
        local_date=beat.local_date,
        due_at=beat.due_at,
        state="planned",
    )
