"""The private answer form, the one for a question to leaders, to change either, and the one for the follow-up.

What is written here is not a Slack message, so it is in no export. The promise of each mode stands in the form word for
word, above the choice: an option's own description would be cut at 75 characters.
"""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.dialogues.coaching.scene import KINDS, TO_LEADERS, is_put
from bot.dialogues.coaching.unlinked import LINKED
from bot.insight.ladder import WRITING
from bot.slack.blocks.pieces import sections, small_print
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import field, form, mode_choice, one_of, option, radio, scale, text, tick
from bot.slack.views.ladder import wish_field
from bot.surfaces import AnswerForm, Choice, FollowUpForm

MOST_LEADERS = 5


def answer_view(asked: AnswerForm, voice: Voice) -> View:
    """Draw the form for a round."""
    facts = {"area_title": asked.area_title, "headline": asked.headline, "open": asked.open}
    fields = _answer_fields(asked, voice, asked.question or "headline")
    blocks = [*sections(voice.say("view/answer_intro", facts)), *fields]
    return form(voice, "answer", "answer", "send", blocks, round_id=asked.round_id)


def ask_view(asked: AnswerForm, voice: Voice) -> View:
    """Draw the form for a question to leaders: who reads it and when, the question, and whose name stands by it."""
    return form(
        voice,
        "answer",
        "ask_leaders",
        "send",
        _question_fields(asked, voice),
        round_id=asked.round_id,
        question=TO_LEADERS,
    )


def change_view(asked: AnswerForm, voice: Voice) -> View:
    """Draw the form filled in with an answer, or a question to leaders, that its author wants to change."""
    ids = {"round_id": asked.round_id, "answer_id": asked.answer_id}
    if is_put(asked.question):
        blocks = _question_fields(asked, voice)
        return form(voice, "change_answer", "change_question", "save", blocks, **ids, question=TO_LEADERS)
    facts = {"area_title": asked.area_title, "headline": asked.headline}
    blocks = [*sections(voice.say("view/change_intro", facts)), *_answer_fields(asked, voice, asked.question)]
    return form(voice, "change_answer", "change_answer", "save", blocks, **ids)


def follow_up_view(asked: FollowUpForm, voice: Voice) -> View:
    """Draw the form for the coach's one follow-up question."""
    facts = {"area_title": asked.area_title, "probe_text": asked.probe_text, "open": asked.open}
    blocks = [
        *sections(voice.say("view/follow_up_intro", facts)),
        field(voice, "text", text("text", lines=True), hint=True),
        *_modes(voice, asked, LINKED),
        _note(voice, asked, LINKED),
    ]
    return form(voice, "follow_up", "follow_up", "send", blocks, answer_id=asked.answer_id)


def _question_fields(asked: AnswerForm, voice: Voice) -> list[Block]:
    there = replace(voice, zone=asked.zone)
    facts = {
        "area_title": asked.area_title,
        "leaders": asked.leaders[:MOST_LEADERS],
        "more": max(0, len(asked.leaders) - MOST_LEADERS),
        "digest_at": asked.digest_at,
        "open": asked.open,
    }
    return [
        *sections(there.say("view/ask_intro", facts)),
        field(voice, "ask", text("text", asked.text, lines=True), hint=True, block_id="text"),
        _kind(voice, asked),
        *([] if asked.answer_id else [wish_field(voice, WRITING)]),
        *_modes(voice, asked, asked.modes, asked.not_unlinked),
        small_print(voice.say("view/ask_note", _note_facts(asked, asked.modes))),
    ]


def _kind(voice: Voice, asked: AnswerForm) -> Block:
    """A plain question, a concern, or a wish to meet: each has a date to reply by."""
    kinds = [option(Choice(name, voice.label(f"ask.{name}")), voice.label(f"ask.{name}_note")) for name in KINDS]
    return field(voice, "kind", radio("kind", kinds, asked.question if asked.question in KINDS else TO_LEADERS))


def _answer_fields(asked: AnswerForm, voice: Voice, question: str | None) -> list[Block]:
    themes = (
        [field(voice, "theme", one_of(voice, "theme", asked.themes, asked.theme), hint=True, optional=True)]
        if asked.themes
        else []
    )
    return [
        field(voice, "question", one_of(voice, "question", asked.questions, question), hint=True),
        field(voice, "text", text("text", asked.text, lines=True), hint=True),
        *(_scale(voice, name, chosen) for name, chosen in (("now", asked.now), ("needed", asked.needed))),
        *themes,
        *_modes(voice, asked, asked.modes, asked.not_unlinked),
        _quotable(voice, ticked=asked.quotable),
        _note(voice, asked, asked.modes),
    ]


def _scale(voice: Voice, name: str, chosen: int | None) -> Block:
    return field(voice, name, scale(voice, name, chosen), hint=True, optional=True)


def _modes(voice: Voice, asked: AnswerForm | FollowUpForm, modes: Sequence[str], not_unlinked: str = "") -> list[Block]:
    """Each way to answer with its promise, word for word; and why one is missing, where somebody may look for it."""
    kinds = {name: "named_in_thread" if name == "named" and asked.thread_only else name for name in modes}
    offered = [
        {"name": voice.label(f"mode.{name}"), "promise": voice.label(f"mode.{kind}_promise")}
        for name, kind in kinds.items()
    ]
    options = [option(mode_choice(voice, name), voice.label(f"mode.{kind}_short")) for name, kind in kinds.items()]
    return [
        *sections(voice.say("view/modes", {"modes": offered, "not_unlinked": not_unlinked})),
        field(voice, "mode", radio("mode", options, asked.mode)),
    ]


def _quotable(voice: Voice, *, ticked: bool) -> Block:
    yes = option(Choice("yes", voice.label("field.quotable_yes")), voice.label("field.quotable_note"))
    return field(voice, "quotable", tick("quotable", [yes], ticked=ticked), optional=True)


def _note(voice: Voice, asked: AnswerForm | FollowUpForm, modes: Sequence[str]) -> Block:
    """Say who reads, from how many people on, and that it is voluntary."""
    return small_print(voice.say("view/answer_note", _note_facts(asked, modes)))


def _note_facts(asked: AnswerForm | FollowUpForm, modes: Sequence[str]) -> dict[str, object]:
    readers = {"leaders": asked.leaders[:MOST_LEADERS], "more": max(0, len(asked.leaders) - MOST_LEADERS)}
    asks = isinstance(asked, AnswerForm)  # in the follow-up's form nothing is asked of leaders
    return {
        "threshold": asked.threshold,
        "questions": asks,
        "open": asked.open,
        "unlinked": "unlinked" in modes,
        "wider": asked.wider[:MOST_LEADERS],
        "more_wider": max(0, len(asked.wider) - MOST_LEADERS),
        **readers,
    }
