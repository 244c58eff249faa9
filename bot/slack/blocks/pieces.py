"""The pieces messages are built from: headings, sections, small print, buttons. Words come from a Voice.

Slack: section text 3,000 characters, header 150, button text 75, 25 elements in a row, confirm 100/300/30/30.
"""

import re
from collections.abc import Iterator

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import InteractiveElement

from bot.content.markup import CHANNEL_ID, USER_ID, SlackText, channel, escape, mention
from bot.slack.blocks.voice import Voice, clip

SECTION = 3_000
SPOKEN = 75
HEADER = 150
CONFIRM_TITLE, CONFIRM_TEXT = 100, 300


def heading(words: str) -> Block:
    """Build a heading, which screen readers can jump to."""
    return HeaderBlock(text=PlainTextObject(text=shorten(words, HEADER)))


def sections(markup: str) -> list[Block]:
    """Build as many sections as the text needs, cut between paragraphs, lines or words."""
    return [SectionBlock(text=as_written(part)) for part in portions(markup, SECTION)]


def small_print(markup: str) -> Block:
    """Build a line in small type."""
    return ContextBlock(elements=[as_written(markup)])


def as_written(markup: str) -> MarkdownTextObject:
    """Markup in which Slack looks for nothing more: it would make links of names and addresses in people's words."""
    return MarkdownTextObject(text=markup, verbatim=True)


def divider() -> Block:
    """Build a line between two parts."""
    return DividerBlock()


def row(*elements: InteractiveElement, block_id: str | None = None) -> Block:
    """Put buttons into a row."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def button(
    voice: Voice,
    action: str,
    value: str,
    *,
    label: str = "",
    style: str | None = None,
    confirm: bool | ConfirmObject = False,
    about: str = "",
) -> ButtonElement:
    """Build a button; its words are the label `button.<action>`, its dialog `confirm.<action>` where it destroys.

    `about`: what it is about, which a screen reader says after the label; for one that stands there several times.
    """
    words = label or voice.label(f"button.{action}")
    return ButtonElement(
        text=PlainTextObject(text=words),
        accessibility_label=shorten(f"{words}: {' '.join(about.split())}", SPOKEN) if about else None,
        action_id=action,
        value=value,
        style=style,
        confirm=are_you_sure(voice, action) if confirm is True else confirm or None,
    )


def rating(voice: Voice, scale: str, value: int, round_id: str) -> ButtonElement:
    """Build one of five rating buttons; a screen reader hears which way the scale runs."""
    return ButtonElement(
        text=PlainTextObject(text=voice.label(f"rating.{scale}", value=value)),
        action_id=f"rate:{scale}:{value}",
        value=round_id,
        accessibility_label=voice.label(f"rating.{scale}_spoken", value=value),
    )


def are_you_sure(voice: Voice, action: str, style: str = "danger", **words: str) -> ConfirmObject:
    """Build the dialog that asks before something is lost or, with the style "primary", before others are told."""
    return ConfirmObject(
        title=PlainTextObject(text=shorten(voice.label(f"confirm.{action}.title", **words), CONFIRM_TITLE)),
        text=PlainTextObject(text=shorten(voice.label(f"confirm.{action}.text", **words), CONFIRM_TEXT)),
        confirm=PlainTextObject(text=voice.label(f"confirm.{action}.yes")),
        deny=PlainTextObject(text=voice.label(f"confirm.{action}.no")),
        style=style,
    )


def addressee(where: str) -> SlackText:
    """Write whom or where a message was for: a channel, a person, or plain words."""
    if CHANNEL_ID.fullmatch(where):
        return channel(where)
    return mention(where) if USER_ID.fullmatch(where) else escape(clip(where, 200))


def shorten(words: str, most: int) -> str:
    """Cut plain words (not markup) to a length."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def portions(markup: str, most: int) -> Iterator[str]:
    """Cut Slack markup into parts of at most `most` characters; a quoted line goes on as a quote."""
    rest = markup.strip()
    while len(rest) > most:
        cut = _place_to_cut(rest, most)
        line = rest[:cut].rsplit("\n", 1)[-1]
        yield rest[:cut].rstrip()
        carried = "> " if line.startswith("> ") and rest[cut : cut + 1] != "\n" else ""
        rest = carried + rest[cut:].lstrip()
    if rest:
        yield rest


def _place_to_cut(markup: str, most: int) -> int:
    for between in ("\n\n", "\n", " "):
        place = markup.rfind(between, most // 2, most)
        if place > 0:
            return place
    entity = re.search(r"&[a-z]{0,3}$", markup[:most])  # never inside &amp; &lt; &gt;
    return entity.start() if entity else most
