"""What a campaign became, with all its dates; and the question to confirm before a draft starts in shared channels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.ports import ChannelSeen
from bot.campaigns.status import CampaignStatus, WeekNow
from bot.slack.blocks.pieces import sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import form, page
from bot.slack.views.schedule_review import shared_blocks

MOST_GROUPS = 20
MOST_NAMES = 12


def made_view(made: CampaignStatus, voice: Voice) -> View:
    """Draw what came of the form: a campaign that runs, or a draft; with all dates."""
    facts = {"name": clip(made.now.name, 200), "state": made.now.state}
    title = "drafted" if made.now.state == "draft" else "scheduled"
    return page(voice, "saved", title, [*sections(voice.say("view/schedule_made", facts)), *dates_blocks(made, voice)])


def dates_view(status: CampaignStatus, voice: Voice) -> View:
    """Draw the dates of a campaign."""
    facts = {"name": clip(status.now.name, 200), "state_label": voice.label(f"state.{status.now.state}")}
    return page(
        voice, "saved", "dates", [*sections(voice.say("view/schedule_dates_of", facts)), *dates_blocks(status, voice)]
    )


def confirm_view(campaign_id: str, shared: Sequence[ChannelSeen], voice: Voice) -> View:
    """Ask to confirm that a draft may start in channels that outsiders read."""
    channels = " ".join(channel.channel for channel in shared)
    blocks = list(shared_blocks(shared, voice, 1))[1:]
    return form(voice, "start_shared", "confirm", "start", blocks, campaign=campaign_id, shared=channels)


def dates_blocks(status: CampaignStatus, voice: Voice) -> Iterator[Block]:
    """Draw every week of a campaign; teams whose weeks are the same stand together."""
    groups = _together(status.weeks)
    for names, weeks in groups[:MOST_GROUPS]:
        local = replace(voice, zone=weeks[0].zone)
        facts = {
            "teams": [clip(name, 60) for name in names[:MOST_NAMES]],
            "more": max(0, len(names) - MOST_NAMES),
            "all_teams": len(groups) == 1,
            "zone": local.zone.replace("_", " "),
            "weeks": [{**vars(week), "state_label": voice.label(f"week.{week.state}")} for week in weeks],
        }
        yield from sections(local.say("view/schedule_dates", facts))


def _together(weeks: Sequence[WeekNow]) -> list[tuple[list[str], list[WeekNow]]]:
    """Put teams together whose weeks are the same; most campaigns have one group."""
    by_team: dict[str, list[WeekNow]] = {}
    for week in weeks:
        by_team.setdefault(week.team, []).append(week)
    groups: dict[tuple[object, ...], tuple[list[str], list[WeekNow]]] = {}
    for team, own in by_team.items():
        same = tuple((week.zone, week.opens_at, week.closes_at, week.state) for week in own)
        groups.setdefault(same, ([], own))[0].append(team)
    return list(groups.values())
