"""What is tapped and sent about questions to leaders. Who may do what is decided in the core each time.

A form's own id is its act's id, and a tap's trigger is the tap's: what comes twice is one act.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.models.views import View

from bot.errors import NotFound
from bot.insight.asked import QuestionShown
from bot.insight.outcomes import DECLINED
from bot.slack.act import Act
from bot.slack.blocks.voice import Voice
from bot.slack.inbound.promises import wanted_in
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.meetings import offer_about
from bot.slack.scheduling import instead
from bot.slack.views.questions import (
    answer_question_view,
    not_now_view,
    outcome_view,
    pass_on_view,
    promise_view,
    question_view,
    questions_view,
    reply_to_leader_view,
    thank_view,
)
from bot.slack.views.said import said_view

Draw = Callable[[QuestionShown, Voice], View]
Handler = Callable[[Act, Tap], Awaitable[None]]


# --- leaders ----------------------------------------------------------------------------------------------------------


def opens(draw: Draw) -> Handler:
    """Make the handler of a button that opens a form about one question."""

    async def handler(act: Act, tap: Tap) -> None:
        put = await act.edge.core.questions.look(act.workspace, act.user, tap.value)
        await act.open(draw(put, act.edge.voice()))

    return handler


async def open_list(act: Act, tap: Tap) -> None:
    """Open the questions of a digest."""
    found = await act.edge.core.questions.of_digest(act.workspace, act.user, tap.value)
    await act.open(questions_view(found, act.edge.voice()))


async def offer_talk(act: Act, tap: Tap) -> None:
    """Tell the team that its leader would like to talk about a question, and ask which days suit."""
    fresh = await act.edge.core.questions.offer_talk(act.workspace, act.user, tap.value, tap.trigger_id)
    await told(act, "talk_offered", fresh=fresh)


MORE: dict[str, Handler] = {
    "pass": opens(pass_on_view),
    "thank": opens(thank_view),
    "talk": offer_about,
    "outcome": opens(outcome_view),
}
"""What a question's menu offers, by the first word of the option's value."""


async def more(act: Act, tap: Tap) -> None:
    """Do what was chosen in a question's menu."""
    what, _, question_id = tap.value.partition("|")
    if what not in MORE:
        raise NotFound
    await MORE[what](act, Tap(tap.action, question_id, tap.user, tap.trigger_id))


async def answer(act: Act) -> dict[str, Any]:
    """Take an answer."""
    how = _value(act, "how")
    fresh = await act.edge.core.questions.answer(*_form(act), _value(act, "text"), how)
    return done(act, f"answered_{how}", fresh=fresh)


async def not_now(act: Act) -> dict[str, Any]:
    """Take a no, with its reason."""
    return done(act, "not_now", fresh=await act.edge.core.questions.not_now(*_form(act), _value(act, "text")))


async def promise(act: Act) -> dict[str, Any]:
    """Take a promise."""
    fresh = await act.edge.core.questions.promise(*_form(act), wanted_in(act.body["view"], act.user))
    return done(act, "promised", fresh=fresh)


async def settle(act: Act) -> dict[str, Any]:
    """Take what a talk led to; a no needs neither an owner nor a day."""
    came, words = _value(act, "came"), _value(act, "text")
    wanted = None if came == DECLINED else wanted_in(act.body["view"], act.user)
    fresh = await act.edge.core.questions.settle(*_form(act), came, wanted, words)
    return done(act, DECLINED if wanted is None else "settled", fresh=fresh)


async def pass_on(act: Act) -> dict[str, Any]:
    """Take to whom a question is passed on."""
    fresh = await act.edge.core.questions.pass_on(*_form(act), _person(act, "to"), _value(act, "text"))
    return done(act, "passed_on", fresh=fresh)


async def thank(act: Act) -> dict[str, Any]:
    """Take thanks."""
    return done(act, "thanked", fresh=await act.edge.core.questions.thank(*_form(act), _value(act, "text")))


# --- those who asked --------------------------------------------------------------------------------------------------


async def ask_for_reply(act: Act, tap: Tap) -> None:
    """Open the form in which somebody who asked writes back."""
    area_title = await act.edge.core.asking.reply_about(act.workspace, act.user, tap.value)
    await act.open(reply_to_leader_view(tap.value, area_title, act.edge.voice()))


async def reply(act: Act) -> dict[str, Any]:
    """Take what somebody who asked writes back."""
    return done(act, "replied", fresh=await act.edge.core.asking.reply(*_form(act), _value(act, "text")))


async def vote(act: Act, tap: Tap) -> None:
    """Take that somebody asks a question too."""
    came = await act.edge.core.asking.vote(act.workspace, act.user, tap.value)
    await told(act, f"vote_{came}", fresh=True)


def helped(*, helped: bool) -> Handler:
    """Make the handler of the two answers to whether something helped."""

    async def handler(act: Act, tap: Tap) -> None:
        fresh = await act.edge.core.asking.helped(act.workspace, act.user, tap.value, tap.trigger_id, helped=helped)
        await told(act, "helped", fresh=fresh)

    return handler


def thanked(*, by_name: bool) -> Handler:
    """Make the handler of the two answers to being thanked."""

    async def handler(act: Act, tap: Tap) -> None:
        by = (act.workspace, act.user, tap.value, tap.trigger_id)
        fresh = await act.edge.core.asking.thanked(*by, by_name=by_name)
        await told(act, "thanked_by_name" if by_name else "thanked_quietly", fresh=fresh)

    return handler


# --- both -------------------------------------------------------------------------------------------------------------


def _form(act: Act) -> tuple[str, str, str, str]:
    """Who sent a form about which question, and the id of that act."""
    view = act.body["view"]
    return act.workspace, act.user, ids_of(view).get("question_id", ""), f"view/{view['id']}"


def _value(act: Act, name: str) -> str:
    return str(values_of(act.body["view"]).get(name) or "")


def _person(act: Act, name: str) -> str:
    """Read a list of people in which one may be chosen."""
    chosen = values_of(act.body["view"]).get(name) or []
    return str(chosen[0]) if chosen else ""


def done(act: Act, what: str, *, fresh: bool, utterance: str = "question/done") -> dict[str, Any]:
    """Say in the form's place what was done; `fresh` is False where it had come before."""
    words = act.edge.words(utterance, {"what": what, "fresh": fresh})
    return instead(said_view(words, act.edge.voice(), "done"))


async def told(act: Act, what: str, *, fresh: bool, utterance: str = "question/done") -> None:
    """Say the same where a button was tapped, for that person's eyes alone."""
    await act.say(act.edge.words(utterance, {"what": what, "fresh": fresh}), title="done")


TAPS: dict[str, Handler] = {
    "questions_open": open_list,
    "question_open": opens(question_view),
    "question_answer": opens(answer_question_view),
    "question_promise": opens(promise_view),
    "question_not_now": opens(not_now_view),
    "question_outcome": opens(outcome_view),
    "question_more": more,
    "question_days": offer_talk,
    "question_reply": ask_for_reply,
    "ask_too": vote,
    "helped_yes": helped(helped=True),
    "helped_no": helped(helped=False),
    "thank_by_name": thanked(by_name=True),
    "thank_quietly": thanked(by_name=False),
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "answer_question": answer,
    "promise_question": promise,
    "not_now_question": not_now,
    "pass_on_question": pass_on,
    "settle_question": settle,
    "thank_question": thank,
    "reply_question": reply,
}
