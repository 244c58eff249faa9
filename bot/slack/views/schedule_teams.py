"""The scheduling form, second step: who each team is and who leads it, some teams a page.

Slack: a modal has at most 100 blocks; a team takes six.
"""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.plan import LONGEST_NAME
from bot.campaigns.sketch import Sketch
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import drawn, field, form, people, text

TEAMS_A_PAGE = 12
LONGEST_NUMBER = 10  # whatever somebody types by mistake is told at its field


def teams_view(sketch: Sketch, page: int, voice: Voice) -> View:
    """Draw one page of the second step, from 1."""
    shown = page_of(sketch.basics.channels, page)
    all_teams = len(sketch.basics.channels)
    first = (page - 1) * TEAMS_A_PAGE + 1
    facts = {"teams": all_teams, "first": first, "last": first + len(shown) - 1}
    blocks = [
        *sections(voice.say("view/schedule_teams", facts)),
        *(block for channel in shown for block in _team(sketch, channel, voice)),
        divider(),
        row(button(voice, "schedule_back", f"{sketch.id}|{page - 1}")),
    ]
    ids = {"sketch": sketch.id, "version": str(sketch.version), "page": str(page)}
    title = "edit" if sketch.running else "schedule"
    return form(voice, "schedule_teams", title, "next", blocks, **ids)


def page_of(channels: Sequence[str], page: int) -> Sequence[str]:
    """Give the channels of a page."""
    return channels[(page - 1) * TEAMS_A_PAGE : page * TEAMS_A_PAGE]


def pages_of(channels: Sequence[str]) -> int:
    """Count the pages."""
    return -(-len(channels) // TEAMS_A_PAGE)


def _team(sketch: Sketch, channel: str, voice: Voice) -> Iterator[Block]:
    team = sketch.team(channel)
    yield divider()
    yield from sections(voice.say("view/schedule_team", {"channel": channel}))
    for name, element, optional in (
        ("team", text("team", team.name, most=LONGEST_NAME), False),
        ("leaders", people("leaders", team.leaders), False),
        ("organisation", text("organisation", team.organisation, most=LONGEST_NAME), True),
        ("off_slack", text("off_slack", team.off_slack, most=LONGEST_NUMBER), True),
    ):
        at = drawn(f"{name}|{channel}", sketch.version)
        yield field(voice, name, element, hint=True, optional=optional, block_id=at)
