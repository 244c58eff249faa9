"""Quotes: the list that facilitators look at, the forms in which they cut or hide one, and an author's reply.

A list never says who wrote what, and no time. Slack: a modal has at most 100 blocks.
"""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.slack.blocks.pieces import button, divider, row, sections, small_print
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import field, form, page, text
from bot.surfaces import QuotesPage, QuoteToLook

LONGEST_SHOWN = 2_800
NAME = 80


def quotes_view(found: QuotesPage, voice: Voice, notice: str = "") -> View:
    """Draw one page of quotes; `notice` (markup) says what was just done."""
    intro = {"waiting": found.waiting, "shown": len(found.items), "led": found.led}
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(voice.say("quote/list", intro)),
        *(block for item in found.items for block in _item(item, voice)),
        *(_more(found, voice) if found.more > 0 else ()),
    ]
    return page(voice, "quotes", "quotes", blocks)


def _item(item: QuoteToLook, voice: Voice) -> Iterator[Block]:
    facts = {
        **vars(item),
        "text": clip(item.text, LONGEST_SHOWN, quote),
        "reply": clip(item.reply, LONGEST_SHOWN // 4, quote),
        **{name: clip(getattr(item, name), NAME) for name in ("team", "organisation", "campaign", "reason")},
    }
    yield divider()
    yield from sections(voice.say("quote/item", facts))
    released = button(voice, "quote_release", f"{item.quote_id}|{item.seen}", style="primary")
    cut = button(voice, "quote_cut", item.quote_id)
    hide = button(voice, "quote_hide", item.quote_id)
    yield row(*{"waiting": (released, cut, hide), "released": (hide,), "hidden": (released,)}[item.state])


def _more(found: QuotesPage, voice: Voice) -> list[Block]:
    start = str(found.start + len(found.items))
    label = voice.label("home.show_more")
    return [divider(), row(button(voice, "open_quotes", start, label=label))]


def cut_view(quote_id: str, words: str, voice: Voice) -> View:
    """Draw the form in which whole words are taken out."""
    blocks = [*sections(voice.say("quote/cut_intro", {})), field(voice, "words", text("words", words, lines=True))]
    return form(voice, "cut_quote", "cut_quote", "save", blocks, quote_id=quote_id)


def hide_view(quote_id: str, voice: Voice) -> View:
    """Draw the form that asks why a quote is hidden."""
    reason = field(voice, "reason", text("reason", lines=True, most=300), hint=True)
    blocks = [*sections(voice.say("quote/hide_intro", {})), reason]
    return form(voice, "hide_quote", "hide_quote", "hide", blocks, quote_id=quote_id)


def reply_view(quote_id: str, voice: Voice) -> View:
    """Draw the form in which an author answers the reason."""
    words = field(voice, "reply", text("text", lines=True, most=1_000), hint=True, block_id="text")
    blocks = [*sections(voice.say("quote/reply_intro", {})), words]
    return form(voice, "reply_about_quote", "reply_about_quote", "send", blocks, quote_id=quote_id)


def preview_block(words: str, voice: Voice, *, whole: bool) -> list[Block]:
    """Show its author how a quote would read; `whole`: people's names could be asked for, so they are taken out."""
    facts = {"text": clip(words, LONGEST_SHOWN, quote), "names": whole}
    return [*sections(voice.say("quote/preview", facts))]


def who_reads(voice: Voice, *, threshold: int, unlinked: bool) -> Block:
    """Say who may read it and from when on, and how it is taken back."""
    return small_print(voice.say("quote/who_reads", {"threshold": threshold, "unlinked": unlinked}))
