"""What is tapped and sent about promises. Who may do what is decided in the core each time.

A form's own id is its act's id, and a tap's trigger is the tap's: what comes twice is one act.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.models.views import View

from bot.errors import NotAllowed
from bot.insight.promised import NOT_YOURS, PromiseShown
from bot.slack.act import Act
from bot.slack.blocks.voice import Voice
from bot.slack.inbound.promises import due_on_in, wanted_in
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.promises import drop_view, make_view, move_view, promise_one_view, promises_view
from bot.slack.views.said import said_view

Draw = Callable[[PromiseShown, Voice], View]
Handler = Callable[[Act, Tap], Awaitable[None]]
MINE = "mine"


async def open_board(act: Act, tap: Tap) -> None:
    """Open all promises of one's own, or (with a team's id) all that were made to that team."""
    desk, who = act.edge.core.promises, (act.workspace, act.user)
    found = await (desk.mine(*who) if tap.value == MINE else desk.to_team(*who, tap.value))
    await act.open(promises_view(found, act.edge.voice()))


async def open_new(act: Act, tap: Tap) -> None:
    """Open the form in which a leader promises a team something."""
    form = await act.edge.core.promises.form(act.workspace, act.user, tap.value)
    await act.open(make_view(form, act.edge.voice()))


def opens(draw: Draw) -> Handler:
    """Make the handler of a button that opens a view of one promise."""

    async def handler(act: Act, tap: Tap) -> None:
        found = await act.edge.core.promises.look(act.workspace, act.user, tap.value)
        await act.open(draw(found, act.edge.voice()))

    return handler


def changes(draw: Draw) -> Handler:
    """Make the handler of a button that opens a form for whoever may change a promise."""

    async def handler(act: Act, tap: Tap) -> None:
        found = await act.edge.core.promises.look(act.workspace, act.user, tap.value)
        if not found.may_change:
            raise NotAllowed(NOT_YOURS)
        await act.open(draw(found, act.edge.voice()))

    return handler


async def kept(act: Act, tap: Tap) -> None:
    """Take that a promise is kept."""
    fresh = await act.edge.core.promises.kept(act.workspace, act.user, tap.value, tap.trigger_id)
    await act.say(act.edge.words("promise/done", {"what": "kept", "fresh": fresh}), title="done")
    await _show_home(act)


async def made(act: Act) -> dict[str, Any]:
    """Take a promise to a team."""
    view = act.body["view"]
    round_id = str(values_of(view).get("promise_week") or ids_of(view).get("round_id", ""))
    by = (act.workspace, act.user, round_id, _id(act))
    return await _done(act, "made", fresh=await act.edge.core.promises.make(*by, wanted_in(view, act.user)))


async def moved(act: Act) -> dict[str, Any]:
    """Take a new date, with its reason."""
    fresh = await act.edge.core.promises.move(*_about(act), due_on_in(act.body["view"]), _words(act))
    return await _done(act, "moved", fresh=fresh)


async def dropped(act: Act) -> dict[str, Any]:
    """Take that a promise will not be kept, with the reason."""
    return await _done(act, "dropped", fresh=await act.edge.core.promises.drop(*_about(act), _words(act)))


def _about(act: Act) -> tuple[str, str, str, str]:
    """Who sent a form about which promise, and the id of that act."""
    return act.workspace, act.user, ids_of(act.body["view"]).get("promise_id", ""), _id(act)


def _id(act: Act) -> str:
    return f"view/{act.body['view']['id']}"


def _words(act: Act) -> str:
    return str(values_of(act.body["view"]).get("text") or "")


async def _done(act: Act, what: str, *, fresh: bool) -> dict[str, Any]:
    """Say in the form's place what was done; `fresh` is False where it had come before."""
    await act.edge.core.show_home(act.workspace, act.user)
    words = act.edge.words("promise/done", {"what": what, "fresh": fresh})
    return instead(said_view(words, act.edge.voice(), "done"))


async def _show_home(act: Act) -> None:
    """Bring the Home tab up to date, where somebody tapped in it or above it."""
    if act.view is not None:
        await act.edge.core.show_home(act.workspace, act.user)


TAPS: dict[str, Handler] = {
    "promises_open": open_board,
    "promise_new": open_new,
    "promise_open": opens(promise_one_view),
    "promise_kept": kept,
    "promise_move": changes(move_view),
    "promise_drop": changes(drop_view),
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "make_promise": made,
    "move_promise": moved,
    "drop_promise": dropped,
}
