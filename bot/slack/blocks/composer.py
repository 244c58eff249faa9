"""What a composer is, and the plainest one: a text, shown as sections."""

from collections.abc import Callable

from slack_sdk.models.blocks import Block

from bot.slack.blocks.pieces import sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

Composer = Callable[[Facts, Voice], Rendered]


def plain(template: str) -> Composer:
    """Build a composer that says one template and shows it without buttons."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        return with_rows(voice.say(template, facts))

    return composer


def with_rows(text: str, *rows: Block) -> Rendered:
    """Show a text as sections, with rows of buttons below."""
    return Rendered(text, [*sections(text), *rows])
