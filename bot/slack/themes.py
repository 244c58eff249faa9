"""What is tapped and sent about themes: by authors, who say what their answer is about, and by facilitators.

Who may do what is decided in the core each time: a button can be forged.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.insight.themes import SOMETHING_ELSE
from bot.slack.act import Act
from bot.slack.inbound.submissions import values_of
from bot.slack.inbound.taps import Tap, event_of
from bot.slack.scheduling import instead
from bot.slack.views.said import said_view
from bot.slack.views.themes import propose_view, theme_words_view, themes_view


async def choose(act: Act, tap: Tap) -> None:
    """Keep what an answer is about; for "something else" a form asks for a few words, which may be left out."""
    event = event_of(tap, act.workspace, act.edge.clock.now())
    if event is None:
        return
    outcome = await act.edge.core.conversation.handle(event)
    answer_id, _, theme = tap.value.partition("|")
    if theme == SOMETHING_ELSE:
        await act.open(theme_words_view(answer_id, act.edge.voice()))
    await act.say_all(outcome.replies)


async def open_themes(act: Act, tap: Tap) -> None:
    """Open what a facilitator looks at, or its next page."""
    await _list(act, int(tap.value) if tap.value.isdigit() else 0)


async def correct(act: Act, tap: Tap) -> None:
    """Set the theme of an answer to the one that was chosen in the list."""
    mark, _, theme = tap.value.partition("|")
    await act.edge.core.themes.correct(act.workspace, act.user, mark, theme)
    await _list(act, 0, act.edge.words("theme/done", {"what": "corrected"}).text)


async def ask_for_proposal(act: Act, tap: Tap) -> None:
    """Open the form in which a theme is proposed."""
    asked = await act.edge.core.themes.form(act.workspace, act.user)
    await act.open(propose_view(asked, act.edge.voice()))


async def propose(act: Act) -> dict[str, Any]:
    """Keep a proposed theme."""
    typed = values_of(act.body["view"])
    area, title, about = (str(typed.get(name) or "") for name in ("theme_area", "theme_title", "theme_about"))
    await act.edge.core.themes.propose(act.workspace, act.user, area, title, about)
    words = act.edge.words("theme/done", {"what": "proposed"})
    return instead(said_view(words, act.edge.voice(), "done"))


async def _list(act: Act, start: int, notice: str = "") -> None:
    found = await act.edge.core.themes.look(act.workspace, act.user, start)
    view = themes_view(found, act.edge.voice(), notice)
    in_list = act.view is not None and act.view.get("callback_id") == "themes"
    await (act.redraw(view) if in_list else act.open(view))


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "theme_chosen": choose,
    "open_themes": open_themes,
    "theme_correct": correct,
    "propose_theme": ask_for_proposal,
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {"propose_theme": propose}
