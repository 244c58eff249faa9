"""An append-only record of everything that happened: calls, deliveries, acts of people.

Entries are never changed. Tokens are left out. The comparison of lost and duplicated answers reads it, and the page
that shows what goes on behind the curtain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sandbox.changes import Changes
from sandbox.clocks import Story, Wire

Kind = Literal["call", "delivery", "act", "response_url", "note"]


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `at` is wire time in seconds, `story_at` story time.

    Data by kind: ``call`` has method, args, status, response, fault, seconds; ``delivery`` has envelope_id, type,
    event_id, event_type, via (socket or http), attempt, acknowledged, reason, payload, answer, fault, seconds; ``act``
    has user, act and what it was done to; ``response_url`` has url, body, status; ``note`` has note (``clock``:
    somebody moved story time; ``faults``: somebody set or cleared faults) and said. ``seconds`` is real time from the
    first byte to the answer.
    """

    number: int
    at: float
    story_at: datetime
    kind: Kind
    data: dict[str, Any]


class Journal:
    """The record itself. `changes` tells whoever watches that an entry was added; nobody else hears of it."""

    def __init__(self, wire: Wire, story: Story) -> None:
        self._wire = wire
        self._story = story
        self._entries: list[Entry] = []
        self.changes = Changes()

    def add(self, kind: Kind, **data: Any) -> Entry:
        """Write one entry and return it."""
        entry = Entry(len(self._entries) + 1, self._wire.now(), self._story(), kind, data)
        self._entries.append(entry)
        self.changes.publish("journal")
        return entry

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def entry(self, number: int) -> Entry | None:
        """Return the entry of that number, None if there is none."""
        return self._entries[number - 1] if 0 < number <= len(self._entries) else None

    def since(self, number: int) -> list[Entry]:
        """Return the entries after that number."""
        return self._entries[number:]

    def calls(self, method: str | None = None, *, ok: bool | None = None) -> list[Entry]:
        """Return the Web API calls of one method or all; only those that succeeded (or failed) if `ok` is given."""
        found = [entry for entry in self._entries if entry.kind == "call"]
        if method is not None:
            found = [entry for entry in found if entry.data["method"] == method]
        if ok is not None:
            found = [entry for entry in found if bool((entry.data["response"] or {}).get("ok")) is ok]
        return found

    def deliveries(self, kind: str | None = None, *, acknowledged: bool | None = None) -> list[Entry]:
        """Return the deliveries to the app; `kind` is an event type, an interaction type or ``slash_commands``."""
        found = [entry for entry in self._entries if entry.kind == "delivery"]
        if kind is not None:
            found = [entry for entry in found if kind in (entry.data["event_type"], entry.data["type"])]
        if acknowledged is not None:
            found = [entry for entry in found if entry.data["acknowledged"] is acknowledged]
        return found

    def acts(self, act: str | None = None) -> list[Entry]:
        """Return what people did."""
        return [entry for entry in self._entries if entry.kind == "act" and act in (None, entry.data["act"])]
