"""What the client asks of whoever tells the story: its clock, its calendar, its people, its beginning.

The sandbox itself has no story. The demo hands in controls that know what is due next; without them there is no bar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal, Protocol

from sandbox.client.agenda import Beat, Day, agenda
from sandbox.client.dates import full, today
from sandbox.client.reader import Reader
from sandbox.journal import Journal

STEPS = {"day": timedelta(days=1), "week": timedelta(days=7)}
"""How far the buttons move the clock, beside *Next event*."""
BEHIND, AHEAD = timedelta(days=7), timedelta(days=13)
"""What the bar's calendar shows; the page of the calendar shows all of it."""
LOGGED = 12
"""So many of the clock's moves stand in the bar's log."""
Pace = Literal["quick", "watch"]


class StoryControls(Protocol):
    """Moves story time. Each step returns when everything that became due has happened.

    `visitor` is the person somebody acts as in the browser: nothing is done in their place.
    """

    @property
    def ready(self) -> bool:
        """Whether the story has begun."""
        ...

    @property
    def playing(self) -> str | None:
        """What is being played by itself just now, in a few words; None when nothing is."""
        ...

    async def told(self) -> str:
        """Return one sentence about the last step or, before the first one and where that is overtaken, the next."""
        ...

    def now(self) -> datetime:
        """Return story time, aware."""
        ...

    async def next_event(self, visitor: str | None = None) -> str:
        """Move to the next thing that is due, let it happen, and return one sentence about it."""
        ...

    async def advance(self, by: timedelta, visitor: str | None = None) -> str | None:
        """Move forward, let everything on the way happen, and return a sentence about it if there is one."""
        ...

    async def beats(self) -> list[Beat]:
        """Return everything that was and will be due, in any order."""
        ...

    def play(self, pace: Pace, visitor: str | None = None) -> None:
        """Begin to play the rest of the week by itself, quickly or so that one can watch."""
        ...

    def stop(self) -> None:
        """Let what plays by itself end after the act that is going on."""
        ...

    def reset(self) -> None:
        """Tell the story afresh, from its beginning, at the same address."""
        ...


@dataclass(frozen=True)
class ClockBar:
    """What the bar shows. `log` is what happened at the clock's last moves, newest first."""

    now: str
    full: str
    iso: str
    zone: str
    playing: str | None
    said: str
    log: tuple[str, ...]


async def clock_bar(controls: StoryControls | None, reader: Reader) -> ClockBar | None:
    """Return what the bar shows, None without controls."""
    if controls is None:
        return None
    now = controls.now().astimezone(reader.zone)
    zone = reader.user.tz.replace("_", " ")
    log = tuple(_moves(reader.workspace.journal))[-LOGGED:][::-1]
    return ClockBar(today(now), full(now), now.isoformat(), zone, controls.playing, await controls.told(), log)


async def days_about(controls: StoryControls, zone: tzinfo) -> list[Day]:
    """Return the days of the bar's calendar: those about now."""
    now = controls.now()
    beats = [beat for beat in await controls.beats() if now - BEHIND <= beat.at <= now + AHEAD]
    return list(agenda(beats, now, zone))


def _moves(journal: Journal) -> Iterator[str]:
    return (str(entry.data["said"]) for entry in journal if entry.kind == "note" and entry.data["note"] == "clock")


async def step(controls: StoryControls, name: str, visitor: str | None) -> str:
    """Take a step and return what to say about it. Raises `KeyError` for a step there is not."""
    if name == "next":
        return await controls.next_event(visitor)
    return await controls.advance(STEPS[name], visitor) or "The clock has moved."
