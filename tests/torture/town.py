"""The sandbox as a process of its own, with its people and its journal. The runner speaks to it over a pipe.

Faults are set by the sandbox's own way for programs, `/faults`. When the runner asks for the report it gets what people
said, all that stands in Slack, and what the journal holds of calls and deliveries.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from demo.apart import Apart, apart
from demo.cast import Cast
from sandbox.pace import Pace
from sandbox.records import Message
from sandbox.workspace import Workspace
from tests.torture.coach import FACTOR
from tests.torture.people import People, Said

PACE = Pace(scale=FACTOR)


@dataclass(frozen=True)
class Setting:
    """What kind of town it is. `pause` is about how many seconds lie between two acts of one person."""

    cast: Cast
    database_url: str
    port: int
    events_url: str | None
    seed: int
    pause: float
    log: Path
    journal: Path


@dataclass(frozen=True)
class Post:
    """One message that the app was allowed to post: when it was asked for and when it stood, where, with which mark."""

    asked: float
    at: float
    channel: str
    ts: str
    thread_ts: str | None
    mark: str | None
    fault: str | None


@dataclass
class Report:
    """All that the checker needs of Slack's side."""

    said: Said
    posts: list[Post] = field(default_factory=list)
    standing: list[Post] = field(default_factory=list)
    """Messages of the app that everybody may see now; `asked` and `at` are not known for them."""
    given_up: set[tuple[str, str]] = field(default_factory=set)
    """Messages of people (channel, ts) about which Slack stopped telling the app."""
    struck: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    deliveries: int = 0
    deleted: int = 0


def main(setting: Setting, pipe: Connection) -> None:
    """The life of the process."""
    descriptor = os.open(setting.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    asyncio.run(_town(setting, pipe))


async def _town(setting: Setting, pipe: Connection) -> None:
    async with apart(
        setting.cast, setting.database_url, port=setting.port, events_url=setting.events_url, pace=PACE
    ) as stage:
        people = People(stage.workspace, setting.cast.teams, setting.seed, setting.pause)
        pipe.send(dict(stage.environment))
        await _obey(stage, people, pipe, setting.journal)


async def _obey(stage: Apart, people: People, pipe: Connection, journal: Path) -> None:
    """Do what the runner asks for, one thing after another, until it says that this is the end."""
    asked: asyncio.Queue[str] = asyncio.Queue()
    asyncio.get_running_loop().add_reader(pipe.fileno(), _read(pipe, asked.put_nowait))
    while (word := await asked.get()) != "end":
        answer: Any = None
        if word == "people":
            people.start()
        elif word == "silence":
            await people.stop()
        elif word == "asked?":
            answer = people.asked
        elif word == "acts?":
            answer = people.said.acts
        elif word == "quiet":
            await stage.workspace.dispatcher.idle()
        elif word == "report":
            answer = report(stage.workspace, people.said)
            _write(stage.workspace, journal)
        pipe.send(answer)
    asyncio.get_running_loop().remove_reader(pipe.fileno())


def _write(workspace: Workspace, journal: Path) -> None:
    """Write the journal down, a line for each entry, for whoever wants to know how it came about."""
    lines = (json.dumps(vars(entry), default=str, ensure_ascii=False) for entry in workspace.journal)
    journal.write_text("\n".join(lines), encoding="utf-8")


def _read(pipe: Connection, put: Callable[[str], None]) -> Callable[[], None]:
    def read() -> None:
        try:
            put(pipe.recv())
        except EOFError:  # the runner is gone
            put("end")

    return read


def report(workspace: Workspace, said: Said) -> Report:
    """Gather what Slack knows."""
    found = Report(said, struck=dict(workspace.faults.struck))
    tried: Counter[tuple[str, str]] = Counter()
    heard: set[tuple[str, str]] = set()
    for entry in workspace.journal:
        data = entry.data
        if entry.kind == "call":
            found.calls += 1
            answer = data["response"] or {}
            if data["method"] == "chat.delete" and answer.get("ok"):
                found.deleted += 1
            if data["method"] == "chat.postMessage" and answer.get("ok"):
                message = answer["message"]
                place = (answer["channel"], answer["ts"], message.get("thread_ts"))
                asked = entry.at - data["seconds"]
                found.posts.append(Post(asked, entry.at, *place, _mark(data["args"]), data["fault"]))
        elif entry.kind == "delivery":
            found.deliveries += 1
            about = _about(data["payload"].get("event", {}))
            if about is not None:
                tried[about] += 1
                if data["acknowledged"] or data["fault"] == "lost_ack":
                    heard.add(about)
    found.given_up = set(tried) - heard
    for channel in workspace.channels:
        found.standing += [_standing(m) for m in workspace.messages.everything(channel) if _is_apps(m)]
    return found


def _about(event: dict[str, Any]) -> tuple[str, str] | None:
    """The message of a person that an event is about."""
    if event.get("type") != "message":
        return None
    message = event.get("message") or event.get("previous_message") or event
    return None if message.get("bot_id") else (str(event.get("channel")), str(message.get("ts")))


def _is_apps(message: Message) -> bool:
    # A message with files is no row of the ledger: files go by their own numbers (tests/owndata/test_files.py).
    return message.by_app and message.ephemeral_to is None and not message.deleted and not message.files


def _standing(message: Message) -> Post:
    return Post(0.0, 0.0, message.channel, message.ts, message.thread_ts, _mark({"metadata": message.metadata}), None)


def _mark(args: dict[str, Any]) -> str | None:
    """The opaque id in a message's metadata."""
    metadata = args.get("metadata")
    metadata = json.loads(metadata) if isinstance(metadata, str) else metadata
    return ((metadata or {}).get("event_payload") or {}).get("id")
