"""The clock bar: what the client asks of whoever tells the story, and what it shows.

The sandbox itself has no story. The demo hands in controls that know what is due next; without them there is no bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sandbox.client.dates import full, short
from sandbox.client.reader import Reader

STEPS = {"day": timedelta(days=1), "week": timedelta(days=7)}
"""How far the buttons move the clock, beside *Next event*."""
SHOWN_DUE = 12


class StoryControls(Protocol):
    """Moves story time. Each step returns when everything that became due has happened."""

    def now(self) -> datetime:
        """Return story time, aware."""
        ...

    async def next_event(self) -> str:
        """Move to the next thing that is due, let it happen, and return one sentence about it."""
        ...

    async def advance(self, by: timedelta) -> str | None:
        """Move forward, let everything on the way happen, and return a sentence about it if there is one."""
        ...

    async def due(self) -> list[tuple[datetime, str]]:
        """Return what comes next: moments with a few words each, soonest first."""
        ...


@dataclass(frozen=True)
class Due:
    """One thing to come."""

    when: str
    iso: str
    what: str


@dataclass(frozen=True)
class ClockBar:
    """What the bar shows."""

    now: str
    iso: str
    zone: str
    due: tuple[Due, ...]


async def clock_bar(controls: StoryControls | None, reader: Reader) -> ClockBar | None:
    """Return what the bar shows, None without controls."""
    if controls is None:
        return None
    now = controls.now().astimezone(reader.zone)
    due = [
        Due(short(when.astimezone(reader.zone)), when.isoformat(), what)
        for when, what in (await controls.due())[:SHOWN_DUE]
    ]
    return ClockBar(full(now), now.isoformat(), reader.user.tz.replace("_", " "), tuple(due))


async def step(controls: StoryControls, name: str) -> str:
    """Take a step and return what to say about it. Raises `KeyError` for a step there is not."""
    if name == "next":
        return await controls.next_event()
    return await controls.advance(STEPS[name]) or "The clock has moved."
