"""What the app's own ledger of messages says, for those who look behind the curtain. Read only; handed in.

The sandbox knows what arrived; only the app knows what it planned, and what became of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sandbox.records import Json


@dataclass(frozen=True)
class LedgerLine:
    """One message the app planned. `mark` is the id that travels in the message's metadata; `due` is story time.

    `to` is a channel's or a person's id, or None where the app keeps it sealed; `channel` and `ts` are where it stands.
    `row` is the row as JSON values, without what is sealed; `by_story` names its moments that are story time, while all
    others are wire time.
    """

    mark: str
    what: str
    to: str | None
    state: str
    attempts: int
    due: datetime
    channel: str | None
    ts: str | None
    error: str | None
    row: Json
    by_story: tuple[str, ...] = ()


class Ledger(Protocol):
    """Reads the app's ledger."""

    async def deliveries(self) -> list[LedgerLine]:
        """Return every message the app planned, newest first."""
        ...
