"""What is tapped and sent in a session in a room. Who may do what is decided in the core each time."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.slack.act import Act
from bot.slack.inbound.submissions import ids_of
from bot.slack.inbound.taps import Tap
from bot.slack.inbound.workshop import act_of, action_of, form_of, spoken_of, turn_of, words_of
from bot.slack.scheduling import instead
from bot.slack.views.said import said_view
from bot.slack.views.workshop import actions_view, entry_view, workshop_view

Answer = dict[str, Any]


async def open_workshop(act: Act, tap: Tap | None = None) -> None:
    """Open the form that asks for the team; a button of Home chooses one."""
    teams = await act.edge.core.workshops.teams(act.workspace, act.user)
    await act.open(workshop_view(teams, act.edge.voice(), tap.value if tap else ""))


async def chosen(act: Act) -> Answer:
    """Show the form for what was chosen, in the place of this one."""
    form = form_of(act.body["view"])
    by = (act.workspace, act.user, words_of(form, "workshop_team"))
    if words_of(form, "workshop_what") == "answers":
        return instead(entry_view(await act.edge.core.workshops.entry(*by), act.edge.voice()))
    return instead(actions_view(await act.edge.core.workshops.actions(*by), act.edge.voice()))


async def captured(act: Act) -> Answer:
    """Keep an action, and show the form for the next one."""
    view = act.body["view"]
    after = await act.edge.core.workshops.capture(*_whose(act), act_of(view), action_of(view))
    return instead(actions_view(after, act.edge.voice(), turn_of(view) + 1, _done(act, "captured", fresh=after.fresh)))


async def finish(act: Act, tap: Tap) -> None:
    """Tell the team what was captured. What is typed and not added yet keeps the form open."""
    round_id, _, turn = tap.value.partition("|")
    if act.view is not None and words_of(form_of(act.view), "text"):
        asked = await act.edge.core.workshops.actions(act.workspace, act.user, round_id)
        at = int(turn) if turn.isdigit() else 1
        await act.redraw(actions_view(asked, act.edge.voice(), at, _done(act, "typed")))
        return
    count = await act.edge.core.workshops.finish(act.workspace, act.user, round_id, f"tap/{tap.trigger_id}")
    words = act.edge.words("workshop/done", {"what": "told", "count": count, "fresh": count > 0})
    view = said_view(words, act.edge.voice(), "done")
    await (act.redraw(view) if act.in_modal else act.open(view))


async def entered(act: Act) -> Answer:
    """Keep what one person said, and show the form for the next one while there is room."""
    view = act.body["view"]
    after = await act.edge.core.workshops.enter(*_whose(act), act_of(view), spoken_of(view))
    if not after.left:
        words = act.edge.words("workshop/done", {"what": "entered_last", "count": after.entered, "fresh": after.fresh})
        return instead(said_view(words, act.edge.voice(), "done"))
    return instead(entry_view(after, act.edge.voice(), turn_of(view) + 1, _done(act, "entered", fresh=after.fresh)))


def _whose(act: Act) -> tuple[str, str, str]:
    return act.workspace, act.user, ids_of(act.body["view"]).get("round_id", "")


def _done(act: Act, what: str, *, fresh: bool = True) -> str:
    return act.edge.words("workshop/done", {"what": what, "count": 1, "fresh": fresh}).text


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "open_workshop": open_workshop,
    "workshop_finish": finish,
}
FORMS: dict[str, Callable[[Act], Awaitable[Answer]]] = {
    "workshop": chosen,
    "workshop_action": captured,
    "workshop_answer": entered,
}
