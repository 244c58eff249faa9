"""What is tapped and sent about wider digests: admins name who gets them, readers choose when theirs come.

Who may do what is decided in the core each time: a button can be forged.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import FieldProblem
from bot.slack.act import Act
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.readers import readers_view, when_view
from bot.slack.views.said import said_view

FIELDS = {"to": "reader", "kind": "reader_kind", "group": "reader_group"}
"""The form's fields, by what the core calls them."""


async def open_readers(act: Act, tap: Tap) -> None:
    """Open who gets wider digests of a campaign."""
    found = await act.edge.core.subscriptions.readers(act.workspace, act.user, tap.value)
    await act.open(readers_view(found, act.edge.voice()))


async def name(act: Act) -> dict[str, Any]:
    """Take who is to get digests, and draw the list anew with them in it."""
    view, desk = act.body["view"], act.edge.core.subscriptions
    typed, campaign = values_of(view), ids_of(view).get("campaign", "")
    user = str((typed.get("reader") or [""])[0])
    kind, group = (str(typed.get(field) or "") for field in ("reader_kind", "reader_group"))
    try:
        await desk.name(act.workspace, act.user, campaign, user, kind, group)
    except FieldProblem as problem:
        raise FieldProblem(FIELDS.get(problem.field, problem.field), problem.sentence) from problem
    return instead(readers_view(await desk.readers(act.workspace, act.user, campaign), act.edge.voice()))


async def take_out(act: Act, tap: Tap) -> None:
    """Send somebody no more digests."""
    desk = act.edge.core.subscriptions
    campaign = await desk.take_out(act.workspace, act.user, tap.value)
    view = readers_view(await desk.readers(act.workspace, act.user, campaign), act.edge.voice())
    await (act.redraw(view) if act.in_modal else act.open(view))


async def open_when(act: Act, tap: Tap) -> None:
    """Open when a digest comes."""
    reader = await act.edge.core.subscriptions.mine(act.workspace, act.user, tap.value)
    await act.open(when_view(reader, act.edge.voice()))


async def choose(act: Act) -> dict[str, Any]:
    """Take when a digest is to come."""
    view = act.body["view"]
    typed, key = values_of(view), ids_of(view).get("subscription_id", "")
    every, day, hour = (str(typed.get(field) or "") for field in ("every", "day", "hour"))
    await act.edge.core.subscriptions.choose(act.workspace, act.user, key, every, day, hour)
    await act.edge.core.show_home(act.workspace, act.user)
    return instead(said_view(act.edge.words("wider/done", {"what": "chosen", "hour": ""}), act.edge.voice(), "done"))


async def stop(act: Act, tap: Tap) -> None:
    """Take that a digest is not to come any more."""
    await act.edge.core.subscriptions.stop(act.workspace, act.user, tap.value)
    await _done(act, "stopped")


async def choose_hour(act: Act, tap: Tap) -> None:
    """Take the hour at which a team's leader wants their digest."""
    hour = tap.value.strip("-")
    await act.edge.core.subscriptions.choose_hour(act.workspace, act.user, hour)
    await _done(act, "hour", hour)


async def _done(act: Act, what: str, hour: str = "") -> None:
    await act.say(act.edge.words("wider/done", {"what": what, "hour": hour}), title="done")
    await act.edge.core.show_home(act.workspace, act.user)


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "campaign_readers": open_readers,
    "reader_out": take_out,
    "reader_when": open_when,
    "reader_stop": stop,
    "digest_hour": choose_hour,
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {"name_reader": name, "reader_when": choose}
