"""The scheduling form where it edits a campaign that has started, last step: what changes, then what became of it."""

import re
from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.amending import Amended
from bot.campaigns.status import CampaignStatus
from bot.content.markup import SlackText, escape, mention
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import form, page
from bot.slack.views.schedule_dates import dates_blocks
from bot.slack.views.schedule_review import clip_lines, shared_blocks
from bot.slack.views.schedule_teams import pages_of

LONGEST_NAME = 200
MOST_PROBLEMS = 10


def edit_view(amended: Amended, voice: Voice, notice: str = "") -> View:
    """Draw what would change; `notice` says in a sentence what came in between. It can be sent if something would."""
    sketch = amended.sketch
    blocks = [
        *_changes(amended, voice, notice or amended.notice),
        *shared_blocks(amended.shared, voice, sketch.version),
        *_dates(amended, voice),
        divider(),
        row(button(voice, "schedule_back", f"{sketch.id}|{pages_of(sketch.basics.channels)}")),
    ]
    ids = {"sketch": sketch.id, "version": str(sketch.version), "campaign": sketch.about}
    shared = " ".join(channel.channel for channel in amended.shared)
    view = form(voice, "edit_review", "edit", "change", blocks, **ids, shared=shared)
    if not amended.changes and not amended.shared:
        view.submit = None
    return view


def edited_view(status: CampaignStatus, voice: Voice) -> View:
    """Draw what the campaign has become."""
    said = voice.say("view/edit_made", {"name": clip(status.now.name, LONGEST_NAME)})
    return page(voice, "saved", "edited", [*sections(said), *dates_blocks(status, voice)])


def _changes(amended: Amended, voice: Voice, notice: str) -> Iterator[Block]:
    leaders = {leader for team in amended.plan.teams for leader in team.leaders}
    people = leaders | ({amended.plan.sponsor} if amended.plan.sponsor else set())
    facts = {
        "name": clip(amended.plan.name, LONGEST_NAME),
        "notice": notice,
        "problems": list(dict.fromkeys(amended.problems))[:MOST_PROBLEMS],
        "changes": [_with_mentions(change, people) for change in amended.changes],
    }
    yield from sections(clip_lines(voice.say("view/edit_review", facts)))


def _dates(amended: Amended, voice: Voice) -> Iterator[Block]:
    if amended.status is not None:
        yield divider()
        yield from sections(voice.say("view/edit_dates", {}))
        yield from dates_blocks(amended.status, voice)


def _with_mentions(sentence: str, people: Iterable[str]) -> SlackText:
    """Show the people in a sentence by name: the command line has their ids there."""
    ids = "|".join(sorted(map(re.escape, people)))
    parts = re.split(rf"\b({ids})\b", sentence) if ids else [sentence]
    return SlackText("".join(mention(part) if place % 2 else escape(part) for place, part in enumerate(parts)))
