"""The buttons by which a leader says what comes of a question: the same in a digest, its thread, a form and Home."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, Option, OverflowMenuElement, PlainTextObject, SectionBlock
from slack_sdk.models.blocks.block_elements import InteractiveElement

from bot.insight.ladder import FACE_TO_FACE
from bot.insight.outcomes import MEETING, QUESTION
from bot.slack.blocks.pieces import as_written, button, row, sections
from bot.slack.blocks.voice import Voice

MOST_ROWS = 7
"""Questions of one message that may each have a row of their own: a message is under 15,000 characters of JSON."""
MORE = ("pass", "thank", "talk", "outcome")


def act_row(voice: Voice, question_id: str, kind: str = QUESTION, wish: str = "", *, met: bool = False) -> Block:
    """Build a question's row; where people have met about it, what came of it is said first."""
    return row(*(acts_once_met(voice, question_id) if met else acts_on(voice, question_id, kind, wish)))


def acts_on(voice: Voice, question_id: str, kind: str = QUESTION, wish: str = "") -> list[InteractiveElement]:
    """Build what can be done about a question: what is done most often as buttons, the rest in a menu.

    Whoever wants to meet, or would like to be met in whichever way, is offered times first.
    """
    meets = kind == MEETING or wish in FACE_TO_FACE
    return [
        *([button(voice, "offer_times", question_id, style="primary")] if meets else []),
        button(voice, "question_answer", question_id, style=None if meets else "primary"),
        button(voice, "question_promise", question_id),
        button(voice, "question_not_now", question_id),
        _menu(voice, question_id, [name for name in MORE if not (meets and name == "talk")]),
    ]


def acts_once_met(voice: Voice, question_id: str) -> list[InteractiveElement]:
    """Build the same once people have met about it."""
    return [
        button(voice, "question_outcome", question_id, style="primary"),
        button(voice, "question_answer", question_id),
        button(voice, "question_promise", question_id),
        button(voice, "question_not_now", question_id),
        _menu(voice, question_id, [name for name in MORE if name != "outcome"]),
    ]


def _menu(voice: Voice, question_id: str, names: Sequence[str]) -> OverflowMenuElement:
    options = [
        Option(text=PlainTextObject(text=voice.label(f"question.{name}")), value=f"{name}|{question_id}")
        for name in names
    ]
    return OverflowMenuElement(action_id="question_more", options=options)


def with_acts(
    voice: Voice, line: str, question_id: str, *, few: bool, about: str, kind: str = QUESTION, wish: str = ""
) -> list[Block]:
    """Show a question with its row; where there are many, with one button that opens it. `about` are its own words."""
    if few:
        return [*sections(line), act_row(voice, question_id, kind, wish)]
    return [SectionBlock(text=as_written(line), accessory=button(voice, "question_open", question_id, about=about))]


def asked_too(voice: Voice, line: str, value: str, about: str) -> Block:
    """Show a question to the team that asks it, with the button of whoever asks it too."""
    return SectionBlock(text=as_written(line), accessory=button(voice, "ask_too", value, about=about))
