"""The scheduling form, and the page that shows every date of the campaign that came of it."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.plan import LONGEST_NAME, LONGEST_PRIORITY, LONGEST_REASON, NEVER_BELOW
from bot.campaigns.status import CampaignStatus, WeekNow
from bot.slack.blocks.pieces import sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import channels, day, field, form, number, one_of, page, people, text
from bot.surfaces import ScheduleForm

HIGHEST_THRESHOLD = 50
MOST_TEAMS_SHOWN = 20


def schedule_view(asked: ScheduleForm, voice: Voice) -> View:
    """Draw the form that sets a campaign up."""
    only_pack = asked.packs[0].key if asked.packs else None
    standard = asked.rhythms[0].key if asked.rhythms else None
    blocks = [
        *sections(voice.say("view/schedule_intro", {})),
        field(voice, "pack", one_of(voice, "pack", asked.packs, only_pack)),
        field(voice, "name", text("name", most=LONGEST_NAME), hint=True),
        field(voice, "teams", channels("teams"), hint=True),
        field(voice, "organisation", text("organisation", most=LONGEST_NAME), hint=True, optional=True),
        field(voice, "leaders", people("leaders", asked.leaders), hint=True),
        field(voice, "start", day("start", asked.start), hint=True),
        field(voice, "rhythm", one_of(voice, "rhythm", asked.rhythms, standard)),
        field(voice, "zone", one_of(voice, "zone", asked.zones, asked.zone)),
        field(voice, "threshold", number("threshold", asked.threshold, NEVER_BELOW, HIGHEST_THRESHOLD), hint=True),
        *_optional(asked, voice),
    ]
    return form(voice, "schedule", "schedule", "create", blocks)


def _optional(asked: ScheduleForm, voice: Voice) -> Sequence[Block]:
    holidays = (
        [field(voice, "holidays", one_of(voice, "holidays", asked.holidays), hint=True, optional=True)]
        if asked.holidays
        else []
    )
    return [
        *holidays,
        field(voice, "priority", text("priority", most=LONGEST_PRIORITY), hint=True, optional=True),
        field(voice, "priority_reason", text("priority_reason", most=LONGEST_REASON), hint=True, optional=True),
    ]


def scheduled_view(made: CampaignStatus, voice: Voice) -> View:
    """Draw every date of a new campaign, team by team, each in its own zone."""
    teams: dict[str, list[WeekNow]] = {}
    for week in made.weeks:
        teams.setdefault(week.team, []).append(week)
    blocks = sections(voice.say("view/scheduled_intro", {"name": clip(made.now.name, 200)}))
    for team, weeks in list(teams.items())[:MOST_TEAMS_SHOWN]:
        local = replace(voice, zone=weeks[0].zone)
        facts = {"team": clip(team, 100), "zone": local.zone, "weeks": [vars(week) for week in weeks]}
        blocks += sections(local.say("view/scheduled_dates", facts))
    return page(voice, "saved", "scheduled", blocks)
