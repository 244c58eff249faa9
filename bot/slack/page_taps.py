"""A leader taps “Open the page”, or the report: a link is made for them alone, at that moment.

One in a digest would be too old by the time it is read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from bot.slack.act import Act
from bot.slack.inbound.taps import Tap


async def open_page(act: Act, tap: Tap) -> None:
    """Make a link, and show it to the one who tapped."""
    link = await act.edge.core.pages.link(act.workspace, act.user, tap.value)
    await act.say(act.edge.words("page/link", asdict(link)), title="page")


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "open_page": open_page,
    "open_report": open_page,
}
