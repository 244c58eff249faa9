"""Questions to leaders: the list of those that wait, and the forms in which somebody says what comes of one.

Slack: a modal has at most 100 blocks.
"""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, DatePickerElement
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.insight.asked import QuestionShown, QuestionsShown
from bot.insight.outcomes import OPEN, OUTCOMES
from bot.slack.blocks.acting import act_row
from bot.slack.blocks.pieces import divider, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import field, form, option, page, people, radio, text
from bot.slack.views.promises import promise_fields
from bot.surfaces import Choice

LONGEST_SHOWN = 2_400
MOST_SHOWN = 20
NAME, AREA = 80, 100
LONGEST_TEXT, LONGEST_REASON = 2_000, 600


def questions_view(found: QuestionsShown, voice: Voice, *, met: bool = False) -> View:
    """Draw the questions of a digest, each with its buttons, then what still waits of earlier weeks; or those of a
    meeting, which people have `met` about.

    Where there are too many, those that wait come before those of which somebody said what comes of them; the others
    come up once these are acted on.
    """
    places = _places(found)
    of_week, earlier = ([put for put in part if put in places] for part in (found.of_week, found.earlier))
    left = sum(put.state in OPEN for put in (*found.of_week, *found.earlier) if put not in places)
    counts = {"count": len(found.of_week), "earlier": len(found.earlier)}
    blocks = [*sections(voice.say("question/list", counts)), *_listed(of_week, voice, met=met)]
    if earlier:
        blocks += [divider(), *sections(voice.say("question/earlier", counts)), *_listed(earlier, voice)]
    if left:
        blocks += [divider(), *sections(voice.say("question/more", {"more": left}))]
    return page(voice, "questions", "questions", blocks)


def _places(found: QuestionsShown) -> list[QuestionShown]:
    """Those for which there is a place."""
    by_need = sorted((*found.of_week, *found.earlier), key=lambda put: put.state not in OPEN)
    return by_need[:MOST_SHOWN]


def _listed(some: Sequence[QuestionShown], voice: Voice, *, met: bool = False) -> Iterator[Block]:
    for put in some:
        yield divider()
        yield from _question(put, voice, LONGEST_SHOWN // 2)
        yield act_row(voice, put.question_id, put.kind, put.wish, met=met)


def question_view(put: QuestionShown, voice: Voice) -> View:
    """Draw one question with its buttons."""
    acts = act_row(voice, put.question_id, put.kind, put.wish)
    return page(voice, "questions", "question", [*_question(put, voice), acts])


def _question(put: QuestionShown, voice: Voice, most: int = LONGEST_SHOWN) -> Iterator[Block]:
    names = {"team": put.team, "organisation": put.organisation}
    short = {name: value and clip(value, NAME) for name, value in names.items()}
    facts = {**vars(put), **short, "area_title": clip(put.area_title, AREA), "text": clip(put.text, most, quote)}
    yield from sections(voice.say("question/one", facts))


def answer_question_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form for an answer, and for the way it goes."""
    ways = [
        option(Choice(name, voice.label(f"question.{name}")), voice.label(f"question.{name}_note"))
        for name in ("thread", "private")
    ]
    fields = [
        field(voice, "leader_answer", text("text", lines=True, most=LONGEST_TEXT), hint=True, block_id="text"),
        field(voice, "how", radio("how", ways if put.private else ways[:1], "thread")),
        *sections(voice.say("question/answer_note", {"private": put.private})),
    ]
    return _form(voice, put, "answer_question", fields)


def promise_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form for a promise: what, who owns it, and until when."""
    return _form(voice, put, "promise_question", promise_fields(voice))


def outcome_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form that asks what a talk led to: which of three, what or why, who owns it, and until when."""
    which = [option(Choice(name, voice.label(f"outcome.{name}"))) for name in OUTCOMES]
    fields = [
        field(voice, "came", radio("came", which, None), hint=True),
        field(voice, "outcome", text("text", lines=True, most=LONGEST_REASON), hint=True, block_id="text"),
        field(voice, "owner", people("owner", most=1), hint=True, optional=True),
        field(voice, "outcome_by", DatePickerElement(action_id="due_on"), hint=True, optional=True, block_id="due_on"),
    ]
    return _form(voice, put, "settle_question", fields)


def not_now_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form that asks why not now."""
    why = field(voice, "why_not_now", text("text", lines=True, most=LONGEST_REASON), hint=True, block_id="text")
    return _form(voice, put, "not_now_question", [why])


def pass_on_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form that asks to whom a question is passed on, with a note."""
    note = text("text", lines=True, most=LONGEST_REASON)
    fields = [
        field(voice, "to", people("to", most=1), hint=True),
        field(voice, "note", note, hint=True, optional=True, block_id="text"),
    ]
    return _form(voice, put, "pass_on_question", fields)


def thank_view(put: QuestionShown, voice: Voice) -> View:
    """Draw the form for thanks."""
    words = field(voice, "thanks", text("text", lines=True, most=LONGEST_REASON), block_id="text")
    note = sections(voice.say("question/thank_note", {"private": put.private}))
    return _form(voice, put, "thank_question", [words, *note])


def reply_to_leader_view(question_id: str, area_title: str, voice: Voice) -> View:
    """Draw the form in which somebody who asked writes back."""
    words = field(voice, "reply", text("text", lines=True, most=LONGEST_TEXT), hint=True, block_id="text")
    blocks = [*sections(voice.say("question/reply_intro", {"area_title": clip(area_title, AREA)})), words]
    return form(voice, "reply_question", "reply_question", "send", blocks, question_id=question_id)


def _form(voice: Voice, put: QuestionShown, callback: str, fields: Sequence[Block]) -> View:
    blocks = [*_question(put, voice), *fields]
    return form(voice, callback, callback, "send", blocks, question_id=put.question_id)
