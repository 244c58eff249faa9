"""The scheduling form, last step: all that will happen, to be read before anything does.

The box to tick stands there when people outside the organisation read one of the channels.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.holiday_dates import OFFERED
from bot.campaigns.plan import TeamPlan
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.wizard import Review
from bot.slack.blocks.pieces import button, divider, heading, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import drawn, field, form, option, tick
from bot.slack.views.schedule_teams import pages_of
from bot.surfaces import Choice

LONGEST_LIST = 20_000
"""Characters of teams with their leaders: seven sections."""


def review_view(review: Review, voice: Voice, notice: str = "") -> View:
    """Draw the last step; `notice` says in a sentence what came in between."""
    sketch = review.sketch
    blocks = [
        *_opening(review, voice, notice),
        *_plan(review, voice),
        *shared_blocks(review.shared, voice, sketch.version),
        divider(),
        row(
            button(voice, "schedule_back", f"{sketch.id}|{pages_of(sketch.basics.channels)}"),
            button(voice, "schedule_draft", f"{sketch.id}|{sketch.version}"),
        ),
    ]
    return form(
        voice,
        "schedule_review",
        "schedule",
        "start",
        blocks,
        sketch=sketch.id,
        version=str(sketch.version),
        shared=" ".join(channel.channel for channel in review.shared),
    )


def shared_blocks(shared: Sequence[ChannelSeen], voice: Voice, version: int) -> Iterator[Block]:
    """Warn about channels that outsiders read, with the box to tick."""
    if shared:
        channels = [channel.channel for channel in shared]
        yield divider()
        yield from sections(voice.say("view/schedule_shared", {"channels": channels}))
        box = tick("shared", [option(Choice("yes", voice.label("field.shared_yes")))], ticked=False)
        yield field(voice, "shared", box, block_id=drawn("shared", version))


def _opening(review: Review, voice: Voice, notice: str) -> Iterator[Block]:
    facts = {"notice": notice, "problems": list(dict.fromkeys(review.problems))[:10]}
    yield from sections(voice.say("view/schedule_review", facts))
    yield heading(review.plan.name)


def _plan(review: Review, voice: Voice) -> Iterator[Block]:
    plan = review.plan
    if review.dates is not None:
        facts = {
            "pack": review.pack_title,
            "teams": len(plan.teams),
            "asked_for": plan.start,
            "zone": plan.zone.replace("_", " "),
            "holidays": OFFERED.get(plan.holidays or "", plan.holidays),
            "hello_at": review.dates.hello_at,
            "slots": {kind: _slot(slot, voice) for kind, slot in review.rhythm.items()},
            "weeks": [vars(week) for week in review.dates.weeks],
            "skipped": [vars(week) for week in review.dates.skipped],
        }
        yield from sections(voice.say("view/schedule_posts", facts))
        yield from sections(voice.say("view/schedule_weeks", facts))
    yield from sections(clip_lines(voice.say("view/schedule_leaders", {"organisations": _organisations(plan.teams)})))
    rest = {"threshold": plan.threshold, "priorities": [vars(one) for one in plan.priorities], "sponsor": plan.sponsor}
    yield from sections(voice.say("view/schedule_rest", rest))


def _slot(slot: str, voice: Voice) -> str:
    day, at = slot.split()
    return f"{voice.label(f'day.{day}')} {at}"


def _organisations(teams: Sequence[TeamPlan]) -> list[Mapping[str, Any]]:
    in_order = sorted(teams, key=lambda team: (team.organisation.casefold(), team.name.casefold()))
    return [
        {
            "name": clip(name, 100),
            "teams": [{**vars(team), "name": clip(team.name, 100), "leaders": list(team.leaders)} for team in found],
        }
        for name, found in groupby(in_order, key=lambda team: team.organisation)
    ]


def clip_lines(markup: str, most: int = LONGEST_LIST) -> str:
    """Cut a long list after a whole line."""
    return markup if len(markup) <= most else markup[:most].rsplit("\n", 1)[0] + "\n…"
