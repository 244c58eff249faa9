"""The private answer form, the form to change an answer, and the one for the follow-up.

What is written here is not a Slack message, so it is in no export. The promise of each mode stands in the form word for
word, above the choice: an option's own description would be cut at 75 characters.
"""

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.blocks.pieces import sections, small_print
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import field, form, one_of, option, radio, scale, text, tick
from bot.surfaces import AnswerForm, Choice, FollowUpForm

MODES = ("named", "confidential")


def answer_view(asked: AnswerForm, voice: Voice, *, to_leaders: bool = False) -> View:
    """Draw the form for a round; with `to_leaders` it begins as a question to leaders."""
    question = "to_leaders" if to_leaders else asked.question or "headline"
    facts = {"area_title": asked.area_title, "headline": asked.headline, "open": asked.open}
    blocks = [*sections(voice.say("view/answer_intro", facts)), *_answer_fields(asked, voice, question)]
    title = "ask_leaders" if to_leaders else "answer"
    return form(voice, "answer", title, "send", blocks, round_id=asked.round_id)


def change_view(asked: AnswerForm, voice: Voice) -> View:
    """Draw the form filled in with an answer that its author wants to change."""
    facts = {"area_title": asked.area_title, "headline": asked.headline}
    blocks = [*sections(voice.say("view/change_intro", facts)), *_answer_fields(asked, voice, asked.question)]
    return form(
        voice, "change_answer", "change_answer", "save", blocks, round_id=asked.round_id, answer_id=asked.answer_id
    )


def follow_up_view(asked: FollowUpForm, voice: Voice) -> View:
    """Draw the form for the coach's one follow-up question."""
    intro = voice.say("view/follow_up_intro", {"area_title": asked.area_title, "probe_text": asked.probe_text})
    blocks = [
        *sections(intro),
        field(voice, "text", text("text", lines=True), hint=True),
        *_modes(voice, asked.mode),
        _note(voice, asked.threshold),
    ]
    return form(voice, "follow_up", "follow_up", "send", blocks, answer_id=asked.answer_id)


def _answer_fields(asked: AnswerForm, voice: Voice, question: str | None) -> list[Block]:
    themes = (
        [field(voice, "theme", one_of(voice, "theme", asked.themes, asked.theme), hint=True, optional=True)]
        if asked.themes
        else []
    )
    return [
        field(voice, "question", one_of(voice, "question", asked.questions, question)),
        field(voice, "text", text("text", asked.text, lines=True), hint=True),
        *(_scale(voice, name, chosen) for name, chosen in (("now", asked.now), ("needed", asked.needed))),
        *themes,
        *_modes(voice, asked.mode),
        _quotable(voice, ticked=asked.quotable),
        _note(voice, asked.threshold),
    ]


def _scale(voice: Voice, name: str, chosen: int | None) -> Block:
    return field(voice, name, scale(voice, name, chosen), hint=True, optional=True)


def _modes(voice: Voice, chosen: str) -> list[Block]:
    words = {name: voice.label(f"mode.{name}") for name in MODES}
    promises = {f"{name}_promise": voice.label(f"mode.{name}_promise") for name in MODES}
    options = [option(Choice(name, words[name]), voice.label(f"mode.{name}_short")) for name in MODES]
    return [
        *sections(voice.say("view/modes", {**words, **promises})),
        field(voice, "mode", radio("mode", options, chosen)),
    ]


def _quotable(voice: Voice, *, ticked: bool) -> Block:
    yes = option(Choice("yes", voice.label("field.quotable_yes")), voice.label("field.quotable_note"))
    return field(voice, "quotable", tick("quotable", [yes], ticked=ticked), optional=True)


def _note(voice: Voice, threshold: int) -> Block:
    return small_print(voice.say("view/answer_note", {"threshold": threshold}))
