"""Behind the curtain: everything that happened, newest first and live, for those who want to see that it is real.

`/behind` shows calls of the app, what it was told, acts of people and the app's own ledger; `?kind=`, `?person=`,
`?channel=` and `?message=` narrow it, `?entry=` and `?delivery=` open one. Secrets are masked; nothing else is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any
from urllib.parse import urlencode

from sse_starlette.sse import EventSourceResponse
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.client.addresses import Address, acting
from sandbox.client.dates import on_the_wire, short
from sandbox.client.entries import KINDS, Line, line, name_of
from sandbox.client.json_drawing import drawn_json
from sandbox.client.ledger import Ledger, LedgerLine
from sandbox.client.live import PING_SECONDS
from sandbox.client.masking import masked
from sandbox.client.screens import Screens
from sandbox.workspace import Workspace

SHOWN = 80
"""How many lines a page shows; older ones on request."""
GOOD, BAD = frozenset({"sent"}), frozenset({"failed", "in_doubt", "expired"})
PANES = ("tabs", "lines", "detail")


@dataclass(frozen=True)
class Looking:
    """What somebody looks at: what narrows the list, and what is open."""

    kind: str = ""
    person: str = ""
    channel: str = ""
    message: str = ""
    before: int = 0
    entry: int = 0
    delivery: str = ""

    @classmethod
    def of(cls, query: QueryParams) -> Looking:
        """Read it from an address; what makes no sense is left out."""
        numbers = {name: int(query.get(name, "0")) if query.get(name, "").isdigit() else 0 for name in _NUMBERS}
        texts = {name: query.get(name, "") for name in ("kind", "person", "channel", "message", "delivery")}
        return cls(**texts, **numbers)  # type: ignore[arg-type]

    def path(self, **changes: str | int) -> str:
        """Return the address with something changed; what was open closes unless it is named."""
        fields = {**vars(self), "entry": 0, "delivery": "", "before": 0, **changes}
        chosen = {name: value for name, value in fields.items() if value}
        return f"/behind?{urlencode(chosen)}" if chosen else "/behind"

    def shows(self, one: Line, kinds: frozenset[str] | None) -> bool:
        """Whether a line is among what is looked at."""
        return (
            (kinds is None or one.kind in kinds)
            and (not self.person or self.person in one.people)
            and (not self.channel or self.channel in one.channels)
            and (not self.message or self.message in one.messages)
            and (not self.before or one.number < self.before)
        )


_NUMBERS = ("before", "entry")


class Curtain:
    """Shows the journal and the ledger. Reads only."""

    def __init__(self, workspace: Workspace, ledger: Ledger | None, screens: Screens) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._screens = screens

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address("/behind", self.page)
        yield Address("/behind/live", self.live)

    async def page(self, request: Request) -> Response:
        """Show the page, or its parts for a refresh."""
        reader = acting(self._workspace, request)
        facts = await self._facts(Looking.of(request.query_params), reader.zone if reader else UTC)
        if "x-panes" in request.headers:
            return JSONResponse({name: self._screens.part(f"behind_{name}.html", facts) for name in PANES})
        return HTMLResponse(self._screens.sheet("behind.html", reader, **facts))

    async def live(self, request: Request) -> Response:
        """Tell the page that something was added."""
        return EventSourceResponse(self._additions(), ping=PING_SECONDS)

    async def _additions(self) -> AsyncIterator[dict[str, str]]:
        with self._workspace.journal.changes.subscribe() as queue:
            yield {"event": "ready", "data": "{}"}
            while (await queue.get())["kind"] != "closing":
                yield {"event": "change", "data": "{}"}

    async def _facts(self, looking: Looking, zone: tzinfo) -> dict[str, Any]:
        rows = await self._ledger.deliveries() if self._ledger else []
        lines, older = ([], 0) if looking.kind == "ledger" else self._lines(looking, zone)
        named = {one: name_of(self._workspace, one) for one in (*self._workspace.users, *self._workspace.channels)}
        about = [row for row in rows if _shows(looking, row)] if looking.kind == "ledger" or looking.message else []
        return {
            "looking": looking,
            "kinds": KINDS,
            "has_ledger": self._ledger is not None,
            "lines": lines,
            "older": older,
            "rows": [self._row(row, zone) for row in about[: SHOWN * 3]],
            "states": Counter(row.state for row in rows).most_common(),
            "people": sorted(
                ((user.id, named[user.id]) for user in self._workspace.users.values() if not user.is_bot),
                key=lambda found: found[1],
            ),
            "channels": sorted(
                ((one.id, named[one.id]) for one in self._workspace.channels.values()), key=lambda found: found[1]
            ),
            "opened": self._opened(looking, rows, zone),
            "message": self._message(looking.message),
        }

    def _lines(self, looking: Looking, zone: tzinfo) -> tuple[list[Line], int]:
        """The newest lines that are looked at, and the number of the last one if there are older ones."""
        kinds = KINDS[looking.kind][1] if looking.kind in KINDS else None
        found: list[Line] = []
        for entry in reversed(tuple(self._workspace.journal)):
            one = line(entry, self._workspace, zone)
            if looking.shows(one, kinds):
                if len(found) == SHOWN:
                    return found, found[-1].number
                found.append(one)
        return found, 0

    def _opened(self, looking: Looking, rows: list[LedgerLine], zone: tzinfo) -> dict[str, Any] | None:
        """What is open beside the list: its name and all of its JSON."""
        entry = self._workspace.journal.entry(looking.entry)
        if entry is not None:
            one = line(entry, self._workspace, zone)
            parts = [(name, drawn_json(masked(value))) for name, value in _parts(entry.kind, entry.data)]
            return {"title": one.title, "line": one, "row": None, "parts": parts, "private": _is_private(entry.data)}
        row = next((row for row in rows if row.mark == looking.delivery), None)
        if row is not None:
            parts = [("The row, without what is sealed", drawn_json(masked(row.row)))]
            told = {**_moments(row, zone), "by_story": ", ".join(row.by_story)}
            return {"title": row.what, "line": None, "row": told, "parts": parts, "private": False}
        return None

    def _row(self, row: LedgerLine, zone: tzinfo) -> dict[str, Any]:
        to = name_of(self._workspace, row.to) if row.to else "a person (kept sealed)"
        tone = "good" if row.state in GOOD else "bad" if row.state in BAD else "plain"
        return {"line": row, "to": to, "tone": tone, **_moments(row, zone)}

    def _message(self, ts: str) -> str:
        """The beginning of the message that is looked at, empty when none is."""
        messages = self._workspace.messages
        every = (found for channel in self._workspace.channels for found in messages.everything(channel))
        text = next((message.text for message in every if message.ts == ts), "") if ts else ""
        return text.split("\n")[0][:120]


def _moments(row: LedgerLine, zone: tzinfo) -> dict[str, str]:
    """When a message was posted by the wire's clock, empty before that, and when it is due in the story."""
    return {"wire": on_the_wire(float(row.ts), zone) if row.ts else "", "story": short(row.due.astimezone(zone))}


def _shows(looking: Looking, row: LedgerLine) -> bool:
    return (
        (not looking.person or looking.person == row.to)
        and (not looking.channel or looking.channel in (row.to, row.channel))
        and (not looking.message or looking.message == row.ts)
    )


def _parts(kind: str, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of an entry, each with a name that says what it is."""
    if kind == "call":
        yield "What the app asked", data["args"]
        yield "What Slack answered", data["response"]
    elif kind == "delivery":
        yield "What the app was told", data["payload"]
        if data["answer"]:
            yield "What it answered", data["answer"]
        yield "How it went", {name: value for name, value in data.items() if name not in ("payload", "answer")}
    else:
        yield "All of it", data


def _is_private(data: dict[str, Any]) -> bool:
    """Whether a form's content is in it."""
    return data.get("act") == "submit" or data.get("event_type") == "view_submission"
