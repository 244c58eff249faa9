"""The coach's first message in a team's channel: planned once, within working hours, before the first question."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.campaigns.calendar import WorkCalendar, local_date
from bot.campaigns.founding import holidays_of, zone_of
from bot.campaigns.rhythm import EARLIEST, LATEST
from bot.content.packs import pack_from_json
from bot.ids import planned_id
from bot.storage.models import Beat, Campaign, Delivery, Round, Team

MORNING = time(9)
HEAD_START = timedelta(minutes=5)  # the introduction comes at least so long before the first question


def introduction(campaign: Campaign, team: Team, first: Round, beats: Mapping[str, Beat], now: datetime) -> Delivery:
    """Make the message; `first` is the team's first round to come, `beats` are its beats by kind."""
    opening = beats["open"].due_at
    return Delivery(
        id=planned_id("delivery", "intro", campaign.id, team.id),
        workspace=campaign.workspace,
        recipient=team.channel,
        utterance="intro",
        facts=_facts(campaign, first.week, opening),
        language=campaign.language,
        zone=zone_of(team, campaign).key,
        round_id=first.id,
        priority=5,
        state="planned",
        due_at=hello_at(now, opening, WorkCalendar(zone_of(team, campaign), holidays_of(campaign, now))),
        not_after=beats["close"].due_at,
        created_at=now,
    )


def _facts(campaign: Campaign, first_week: int, opening: datetime) -> dict[str, Any]:
    """A team that joins later hears of the weeks that it gets."""
    areas = pack_from_json(campaign.pack["snapshot"]).areas[first_week - 1 :]
    return {
        "campaign": campaign.name,
        "started_by": campaign.created_by or None,
        "weeks": len(areas),
        "area_titles": [area.title for area in areas],
        "first_prompt": opening.isoformat(),
        "threshold": campaign.threshold,
        "priorities": list(campaign.priorities),
    }


def hello_at(now: datetime, opening: datetime, work: WorkCalendar) -> datetime:
    """Give the moment of the introduction: now or the next working morning, and in time before the first question."""
    return max(now, min(_working_moment(now, work), opening - HEAD_START))


def _working_moment(now: datetime, work: WorkCalendar) -> datetime:
    today = local_date(now, work.zone)
    if work.is_working_day(today) and EARLIEST <= now.astimezone(work.zone).time() < LATEST:
        return now
    return work.beat(today, MORNING, now).due_at
