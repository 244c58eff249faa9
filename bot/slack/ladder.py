"""What is tapped and sent about how a question shall be taken up. Who may do what is decided in the core each time."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.slack.act import Act
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.questions import Handler, done, told
from bot.slack.views.ladder import give_name_view, take_up_view


async def take_up(act: Act, tap: Tap) -> None:
    """Open the form in which somebody says how their question shall be taken up."""
    mine = await act.edge.core.ladder.look(act.workspace, act.user, tap.value)
    await act.open(take_up_view(mine, act.edge.voice()))


async def meet_by_name(act: Act, tap: Tap) -> None:
    """Open the form that shows what will be shared with whom."""
    mine = await act.edge.core.ladder.look(act.workspace, act.user, tap.value)
    await act.open(give_name_view(mine, act.edge.voice()))


async def take_name_back(act: Act, tap: Tap) -> None:
    """Take a name back."""
    out = await act.edge.core.ladder.take_name_back(act.workspace, act.user, tap.value, tap.trigger_id)
    await told(act, "name_back" if out else "name_none", fresh=True)


def speak(*, yes: bool) -> Handler:
    """Make the handler of the two answers to being asked to speak for somebody."""

    async def handler(act: Act, tap: Tap) -> None:
        fresh = await act.edge.core.ladder.speak(act.workspace, act.user, tap.value, tap.trigger_id, yes=yes)
        await told(act, "speak_yes" if yes else "speak_no", fresh=fresh)

    return handler


async def chosen(act: Act) -> dict[str, Any]:
    """Take how a question shall be taken up, and who speaks."""
    view, values = act.body["view"], values_of(act.body["view"])
    speaker = (values.get("speaker") or [""])[0]
    ids = (ids_of(view).get("answer_id", ""), f"view/{view['id']}")
    fresh = await act.edge.core.ladder.choose(act.workspace, act.user, *ids, values.get("wish") or "", speaker)
    return done(act, "take_up", fresh=fresh)


async def name_given(act: Act) -> dict[str, Any]:
    """Take the consent to meet by name, for exactly those whom the form showed."""
    view, ids = act.body["view"], ids_of(act.body["view"])
    leaders = tuple(ids.get("leaders", "").split())
    agreed = bool(values_of(view).get("agree"))
    by = (act.workspace, act.user, ids.get("answer_id", ""), f"view/{view['id']}")
    fresh = await act.edge.core.ladder.give_name(*by, leaders, agreed=agreed)
    return done(act, "name_given", fresh=fresh)


TAPS: dict[str, Handler] = {
    "take_up": take_up,
    "meet_by_name": meet_by_name,
    "take_name_back": take_name_back,
    "speak_yes": speak(yes=True),
    "speak_no": speak(yes=False),
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {"take_up": chosen, "give_name": name_given}
