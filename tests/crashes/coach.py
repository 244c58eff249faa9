"""The coach that may be killed: the product's own `serve`, with the story's clocks and shorter waits."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bot.bootstrap
import bot.health.pulse
import bot.hearing.catching_up
import bot.hearing.presence
from bot import logs
from bot.chores import Chore
from bot.clock import Clocks, WireClock
from bot.commands.run import serve
from bot.delivery.scaled import ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.settings import Settings
from tests.crashes.worker import BEAT, TIMING, heard_once_it_can
from tests.torture.clocks import Offset, StoryClock, replaced
from tests.torture.coach import ROLES, hurry

OFTEN = timedelta(seconds=0.4)
"""How often the chores are done that a coach in earnest does every few minutes."""
ABSENT = bot.hearing.presence.ABSENT
"""A coach that starts again at once was not away: what it did not acknowledge must come to it again by itself."""
LONGEST_WAIT = timedelta(minutes=2)
"""How long a close waits for threads that cannot be read: less than an absence."""


async def coach(orders: Any) -> None:
    """Do all that a coach does, until it is told to stop."""
    os.environ.clear()
    os.environ.update(orders["environment"])
    heard_once_it_can()
    logs.set_up("info")
    wire = WireClock()
    hurry(Clocks(StoryClock(wire, Offset(Path(orders["story"]))), wire), TIMING)
    replaced(bot.bootstrap, "Chore", _often)
    replaced(bot.bootstrap, "JobQueue", partial(JobQueue, timing=TIMING))
    replaced(bot.bootstrap, "ScaledDispatcher", partial(ScaledDispatcher, beat=BEAT))
    replaced(bot.health.pulse, "EVERY", 2 * OFTEN)
    replaced(bot.hearing.presence, "ABSENT", ABSENT)
    replaced(bot.hearing.catching_up, "LONGEST_WAIT", LONGEST_WAIT)
    await serve(Settings(), ROLES["run"])


def _often(name: str, every: timedelta, work: Callable[[], Awaitable[object]]) -> Chore:
    """A chore of minutes is done often; one of days, which is done at the start too, is left to the start."""
    return Chore(name, every if every >= timedelta(days=1) else min(every, OFTEN), work)
