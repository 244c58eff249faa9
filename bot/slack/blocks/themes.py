"""The quiet line under a thread answer: which of these themes is closest? Only its author sees it."""

from slack_sdk.models.blocks import Block, Option, PlainTextObject, StaticSelectElement

from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import row, shorten
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

OPTION = 75  # Slack: characters of an option


def theme_rows(facts: Facts, voice: Voice) -> list[Block]:
    """Build the list to choose from, where there is one: an option for each theme, and the way out."""
    themes = facts.get("themes")
    if not themes:
        return []
    options = [
        Option(text=PlainTextObject(text=shorten(one["label"], OPTION)), value=f"{facts['answer_id']}|{one['key']}")
        for one in themes
    ]
    choose = PlainTextObject(text=voice.label("theme.choose"))
    return [row(StaticSelectElement(action_id="theme_chosen", placeholder=choose, options=options))]


def ask(facts: Facts, voice: Voice) -> Rendered:
    """Ask what an answer is about."""
    return with_rows(voice.say("theme/ask", facts), *theme_rows(facts, voice))


COMPOSERS: dict[str, Composer] = {
    "theme/ask": ask,
    "theme/kept": plain("theme/kept"),
    "theme/done": plain("theme/done"),
}
