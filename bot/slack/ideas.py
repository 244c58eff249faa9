"""What is tapped, typed and sent about ideas. Who may do what is decided in the core each time.

A form's own id is its act's id, and a tap's trigger is the tap's: what comes twice is one act.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import NotFound
from bot.insight.ideas import MOVES, REVIEW, STOPPED
from bot.slack.act import Act
from bot.slack.idea_ports import Ideas
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.questions import done, told
from bot.slack.scheduling import instead
from bot.slack.views.ideas import (
    answer_idea_view,
    help_idea_view,
    idea_view,
    ideas_view,
    learning_view,
    move_idea_view,
    review_idea_view,
    share_idea_view,
)

Handler = Callable[[Act, Tap], Awaitable[None]]
UTTERANCE = "idea/done"
RAISED = ("need", "for_whom", "idea", "elsewhere", "red_tape", "mode")
FIELDS = tuple({name: None for names in MOVES.values() for name in names})


def _desk(act: Act) -> Ideas:
    return act.edge.core.ideas


# --- opening ----------------------------------------------------------------------------------------------------------


async def open_share(act: Act, tap: Tap | None = None) -> None:
    """Open the form for a new idea."""
    await act.open(share_idea_view(await _desk(act).form(act.workspace, act.user), act.edge.voice()))


async def open_from_answer(act: Act, tap: Tap) -> None:
    """Open it with the words of one's own answer."""
    start = await _desk(act).form_from(act.workspace, act.user, tap.value)
    await act.open(share_idea_view(start, act.edge.voice()))


async def open_list(act: Act, tap: Tap) -> None:
    """Open the ideas of one's teams, or those that need a finisher."""
    found = await _desk(act).listed(act.workspace, act.user, tap.value)
    await act.open(ideas_view(found, act.edge.voice(), tap.value))


async def open_one(act: Act, tap: Tap) -> None:
    """Open one idea."""
    await act.open(idea_view(await _desk(act).one(act.workspace, act.user, tap.value), act.edge.voice()))


async def open_help(act: Act, tap: Tap) -> None:
    """Open the form in which help is offered."""
    await act.open(help_idea_view(await _desk(act).one(act.workspace, act.user, tap.value), act.edge.voice()))


async def open_move(act: Act, tap: Tap) -> None:
    """Open the form of a move; the value says to which stage."""
    to, _, idea_id = tap.value.partition("|")
    await _open_move(act, idea_id, to)


async def open_stop(act: Act, tap: Tap) -> None:
    """Open the form in which an idea is stopped."""
    await _open_move(act, tap.value, STOPPED)


async def _open_move(act: Act, idea_id: str, to: str) -> None:
    shown = await _desk(act).one(act.workspace, act.user, idea_id)
    if to not in shown.ways:
        raise NotFound("That step is not open to you now. Open the idea again to see what comes next.")
    await act.open(move_idea_view(shown, to, act.edge.voice()))


async def open_review(act: Act, tap: Tap) -> None:
    """Open the four questions of a review."""
    shown = await _desk(act).one(act.workspace, act.user, tap.value)
    if "review" not in shown.may:
        raise NotFound("Only whoever takes an idea forward looks back at it, once it is decided or stopped.")
    await act.open(review_idea_view(shown, act.edge.voice()))


async def open_answer(act: Act, tap: Tap) -> None:
    """Open the form in which a leader answers."""
    what, _, idea_id = tap.value.partition("|")
    shown = await _desk(act).may_answer(act.workspace, act.user, idea_id, what)
    await act.open(answer_idea_view(shown, what, act.edge.voice()))


async def open_learning(act: Act, tap: Tap | None = None, words: str = "") -> None:
    """Open what was learned."""
    found = await _desk(act).learned(act.workspace, act.user, words)
    await act.open(learning_view(found, act.edge.voice(), words))


# --- taps that act ----------------------------------------------------------------------------------------------------


def acts(name: str, do: Callable[[Ideas], Callable[[str, str, str, str], Awaitable[bool]]]) -> Handler:
    """Make the handler of a button that does something at once, and says so."""

    async def handler(act: Act, tap: Tap) -> None:
        fresh = await do(_desk(act))(act.workspace, act.user, tap.value, tap.trigger_id)
        await told(act, name, fresh=fresh, utterance=UTTERANCE)

    return handler


async def name_in_win(act: Act, tap: Tap) -> None:
    """Name somebody in a win, or take their name out of it."""
    fresh, stands = await _desk(act).name_in_win(act.workspace, act.user, tap.value, tap.trigger_id)
    await told(act, "win_named" if stands else "win_unnamed", fresh=fresh, utterance=UTTERANCE)


# --- forms ------------------------------------------------------------------------------------------------------------


async def share(act: Act) -> dict[str, Any]:
    """Take a new idea."""
    view = act.body["view"]
    team_id = _value(act, "team") or ids_of(view).get("team_id", "")
    said = {name: _value(act, name) for name in RAISED}
    fresh = await _desk(act).share(act.workspace, act.user, f"view/{view['id']}", team_id, said)
    return _done(act, f"shared_{said['mode']}", fresh=fresh)


async def offer_help(act: Act) -> dict[str, Any]:
    """Take an offer to help."""
    fresh = await _desk(act).offer_help(*_form(act), _value(act, "role"), _value(act, "text"))
    return _done(act, "help", fresh=fresh)


async def move(act: Act) -> dict[str, Any]:
    """Take a move with its answers."""
    to = ids_of(act.body["view"]).get("to", "")
    fresh = await _desk(act).move(*_form(act), to, {name: _value(act, name) for name in FIELDS})
    return _done(act, f"moved_{to}", fresh=fresh)


async def look_back(act: Act) -> dict[str, Any]:
    """Take a review."""
    answers = {name: _value(act, name) for name in ("title", *REVIEW)}
    ticked = values_of(act.body["view"]).get("win") or ()
    win, named = "yes" in ticked, "named" in ticked
    fresh = await _desk(act).look_back(*_form(act), answers, _value(act, "reach"), win=win, named=named)
    return _done(act, "win" if win else "review", fresh=fresh)


async def answer(act: Act) -> dict[str, Any]:
    """Take a leader's answer."""
    ids = ids_of(act.body["view"])
    said = (ids.get("what", ""), _value(act, "answer"), _value(act, "text"), ids.get("of", ""))
    fresh = await _desk(act).answer(*_form(act), *said)
    return _done(act, "answer", fresh=fresh)


async def search(act: Act) -> dict[str, Any]:
    """Look for words in what was learned; the results stand in the same form."""
    words = _value(act, "words")
    found = await _desk(act).learned(act.workspace, act.user, words)
    return instead(learning_view(found, act.edge.voice(), words))


def _form(act: Act) -> tuple[str, str, str, str]:
    """Who sent a form about which idea, and the id of that act."""
    view = act.body["view"]
    return act.workspace, act.user, ids_of(view).get("idea_id", ""), f"view/{view['id']}"


def _value(act: Act, name: str) -> str:
    return str(values_of(act.body["view"]).get(name) or "")


def _done(act: Act, what: str, *, fresh: bool) -> dict[str, Any]:
    return done(act, what, fresh=fresh, utterance=UTTERANCE)


TAPS: dict[str, Handler] = {
    "idea_share": open_share,
    "idea_from_answer": open_from_answer,
    "ideas_open": open_list,
    "idea_open": open_one,
    "idea_help": open_help,
    "idea_move": open_move,
    "idea_stop": open_stop,
    "idea_review": open_review,
    "idea_answer": open_answer,
    "learning_open": open_learning,
    "idea_help_back": acts("help_back", lambda desk: desk.take_help_back),
    "idea_take_on": acts("took_on", lambda desk: desk.take_on),
    "idea_finisher": acts("finisher", lambda desk: desk.ask_finisher),
    "idea_name": acts("name", lambda desk: desk.put_name),
    "idea_win_name": name_in_win,
    "idea_take_back": acts("taken_back", lambda desk: desk.take_back),
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "share_idea": share,
    "help_idea": offer_help,
    "move_idea": move,
    "review_idea": look_back,
    "answer_idea": answer,
    "learning": search,
}
