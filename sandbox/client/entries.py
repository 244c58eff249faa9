"""An entry of the journal as a line to read: what it was, between whom, how it ended, how long it took.

Pure over an entry and the names of the workspace. Nothing is left out but secrets, which `masking` hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from sandbox.client.dates import on_the_wire, short
from sandbox.journal import Entry, Kind
from sandbox.workspace import Workspace

Tone = Literal["good", "bad", "plain"]
KINDS: dict[str, tuple[str, frozenset[Kind]]] = {
    "calls": ("The app asks", frozenset({"call", "response_url"})),
    "deliveries": ("The app is told", frozenset({"delivery"})),
    "people": ("People act", frozenset({"act"})),
}
"""The kinds one may look at alone, by their names in addresses."""
SAID = 70
"""So many characters of a text stand in its line; a click shows all of it."""
ACTS = {
    "post": "writes a message", "edit": "changes a message", "delete": "deletes a message", "react": "reacts",
    "unreact": "takes a reaction back", "click": "presses", "slash": "gives a command", "submit": "sends a form",
    "close": "closes a form", "open_home": "opens the app", "join": "joins a channel", "leave": "leaves a channel",
    "invite": "invites somebody", "remove": "removes somebody",
}  # fmt: skip
NOTES = {"clock": "The clock moves", "faults": "Faults"}


@dataclass(frozen=True)
class Line:
    """What is shown of one entry, with when it was by both clocks.

    `people` and `channels` are the ids it is about, `messages` the ts of messages.
    """

    number: int
    kind: str
    label: str
    wire: str
    story: str
    title: str
    detail: str
    status: str
    tone: Tone
    took: str
    people: frozenset[str]
    channels: frozenset[str]
    messages: frozenset[str]


def line(entry: Entry, workspace: Workspace, zone: tzinfo) -> Line:
    """Return the line of an entry, with times as the clocks of `zone` show them."""
    title, detail, status, tone = _TELL[entry.kind](entry.data, workspace)
    seconds = entry.data.get("seconds")
    label = next((label for label, kinds in KINDS.values() if entry.kind in kinds), "Story")
    return Line(
        number=entry.number,
        kind=entry.kind,
        label=label,
        wire=on_the_wire(entry.at, zone),
        story=short(entry.story_at.astimezone(zone)),
        title=title,
        detail=detail,
        status=status,
        tone=tone,
        took="" if seconds is None else f"{max(1, round(seconds * 1000))} ms",
        people=frozenset(found for found in _strings(entry.data, _PEOPLE) if found in workspace.users),
        channels=frozenset(found for found in _strings(entry.data, _PLACES) if found in workspace.channels),
        messages=frozenset(_strings(entry.data, _MESSAGES)),
    )


Told = tuple[str, str, str, Tone]


def _call(data: dict[str, Any], workspace: Workspace) -> Told:
    args, response = data["args"], data["response"] or {}
    where = name_of(
        workspace, args.get("channel") or args.get("user_id") or args.get("user") or response.get("channel")
    )
    if data["fault"]:
        return data["method"], where, f"fault: {data['fault']}", "bad"
    said = _brief(args.get("text") or args.get("filename") or "")
    status = "ok" if response.get("ok") else str(response.get("error", "no answer"))
    return data["method"], _joined(where, said), status, "good" if response.get("ok") else "bad"


def _delivery(data: dict[str, Any], workspace: Workspace) -> Told:
    payload = data["payload"]
    event = payload.get("event", {})
    kind = payload.get("command", "command") if data["type"] == "slash_commands" else data["event_type"]
    kind = f"{kind}, {event['subtype']}" if event.get("subtype") else kind
    who = name_of(workspace, payload.get("user", {}).get("id") or payload.get("user_id") or event.get("user"))
    where = name_of(workspace, event.get("channel") or payload.get("channel"))
    what = _brief(_first_action(payload) or payload.get("text") or event.get("text") or event.get("reaction") or "")
    again = f", attempt {data['attempt'] + 1}" if data["attempt"] else ""
    if not data["acknowledged"]:
        return kind, _joined(who, where, what), f"not acknowledged ({data['reason']}){again}", "bad"
    return kind, _joined(who, where, what), f"acknowledged{again}", "good"


def _act(data: dict[str, Any], workspace: Workspace) -> Told:
    did = ACTS.get(data["act"], data["act"].replace("_", " "))
    where = name_of(workspace, data.get("channel"))
    what = data.get("text") or data.get("action_id") or data.get("callback_id") or data.get("name") or data.get("tab")
    title = f"{name_of(workspace, data['user'])} {did}"
    return title, _joined(data.get("command", ""), where, _brief(str(what or ""))), "", "plain"


def _response_url(data: dict[str, Any], workspace: Workspace) -> Told:
    said = _brief(str((data.get("body") or {}).get("text") or ""))
    good = data["status"] == 200
    return "response_url", said, "ok" if good else str(data.get("error", data["status"])), "good" if good else "bad"


def _note(data: dict[str, Any], workspace: Workspace) -> Told:
    note = str(data.get("note", "note"))
    return NOTES.get(note, note), str(data.get("said", "")), "", "plain"


_TELL: dict[Kind, Callable[[dict[str, Any], Workspace], Told]] = {
    "call": _call,
    "delivery": _delivery,
    "act": _act,
    "response_url": _response_url,
    "note": _note,
}


def name_of(workspace: Workspace, thing: Any) -> str:
    """Return how a person or a conversation is called, the id itself when nobody knows it."""
    if isinstance(thing, dict):  # some answers hold the whole conversation or person
        thing = thing.get("id")
    if not isinstance(thing, str):
        return ""
    if thing in workspace.users:
        return workspace.users[thing].real_name
    channel = workspace.channels.get(thing)
    if channel is None:
        return thing
    if channel.kind in ("public", "private"):
        return f"#{channel.name}"
    others = [workspace.users[one].real_name for one in channel.members if one != workspace.app.bot_user]
    return f"messages with {', '.join(others)}"


def _first_action(payload: dict[str, Any]) -> str:
    actions = payload.get("actions") or []
    view = payload.get("view") or {}
    return str(actions[0].get("action_id", "")) if actions else str(view.get("callback_id") or "")


def _brief(text: str) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= SAID else f"{words[: SAID - 1]}…"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


Path = tuple[str, ...]
_PEOPLE: tuple[Path, ...] = (
    ("user",), ("invited",), ("removed",), ("args", "user"), ("args", "user_id"), ("args", "channel"),
    ("payload", "user", "id"), ("payload", "user_id"), ("payload", "event", "user"),
    ("payload", "event", "message", "user"),
)  # fmt: skip
_PLACES: tuple[Path, ...] = (
    ("channel",), ("args", "channel"), ("response", "channel"), ("response", "channel", "id"),
    ("payload", "channel", "id"), ("payload", "channel_id"), ("payload", "event", "channel"),
    ("payload", "event", "item", "channel"),
)  # fmt: skip
_MESSAGES: tuple[Path, ...] = (
    ("ts",), ("args", "ts"), ("args", "timestamp"), ("args", "message_ts"), ("response", "ts"),
    ("response", "message_ts"), ("payload", "container", "message_ts"), ("payload", "event", "ts"),
    ("payload", "event", "item", "ts"), ("payload", "event", "message", "ts"), ("payload", "event", "deleted_ts"),
)  # fmt: skip


def _strings(data: dict[str, Any], paths: tuple[Path, ...]) -> Iterator[str]:
    for path in paths:
        value: Any = data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield value
