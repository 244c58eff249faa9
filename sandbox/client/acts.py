"""What a person does on a page, passed on to the acting API, so that the app hears of it over HTTP or its socket.

Each act takes the posted form and returns what to tell the page. `perform` turns what can go wrong into words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from sandbox.client.forms import read_states
from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.errors import AppDidNotRespond, AppFailed, PersonError, SlackError
from sandbox.people.person import Person
from sandbox.records import Json, Message, View
from sandbox.state import elements

MODAL_TROUBLE = "We had some trouble connecting. Your words are still here: please try again."


@dataclass(frozen=True)
class Acting:
    """Who does it, with what, and what the client remembers of them."""

    person: Person
    reader: Reader
    form: FormData
    memory: Memory

    def field(self, name: str) -> str:
        """Return a field of the form, empty if it is not there."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""


@dataclass(frozen=True)
class Answer:
    """What the page is told: `body` as JSON, and the status (422 when it did not work)."""

    body: dict[str, Any]
    status: int = 200


Act = Callable[[Acting], Awaitable[dict[str, Any]]]


async def perform(name: str, acting: Acting) -> Answer:
    """Do it. Raises `KeyError` when there is no such act."""
    act = ACTS[name]
    try:
        return Answer(await act(acting))
    except AppDidNotRespond:
        said = MODAL_TROUBLE if name == "submit" else f"{_app(acting)} did not respond. Please try again in a moment."
        return Answer({"problem": said}, 422)
    except AppFailed as failure:
        return Answer({"problem": f"{_app(acting)} answered in a way Slack would not accept. {failure}"}, 422)
    except SlackError as error:
        return Answer({"problem": f"{_app(acting)} answered in a way Slack would not accept ({error.code})."}, 422)
    except (PersonError, ValueError) as error:
        return Answer({"problem": str(error)}, 422)


async def write(acting: Acting) -> dict[str, Any]:
    """Post a message, or give the command that was typed."""
    text, thread = acting.field("text").strip(), acting.field("thread") or None
    if text.startswith("/") and text[1:2].isalpha():
        if thread:
            raise PersonError(f"{text.split()[0]} does not work in threads. Type it in the channel.")
        return await _command(acting, text)
    ts = await acting.person.post(acting.field("channel"), text, thread, broadcast=acting.field("broadcast") == "on")
    return {"ts": ts}


async def edit(acting: Acting) -> dict[str, Any]:
    """Change an own message."""
    if not acting.field("text").strip():
        raise PersonError("An empty message cannot be saved. To remove it, delete it.")
    await acting.person.edit(acting.field("channel"), acting.field("ts"), acting.field("text"))
    return {"said": "Message changed."}


async def delete(acting: Acting) -> dict[str, Any]:
    """Delete an own message."""
    await acting.person.delete(acting.field("channel"), acting.field("ts"))
    return {"said": "Message deleted."}


async def react(acting: Acting) -> dict[str, Any]:
    """Add a reaction, or take the own one back."""
    channel, ts, name = acting.field("channel"), acting.field("ts"), acting.field("name")
    message = acting.person.workspace.messages.get(channel, ts)
    if message and acting.person.id in message.reactions.get(name, []):
        await acting.person.unreact(channel, ts, name)
        return {"said": "Reaction removed."}
    await acting.person.react(channel, ts, name)
    return {"said": "Reaction added."}


async def dismiss(acting: Acting) -> dict[str, Any]:
    """Hide a note that only this person sees."""
    acting.memory.dismiss(acting.person.id, acting.field("ts"))
    return {"said": "Message hidden."}


async def join(acting: Acting) -> dict[str, Any]:
    """Join a public channel and go there."""
    await acting.person.join(acting.field("channel"))
    return {"go": acting.reader.channel_path(acting.person.workspace.channels[acting.field("channel")])}


async def open_home(acting: Acting) -> dict[str, Any]:
    """Tell the app that its home or messages tab was opened."""
    await acting.person.open_home(acting.field("tab"))
    return {}


async def click(acting: Acting) -> dict[str, Any]:
    """Press or choose something in a message."""
    person, channel, ts = acting.person, acting.field("channel"), acting.field("ts")
    message = _message(person, channel, ts)
    states = read_states(message.blocks, acting.form, acting.reader)
    message.state_by_person[person.id] = states
    await person.click(channel, ts, **_what(acting, message.blocks, states))
    return {}


async def click_home(acting: Acting) -> dict[str, Any]:
    """Press or choose something on the home tab."""
    view = acting.person.home()
    if view is None:
        raise PersonError("There is nothing on the Home tab yet.")
    view.values = read_states(view.blocks, acting.form, acting.reader)
    await acting.person.click_home(**_what(acting, view.blocks, view.values))
    return {}


async def click_view(acting: Acting) -> dict[str, Any]:
    """Press or choose something in the modal in front."""
    view = _modal(acting)
    view.values = view.values | read_states(view.blocks, acting.form, acting.reader)
    await acting.person.click_view(view.id, **_what(acting, view.blocks, view.values))
    return {}


async def submit(acting: Acting) -> dict[str, Any]:
    """Submit the modal in front; errors come back by block id."""
    view = _modal(acting)
    result = await acting.person.submit(view.id, read_states(view.blocks, acting.form, acting.reader))
    if result.kind == "errors":
        return {"errors": result.errors}
    return {"said": "Sent." if result.view is None else ""}


async def close(acting: Acting) -> dict[str, Any]:
    """Close the modal in front, or all of them."""
    await acting.person.close(_modal(acting).id, all_views=acting.field("all") == "yes")
    return {}


async def _command(acting: Acting, text: str) -> dict[str, Any]:
    command, _, rest = text.partition(" ")
    person, channel, rest = acting.person, acting.field("channel"), rest.strip()
    if command == "/leave":
        await person.leave(channel)
    elif command in ("/invite", "/remove"):
        change = person.invite if command == "/invite" else person.remove
        await change(channel, _named(acting, rest))
    elif command == "/join":
        await person.join(rest)
    else:
        await _app_command(acting, command, rest, channel)
    return {"said": ""}


async def _app_command(acting: Acting, command: str, rest: str, channel: str) -> None:
    try:
        await acting.person.slash(command, rest, channel)
    except AppDidNotRespond as failure:
        raise PersonError(f"{command} did not work: {_app(acting)} did not answer in time.") from failure


def _named(acting: Acting, typed: str) -> str:
    wanted = typed.removeprefix("@").strip().casefold()
    for user in acting.person.workspace.users.values():
        if wanted in (user.name.casefold(), user.real_name.casefold()):
            return user.id
    raise PersonError(f"There is nobody called {typed or '(no name)'} here.")


def _what(acting: Acting, blocks: list[Json], states: dict[str, Json]) -> dict[str, Any]:
    """Return the arguments of a click: which element, and what was chosen in it.

    The block's id is left out when the app has just drawn the blocks anew and Slack gave them other ids.
    """
    block, action = acting.field("block"), acting.field("action")
    there = any(one["block_id"] == block for one, _ in elements(blocks))
    which = {"action_id": action, "block_id": block if there else None}
    chosen = states.get(block, {}).get(action)
    if chosen is not None:
        return {**which, "selected": chosen}
    if "option" in acting.form:
        return {**which, "selected": acting.field("option")}
    return {**which, "value": acting.field("value") or None}


def _message(person: Person, channel: str, ts: str) -> Message:
    messages = person.workspace.messages
    found = messages.get(channel, ts) or messages.get_ephemeral(channel, ts, person.id)
    if found is None:
        raise PersonError("This message is not there any more.")
    return found


def _modal(acting: Acting) -> View:
    view = acting.person.modal()
    if view is None or view.id != acting.field("view"):
        raise PersonError("This form is not open any more.")
    return view


def _app(acting: Acting) -> str:
    return acting.person.workspace.app.name


ACTS: dict[str, Act] = {
    "write": write,
    "edit": edit,
    "delete": delete,
    "react": react,
    "dismiss": dismiss,
    "join": join,
    "open_home": open_home,
    "click": click,
    "click_home": click_home,
    "click_view": click_view,
    "submit": submit,
    "close": close,
}
