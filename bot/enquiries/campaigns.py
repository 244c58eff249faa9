"""Campaigns in one line each, and what the scheduling form offers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from bot.campaigns.holiday_dates import OFFERED
from bot.campaigns.rhythm import PRESET_LABELS
from bot.campaigns.status import status_of
from bot.content.schema import Pack
from bot.errors import NotAllowed
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignNow, Choice, PackChoice, ScheduleForm

TUESDAY = 1
USUAL_ZONE = "Europe/London"
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""The parts of the world in the names of zones; the other names are old ones."""
IN_ORDER = ("running", "paused", "draft", "finished")


async def campaigns_now(work: UnitOfWork, workspace: str, now: datetime) -> tuple[CampaignNow, ...]:
    """Every campaign of a workspace: what runs comes first, then by name; what has not begun yet comes last."""
    campaigns = await work.campaigns.all(workspace)
    in_order = sorted(campaigns, key=lambda each: (IN_ORDER.index(each.state), each.name.casefold()))
    found = [(await status_of(work, campaign, now)).now for campaign in in_order]
    return tuple(sorted(found, key=lambda each: each.state == "running" and not each.begun))


async def usual_zone(work: UnitOfWork, workspace: str) -> str:
    """The zone of the newest campaign: the next one is likely to be there too."""
    return next((campaign.zone for campaign in await work.campaigns.all(workspace)), USUAL_ZONE)


def schedule_form(packs: Sequence[Pack], now: datetime, zone: str, *, is_admin: bool) -> ScheduleForm:
    """What an admin may choose from, beginning with the first Tuesday that leaves a few days."""
    if not is_admin:
        raise NotAllowed("Only Waymark admins schedule campaigns. Ask the person who set Waymark up.")
    return ScheduleForm(
        packs=tuple(PackChoice(pack.key, pack.title, pack.summary, len(pack.areas)) for pack in packs),
        zones=tuple(Choice(name, name.replace("_", " ")) for name in _zones(zone)),
        rhythms=tuple(Choice(key, label) for key, label in PRESET_LABELS.items()),
        holidays=tuple(Choice(code, name) for code, name in OFFERED.items()),
        start=_next_tuesday(now.date() + timedelta(days=2)),
        zone=zone,
    )


def _zones(usual: str) -> list[str]:
    known = {name for name in available_timezones() if name.split("/", maxsplit=1)[0] in REGIONS}
    return sorted(known | {usual, "UTC"})


def _next_tuesday(day: date) -> date:
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)
