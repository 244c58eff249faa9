"""What each button does: a table from action id to a function, and the one listener's way through it.

Buttons that change something go through the conversation, which stores first; the others open a form or a page. Who may
do what is decided in the core, each time.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from bot.dialogues.effects import Reply
from bot.dialogues.events import MemberSeen
from bot.errors import NotInTeam
from bot.slack import (
    after_meetings,
    campaign_taps,
    ideas,
    ladder,
    mail,
    meetings,
    page_taps,
    promises,
    questions,
    quotes,
    readers,
    scheduling,
    themes,
    workshop,
)
from bot.slack.act import Act
from bot.slack.inbound.taps import Tap, event_of, tap_in
from bot.slack.trouble import Trouble, attempt
from bot.slack.views.answer import answer_view, ask_view, change_view, follow_up_view
from bot.slack.views.my_data import my_data_view
from bot.slack.views.said import said_view
from bot.surfaces import AnswerForm

Found = TypeVar("Found")
Handler = Callable[[Act, Tap], Awaitable[None]]


async def answer_privately(act: Act, tap: Tap) -> None:
    """Open the private answer form."""
    asked = await _seen_there(act, tap, partial(_form_of, act, tap))
    await act.open(answer_view(asked, act.edge.voice()))


async def ask_leaders(act: Act, tap: Tap) -> None:
    """Open the form for a question to leaders."""
    asked = await _seen_there(act, tap, partial(_form_of, act, tap))
    await act.open(ask_view(asked, act.edge.voice()))


async def change_answer(act: Act, tap: Tap) -> None:
    """Open the form filled with the answer."""
    asked = await act.edge.core.enquiries.change_form(act.workspace, tap.value, act.user)
    view = change_view(asked, act.edge.voice())
    await act.open(await quotes.with_stored_preview(act, asked, view))


async def reply_to_follow_up(act: Act, tap: Tap) -> None:
    """Open the form for the follow-up question."""
    asked = await act.edge.core.enquiries.follow_up_form(act.workspace, tap.value, act.user)
    await act.open(follow_up_view(asked, act.edge.voice()))


async def open_my_data(act: Act, tap: Tap | None = None) -> None:
    """Open one's own data, or its next page."""
    data = await quotes.previewed(act, await act.edge.core.enquiries.my_data(act.workspace, act.user))
    start = int(tap.value) if tap and tap.value.isdigit() else 0
    view = my_data_view(data, act.edge.voice(), start)
    await (act.redraw(view) if act.in_modal else act.open(view))


async def open_help(act: Act, tap: Tap) -> None:
    """Say what the coach does."""
    await act.say(act.edge.helping(act.user), title="help")


async def converse(act: Act, tap: Tap) -> None:
    """Hand a tap to the conversation, then answer where it was done. An unknown button is left alone."""
    event = event_of(tap, act.workspace, act.edge.clock.now())
    if event is None:
        return
    outcome = await _seen_there(act, tap, partial(act.edge.core.conversation.handle, event))
    if act.in_modal:
        await _in_the_form(act, outcome.replies)
        return
    await act.say_all(outcome.replies)
    if act.view is not None:
        await act.edge.core.show_home(act.workspace, act.user)


def there(do: Handler) -> Handler:
    """Make the handler of a button that is for a team's people, who may have joined its channel just now."""

    async def handler(act: Act, tap: Tap) -> None:
        await _seen_there(act, tap, partial(do, act, tap))

    return handler


async def _form_of(act: Act, tap: Tap) -> AnswerForm:
    return await act.edge.core.enquiries.answer_form(act.workspace, tap.value, act.user)


async def _seen_there(act: Act, tap: Tap, do: Callable[[], Awaitable[Found]]) -> Found:
    """Do something that is for a team's people. Who taps in the channel is one, even if we had not heard so yet."""
    try:
        return await do()
    except NotInTeam:
        if act.channel is None:
            raise
    now = act.edge.clock.now()
    seen = MemberSeen(id=f"there/{tap.trigger_id}", workspace=act.workspace, at=now, channel=act.channel, user=act.user)
    await act.edge.core.conversation.handle(seen)
    return await do()


async def _in_the_form(act: Act, replies: tuple[Reply, ...]) -> None:
    """Answer a tap in a form by drawing the form anew: own data with what is left of it, a note as the next note."""
    if act.view is None or not replies:
        return
    said = act.edge.reply(replies[0])
    if act.view.get("callback_id") != "my_data":
        await act.redraw(said_view(said, act.edge.voice(), "note"))
        return
    data = await quotes.previewed(act, await act.edge.core.enquiries.my_data(act.workspace, act.user))
    await act.redraw(my_data_view(data, act.edge.voice(), notice=said.text))


HANDLERS: dict[str, Handler] = {
    "answer_privately": answer_privately,
    "ask_leaders": ask_leaders,
    "change_answer": change_answer,
    "followup_reply": reply_to_follow_up,
    "open_my_data": open_my_data,
    "open_help": open_help,
    **scheduling.TAPS,
    **campaign_taps.TAPS,
    **quotes.TAPS,
    **page_taps.TAPS,
    **themes.TAPS,
    **questions.TAPS,
    **meetings.TAPS,
    **{name: there(meetings.TAPS[name]) for name in ("meeting_book", "meeting_wait", "meeting_mine")},
    **ladder.TAPS,
    **mail.TAPS,
    **promises.TAPS,
    **ideas.TAPS,
    **readers.TAPS,
    **workshop.TAPS,
    **after_meetings.TAPS,
}


async def tapped(act: Act) -> None:
    """Do what a button says; whatever goes wrong is told to the person who tapped."""
    tap = tap_in(act.body)
    done = await attempt(HANDLERS.get(tap.action, converse), act, tap)
    if isinstance(done, Trouble):
        await attempt(act.admit, done)
