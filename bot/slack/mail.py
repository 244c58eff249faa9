"""What is tapped and sent about invitations by e-mail: a yes with an address, and taking it back."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.slack import quotes
from bot.slack.act import Act
from bot.slack.inbound.submissions import values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.mail import mail_view
from bot.slack.views.my_data import my_data_view
from bot.slack.views.said import said_view


async def ask(act: Act, tap: Tap) -> None:
    """Open the form that says what goes where, and asks for the address."""
    await act.open(mail_view(await act.edge.core.mail.look(act.workspace, act.user), act.edge.voice()))


async def agreed(act: Act) -> dict[str, Any]:
    """Take an address, with the yes."""
    typed = values_of(act.body["view"])
    yes, by = bool(typed.get("mail_agree")), (act.workspace, act.user)
    address = await act.edge.core.mail.say_yes(*by, str(typed.get("mail_address") or ""), agreed=yes)
    words = act.edge.words("own/done", {"what": "mail_yes", "address": address})
    return instead(said_view(words, act.edge.voice(), "done"))


async def stop(act: Act, tap: Tap) -> None:
    """Take the yes back."""
    await act.edge.core.mail.take_back(act.workspace, act.user)
    words = act.edge.words("own/done", {"what": "mail_stopped"})
    if not act.in_modal:
        await act.say(words, title="done")
        return
    data = await quotes.previewed(act, await act.edge.core.enquiries.my_data(act.workspace, act.user))
    await act.redraw(my_data_view(data, act.edge.voice(), notice=words.text))


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {"mail_yes": ask, "mail_stop": stop}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {"mail_yes": agreed}
