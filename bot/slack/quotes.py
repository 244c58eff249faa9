"""What is tapped and sent about quotes: by facilitators, who decide, and by authors, who see them first.

Who may do what is decided in the core each time: a button can be forged.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.dialogues.coaching.scene import is_put
from bot.dialogues.events import AnswerGiven, Event
from bot.errors import TryLater
from bot.insight.redaction import NOBODY, Names, redact
from bot.slack.act import Act
from bot.slack.blocks.pieces import sections
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.my_data import my_data_view
from bot.slack.views.quotes import cut_view, hide_view, preview_block, quotes_view, reply_view, who_reads
from bot.slack.views.said import said_view
from bot.surfaces import AnswerForm, MyData, OwnAnswer

NAMES_MAY_TAKE = 0.5
"""Seconds that a preview waits for people's names: a form opens within three of a tap. Without them it says so, and
nothing is released without."""


async def open_quotes(act: Act, tap: Tap) -> None:
    """Open the list of quotes, or its next page."""
    await _list(act, int(tap.value) if tap.value.isdigit() else 0)


async def release(act: Act, tap: Tap) -> None:
    """Release a quote as it stood on the button."""
    quote_id, _, seen = tap.value.partition("|")
    await act.edge.core.quotes.release(act.workspace, act.user, quote_id, seen)
    await _list(act, 0, act.edge.words("quote/done", {"what": "released", "told": False}).text)


async def ask_why(act: Act, tap: Tap) -> None:
    """Open the form that asks why a quote is hidden."""
    await act.edge.core.quotes.one(act.workspace, act.user, tap.value)
    await act.open(hide_view(tap.value, act.edge.voice()))


async def ask_what(act: Act, tap: Tap) -> None:
    """Open the form in which words are taken out."""
    looked = await act.edge.core.quotes.one(act.workspace, act.user, tap.value)
    await act.open(cut_view(tap.value, looked.text, act.edge.voice()))


async def hide(act: Act) -> dict[str, Any]:
    """Hide a quote, with the reason that was written."""
    view = act.body["view"]
    reason = str(values_of(view).get("reason") or "")
    told = await act.edge.core.quotes.hide(act.workspace, act.user, ids_of(view).get("quote_id", ""), reason)
    return _done(act, "hidden", told=told)


async def cut(act: Act) -> dict[str, Any]:
    """Take the words out that the form lacks."""
    view = act.body["view"]
    words = str(values_of(view).get("words") or "")
    await act.edge.core.quotes.cut(act.workspace, act.user, ids_of(view).get("quote_id", ""), words)
    return _done(act, "cut")


async def ask_for_reply(act: Act, tap: Tap) -> None:
    """Open the form in which an author answers why their quote is hidden."""
    await act.open(reply_view(tap.value, act.edge.voice()))


async def reply(act: Act) -> dict[str, Any]:
    """Keep an author's answer."""
    view = act.body["view"]
    words = str(values_of(view).get("text") or "")
    await act.edge.core.quotes.reply(act.workspace, act.user, ids_of(view).get("quote_id", ""), words)
    return _done(act, "replied")


async def _list(act: Act, start: int, notice: str = "") -> None:
    found = await act.edge.core.quotes.look(act.workspace, act.user, start)
    view = quotes_view(found, act.edge.voice(), notice)
    in_list = act.view is not None and act.view.get("callback_id") == "quotes"
    await (act.redraw(view) if in_list else act.open(view))


def _done(act: Act, what: str, *, told: bool = False) -> dict[str, Any]:
    words = act.edge.words("quote/done", {"what": what, "told": told})
    return instead(said_view(words, act.edge.voice(), "done"))


# --- what an author sees ----------------------------------------------------------------------------------------------


async def preview(act: Act, words: str) -> list[Block]:
    """Show how words would read as a quote. They stand in a form alone: nothing of it is stored."""
    names, whole = await _names(act)
    return preview_block(redact(words, names).text, act.edge.voice(), whole=whole)


async def _names(act: Act) -> tuple[Names, bool]:
    """People's names, and whether they could be had in time."""
    try:
        async with asyncio.timeout(NAMES_MAY_TAKE):
            return await act.edge.core.names.names(), True
    except (TryLater, TimeoutError):
        return NOBODY, False


async def with_stored_preview(act: Act, asked: AnswerForm, view: View) -> View:
    """Add to the form that changes an answer how it would read now, if it may be quoted."""
    if asked.quotable and asked.mode == "confidential" and not is_put(asked.question) and asked.open:
        view.blocks = [*view.blocks, *await preview(act, asked.text)]
        view.blocks.append(who_reads(act.edge.voice(), threshold=asked.threshold, unlinked=False))
    return view


async def previewed(act: Act, data: MyData) -> MyData:
    """Put into one's own data how each answer would read as a quote; a released one reads as it was released."""
    if not any(answer.quoting and answer.quoting.allowed for answer in data.answers):
        return data
    names, _ = await _names(act)
    return replace(data, answers=tuple(_as_quote(answer, names) for answer in data.answers))


def _as_quote(answer: OwnAnswer, names: Names) -> OwnAnswer:
    if answer.quoting is None or not answer.quoting.allowed or answer.quoting.state:
        return answer
    return replace(answer, quoting=replace(answer.quoting, text=redact(answer.text, names).text))


async def stop(act: Act, tap: Tap) -> None:
    """Take the permission to quote an answer back, and show one's own data without it."""
    await act.edge.core.quotes.stop(act.workspace, act.user, tap.value)
    said = act.edge.words("quote/done", {"what": "stopped", "told": False})
    if act.view is None or act.view.get("callback_id") != "my_data":
        await act.say(said)
        return
    data = await previewed(act, await act.edge.core.enquiries.my_data(act.workspace, act.user))
    await act.redraw(my_data_view(data, act.edge.voice(), notice=said.text))


async def with_preview(act: Act, event: Event, view: View, facts: Mapping[str, Any]) -> View:
    """Add to what a form became after an answer was saved: whether it may be quoted, how it reads, and who reads it."""
    if not isinstance(event, AnswerGiven) or event.mode == "named" or is_put(event.question):
        return view
    if facts.get("late") or facts.get("by_leader") or "threshold" not in facts:
        return view
    voice = act.edge.voice()
    blocks = [*view.blocks, *_permission(act, allowed=event.quotable)]
    if event.quotable:
        blocks += await preview(act, event.text)
        blocks.append(who_reads(voice, threshold=facts["threshold"], unlinked=event.mode == "unlinked"))
    view.blocks = blocks
    return view


def _permission(act: Act, *, allowed: bool) -> list[Block]:
    return sections(act.edge.voice().say("quote/permission", {"allowed": allowed}))


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "open_quotes": open_quotes,
    "quote_release": release,
    "quote_hide": ask_why,
    "quote_cut": ask_what,
    "quote_reply": ask_for_reply,
    "quote_stop": stop,
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "hide_quote": hide,
    "cut_quote": cut,
    "reply_about_quote": reply,
}
