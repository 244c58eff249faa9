"""Campaigns in one line each, and what the scheduling form offers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.campaigns.rhythm import PRESET_LABELS
from bot.campaigns.status import status_of
from bot.content.schema import Pack
from bot.errors import NotAllowed
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
    return tuple([(await status_of(work, campaign)).now for campaign in campaigns])


def schedule_form(packs: Sequence[Pack], now: datetime, *, is_admin: bool) -> ScheduleForm:
    """What an admin may choose from, beginning with the first Tuesday that leaves a few days."""
    if not is_admin:
        raise NotAllowed("Only Waymark admins schedule campaigns. Ask the person who set Waymark up.")
    return ScheduleForm(
        packs=tuple(Choice(pack.key, f"{pack.title} ({len(pack.areas)} weeks)"[:75]) for pack in packs),
        zones=tuple(Choice(zone, zone) for zone in ZONES),
        rhythms=tuple(Choice(key, label) for key, label in PRESET_LABELS.items()),
        holidays=tuple(Choice(key, label) for key, label in HOLIDAYS.items()),
        start=_next_tuesday(now.date() + timedelta(days=2)),
        zone=ZONES[0],
    )


def _next_tuesday(day: date) -> date:
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)
