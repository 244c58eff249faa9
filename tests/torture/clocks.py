"""Clocks that the runner sets from outside: the story's, shared by all coaches, and each machine's own, which may lie.

An offset in seconds stands in a small file that is replaced whole, so that a process reads the old one or the new one.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any

import apscheduler.schedulers.base

import bot.clock
from bot.clock import WireClock


class Offset:
    """So many seconds, in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> float:
        """What it is now."""
        return float(self.path.read_text(encoding="ascii"))

    def write(self, seconds: float) -> None:
        """Set it, at once for everyone who reads it."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(repr(seconds), encoding="ascii")
        fresh.replace(self.path)


class StoryClock:
    """Campaign time: wire time and an offset, which only grows."""

    def __init__(self, wire: WireClock, offset: Offset) -> None:
        self._wire = wire
        self._offset = offset

    def now(self) -> datetime:
        """The story's moment."""
        return self._wire.now() + timedelta(seconds=self._offset.read())


def let_the_machine_lie(offset: Offset) -> None:
    """Make this process's wall clock wrong by an offset, as if somebody set it while it runs; counters go on.

    Wherever the coach, its scheduler and Slack's packages ask the machine what time it is, they are told the offset
    with it.
    """
    honest = time.time

    class Lying(datetime):
        """A clock on the wall."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=offset.read())

    time.time = lambda: honest() + offset.read()
    for module in (bot.clock, apscheduler.schedulers.base):
        replaced(module, "datetime", Lying)


def replaced(module: ModuleType | type, name: str, value: object) -> None:
    """Put something else in a name's place. The name must be there: a rename elsewhere must not end a test silently."""
    if not hasattr(module, name):
        raise AttributeError(f"{module} has no {name} any more")
    setattr(module, name, value)
