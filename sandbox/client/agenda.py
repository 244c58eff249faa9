"""The calendar of the story: what was due and what will be, day by day, with the teams it is for.

Pure over beats and the moment that is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Literal

from sandbox.client.dates import clock_time, day_line

State = Literal["planned", "done", "missed", "cancelled"]
TOLD: dict[State, str] = {"planned": "to come", "done": "done", "missed": "missed", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Beat:
    """One thing that is due in one team. `at` is aware story time, `what` a few words."""

    at: datetime
    what: str
    team: str
    state: State


@dataclass(frozen=True)
class Line:
    """The same thing at the same moment, in some teams. `next` marks what the clock goes to next."""

    time: str
    iso: str
    what: str
    teams: str
    state: State
    told: str
    next: bool


@dataclass(frozen=True)
class Day:
    """A day with its lines, earliest first. `here` is where the story is: today, or else the next day on which
    something is due, or else the last day of all."""

    name: str
    today: bool
    here: bool
    lines: tuple[Line, ...]


def agenda(beats: Iterable[Beat], now: datetime, zone: tzinfo) -> Iterator[Day]:
    """Give the days on which something was or will be due, in order, as the clocks of `zone` show them."""
    known = list(beats)
    everyone = {beat.team for beat in known}
    soonest = min((beat.at for beat in known if beat.state == "planned"), default=None)
    known.sort(key=lambda beat: (beat.at, beat.what, beat.state, beat.team))
    today = now.astimezone(zone).date()
    dates = [beat.at.astimezone(zone).date() for beat in known]
    here = next((day for day in dates if day >= today), dates[-1] if dates else None)
    for day, on_it in groupby(known, key=lambda beat: beat.at.astimezone(zone).date()):
        lines = tuple(_lines(on_it, everyone, soonest, zone))
        yield Day(day_line(day, today), day == today, day == here, lines)


def _lines(beats: Iterable[Beat], everyone: set[str], soonest: datetime | None, zone: tzinfo) -> Iterator[Line]:
    for (at, what, state), same in groupby(beats, key=lambda beat: (beat.at, beat.what, beat.state)):
        teams = [beat.team for beat in same]
        everywhere = len(teams) > 1 and set(teams) == everyone
        moment = at.astimezone(zone)
        yield Line(
            time=clock_time(moment),
            iso=moment.isoformat(),
            what=what,
            teams="all teams" if everywhere else ", ".join(teams),
            state=state,
            told=TOLD[state],
            next=state == "planned" and at == soonest,
        )
