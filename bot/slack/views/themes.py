"""Themes: the form for an author's few words in place of one; what facilitators look at; the form to propose a theme.

A list never says who wrote what, and no time. Slack: a modal has at most 100 blocks, an option 75 characters.
"""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.dialogues.coaching.themes import MOST_WORDS
from bot.enquiries.theme_pages import ProposalForm, SaidInstead, ThemesPage, ThemeToLook
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import field, form, one_of, page, text

LONGEST_SHOWN = 2_400
NAME, TITLE = 80, 75
MOST_INSTEAD, MOST_AREAS, MOST_PROPOSED = 30, 10, 20
"""How many words in place of a theme are shown of an area, of how many areas, and how many proposals."""


def themes_view(found: ThemesPage, voice: Voice, notice: str = "") -> View:
    """Draw what a facilitator looks at; `notice` (markup) says what was just done."""
    intro = {"shown": len(found.items), "led": found.led}
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(voice.say("theme/list", intro)),
        *(block for item in found.items for block in _item(item, voice)),
        *(_more(found, voice) if found.more > 0 else ()),
        *(block for said in found.instead[:MOST_AREAS] for block in _instead(said, voice)),
        divider(),
        *sections(voice.say("theme/proposed", _proposed(found))),
        row(button(voice, "propose_theme", "-")),
    ]
    return page(voice, "themes", "themes", blocks)


def _item(item: ThemeToLook, voice: Voice) -> Iterator[Block]:
    names = {name: clip(getattr(item, name), NAME) for name in ("team", "campaign")}
    facts = {"area_title": item.area_title, "week": item.week, **names, "text": clip(item.text, LONGEST_SHOWN, quote)}
    yield divider()
    yield from sections(voice.say("theme/item", facts))
    choices = [replace(one, key=f"{item.mark}|{one.key}") for one in item.themes]
    yield row(one_of(voice, "theme_correct", choices, f"{item.mark}|{item.theme}"))


def _more(found: ThemesPage, voice: Voice) -> list[Block]:
    start = str(found.start + len(found.items))
    return [divider(), row(button(voice, "open_themes", start, label=voice.label("home.show_more")))]


def _instead(said: SaidInstead, voice: Voice) -> Iterator[Block]:
    words = [clip(one, MOST_WORDS) for one in said.words[:MOST_INSTEAD]]
    facts = {"area_title": said.area_title, "campaign": clip(said.campaign, NAME), "words": words}
    yield divider()
    yield from sections(voice.say("theme/instead", {**facts, "more": len(said.words) - len(words)}))


def _proposed(found: ThemesPage) -> dict[str, object]:
    listed = [
        {"area_title": one.area_title, "name": one.title, "about": one.about} for one in found.proposed[-MOST_PROPOSED:]
    ]
    return {"proposed": listed, "more": len(found.proposed) - len(listed)}


def propose_view(asked: ProposalForm, voice: Voice) -> View:
    """Draw the form in which a facilitator proposes a theme."""
    blocks = [
        *sections(voice.say("theme/propose_intro", {})),
        field(voice, "theme_area", one_of(voice, "theme_area", asked.areas)),
        field(voice, "theme_title", text("theme_title", most=TITLE), hint=True),
        field(voice, "theme_about", text("theme_about", most=TITLE), hint=True),
    ]
    return form(voice, "propose_theme", "propose_theme", "save", blocks)


def theme_words_view(answer_id: str, voice: Voice) -> View:
    """Draw the form in which an author says in a few words what their answer is about."""
    words = text("theme_words", most=MOST_WORDS)
    blocks = [
        *sections(voice.say("view/theme_words_intro", {})),
        field(voice, "theme_words", words, hint=True, optional=True),
    ]
    return form(voice, "theme_words", "theme_words", "save", blocks, answer_id=answer_id)
