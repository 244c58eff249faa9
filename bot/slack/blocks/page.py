"""The link to a leader's page, for their eyes alone."""

from slack_sdk.models.blocks import ButtonElement, PlainTextObject

from bot.slack.blocks.composer import Composer, with_rows
from bot.slack.blocks.pieces import row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice


def page_link(facts: Facts, voice: Voice) -> Rendered:
    """Show the link as a button; without an address (`url` None) say who can set one."""
    text = voice.say("page/link", facts)
    if facts["url"] is None:
        return with_rows(text)
    label = PlainTextObject(text=voice.label("button.page_link"))
    return with_rows(text, row(ButtonElement(text=label, action_id="page_link", url=facts["url"], style="primary")))


COMPOSERS: dict[str, Composer] = {"page/link": page_link}
