"""Campaigns in one line each, and what the scheduling form offers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.content.schema import Pack
from bot.errors import NotAllowed
from bot.scenes.stage import pack_of
from bot.storage.models import Beat, Campaign, Round
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignNow, Choice, ScheduleForm

TUESDAY = 1
ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
)
RHYTHMS = {
    "tue-10": "Tuesday 10:00, digest on Friday 09:00 (recommended)",
    "mon-09": "Monday 09:00, digest on Thursday 09:00",
    "wed-10": "Wednesday 10:00, digest on Friday 15:00",
}
HOLIDAYS = {
    "GB-ENG": "England",
    "GB-WLS": "Wales",
    "GB-SCT": "Scotland",
    "GB-NIR": "Northern Ireland",
    "IE": "Ireland",
    "none": "None: skip weekends only",
}


async def campaigns_now(work: UnitOfWork, workspace: str) -> tuple[CampaignNow, ...]:
    """Every campaign of a workspace, by name."""
    campaigns = sorted(await work.campaigns.all(workspace), key=lambda campaign: campaign.name.lower())
    return tuple([await _now(work, campaign) for campaign in campaigns])


async def _now(work: UnitOfWork, campaign: Campaign) -> CampaignNow:
    rounds = await work.rounds.of_campaign(campaign.id)
    beats = [beat for beat in await work.beats.of_campaign(campaign.id) if beat.state == "planned"]
    following = min(beats, key=lambda beat: beat.due_at, default=None)
    week, title = _week(campaign, rounds, following)
    return CampaignNow(
        campaign_id=campaign.id,
        name=campaign.name,
        state=campaign.state,
        pack_title=pack_of(campaign).title,
        week=week,
        weeks=len(pack_of(campaign).areas),
        area_title=title,
        teams=tuple(team.name for team in await work.teams.of_campaign(campaign.id)),
        next_kind=following.kind if following else None,
        next_at=following.due_at if following else None,
        zone=campaign.zone,
        problems=len([row for row in await work.deliveries.of_campaign(campaign.id) if row.state == "failed"]),
    )


def _week(campaign: Campaign, rounds: list[Round], following: Beat | None) -> tuple[int, str]:
    opened = [round_.week for round_ in rounds if round_.state in {"open", "closed", "missed"}]
    ahead = [round_.week for round_ in rounds if following and round_.id == following.round_id]
    week = max(opened, default=0) or min(ahead, default=1)
    return week, pack_of(campaign).areas[week - 1].title


def schedule_form(packs: Sequence[Pack], now: datetime, *, is_admin: bool) -> ScheduleForm:
    """What an admin may choose from, beginning with the first Tuesday that leaves a few days."""
    if not is_admin:
        raise NotAllowed("Only Waymark admins schedule campaigns. Ask the person who set Waymark up.")
    return ScheduleForm(
        packs=tuple(Choice(pack.key, f"{pack.title} ({len(pack.areas)} weeks)"[:75]) for pack in packs),
        zones=tuple(Choice(zone, zone) for zone in ZONES),
        rhythms=tuple(Choice(key, label) for key, label in RHYTHMS.items()),
        holidays=tuple(Choice(key, label) for key, label in HOLIDAYS.items()),
        start=_next_tuesday(now.date() + timedelta(days=2)),
        zone=ZONES[0],
    )


def _next_tuesday(day: date) -> date:
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)
