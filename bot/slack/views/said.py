"""A message shown as a view: what was saved, or why something did not work."""

from slack_sdk.models.views import View

from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import page


def said_view(rendered: Rendered, voice: Voice, title: str = "saved") -> View:
    """Show a composed message in a modal; `title` is a label under `view`."""
    return page(voice, "saved", title, rendered.blocks)
