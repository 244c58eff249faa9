"""The form in which somebody says yes to invitations by e-mail, and how that stands in their own data."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import field, form, option, text, tick
from bot.surfaces import Choice, OwnMail

LONGEST_ADDRESS = 254


def mail_view(address: str, voice: Voice) -> View:
    """Draw what is sent and who can read it, the address, and the box to tick; nothing is kept without it."""
    yes = option(Choice("yes", voice.label("field.mail_agree_yes")))
    blocks = [
        *sections(voice.say("view/mail_yes", {})),
        field(voice, "mail_address", text("mail_address", address, most=LONGEST_ADDRESS), hint=True),
        field(voice, "mail_agree", tick("mail_agree", [yes], ticked=False)),
    ]
    return form(voice, "mail_yes", "mail_yes", "save", blocks)


def mail_blocks(mail: OwnMail, voice: Voice) -> Iterator[Block]:
    """Draw where somebody's invitations go, with the way to change that; nothing where there is no choice."""
    if not mail.offered and not mail.address:
        return
    yes = [button(voice, "mail_yes", "-")] if mail.offered else []
    stop = [button(voice, "mail_stop", "-", confirm=True)] if mail.address else []
    yield divider()
    yield from sections(voice.say("view/my_data_mail", vars(mail)))
    yield row(*yes, *stop)
