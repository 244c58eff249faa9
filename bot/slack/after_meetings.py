"""What is tapped and sent after a meeting. Who may do what is decided in the core each time."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.slack.act import Act
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.after_meeting import did_not_view, moved_view
from bot.slack.views.questions import questions_view
from bot.slack.views.said import said_view

Handler = Callable[[Act, Tap], Awaitable[None]]


async def happened(act: Act, tap: Tap) -> None:
    """Take that it took place, and show what waits for an outcome."""
    done = await act.edge.core.after.happened(act.workspace, act.user, tap.value, tap.trigger_id)
    await act.say(act.edge.words("meeting/after_done", done), title="done")


async def not_yet(act: Act, tap: Tap) -> None:
    """Take that it is still to come."""
    done = await act.edge.core.after.not_yet(act.workspace, act.user, tap.value, tap.trigger_id)
    await act.say(act.edge.words("meeting/after_done", done), title="done")


async def open_moved(act: Act, tap: Tap) -> None:
    """Ask to when it was moved."""
    await act.open(moved_view(tap.value, act.edge.voice()))


async def open_did_not(act: Act, tap: Tap) -> None:
    """Ask why it did not happen."""
    await act.open(did_not_view(tap.value, act.edge.voice()))


async def open_questions(act: Act, tap: Tap) -> None:
    """Open the questions of a meeting, each with what can be done."""
    found = await act.edge.core.after.questions(act.workspace, act.user, tap.value)
    await act.open(questions_view(found, act.edge.voice(), met=True))


def felt(what: str, *, yes: bool) -> Handler:
    """Make the handler of an answer to what somebody who came is asked."""

    async def handler(act: Act, tap: Tap) -> None:
        by = (act.workspace, act.user, tap.value, tap.trigger_id)
        fresh = await act.edge.core.after.felt(*by, what, yes=yes)
        done = {"what": "felt", "count": 0, "fresh": fresh}
        await act.say(act.edge.words("meeting/after_done", done), title="done")

    return handler


async def moved(act: Act) -> dict[str, Any]:
    """Take to when it was moved."""
    said = values_of(act.body["view"]).get("starts_1")
    starts_at = datetime.fromtimestamp(int(said), UTC) if said else None
    return _done(act, await act.edge.core.after.moved(*_form(act), starts_at))


async def did_not(act: Act) -> dict[str, Any]:
    """Take why it did not happen."""
    words = str(values_of(act.body["view"]).get("text") or "")
    return _done(act, await act.edge.core.after.did_not(*_form(act), words))


def _form(act: Act) -> tuple[str, str, str, str]:
    view = act.body["view"]
    return act.workspace, act.user, ids_of(view).get("time_id", ""), f"view/{view['id']}"


def _done(act: Act, facts: Mapping[str, Any]) -> dict[str, Any]:
    return instead(said_view(act.edge.words("meeting/after_done", facts), act.edge.voice(), "done"))


TAPS: dict[str, Handler] = {
    "meeting_happened": happened,
    "meeting_not_yet": not_yet,
    "meeting_moved": open_moved,
    "meeting_did_not": open_did_not,
    "meeting_questions": open_questions,
    "heard_yes": felt("heard", yes=True),
    "heard_no": felt("heard", yes=False),
    "again_yes": felt("again", yes=True),
    "again_no": felt("again", yes=False),
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "meeting_moved": moved,
    "meeting_did_not": did_not,
}
