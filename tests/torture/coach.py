"""A coach as `waymark run`, `web` or `worker` makes it, in a process that was forked from a loaded one.

It is the product's own `serve`; only its clocks are the runner's and its waits shorter, so that what takes minutes in
earnest (leases, looks, absences) takes seconds.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

import bot.bootstrap
import bot.commands.run
import bot.hearing.catching_up
import bot.hearing.presence
import bot.slack.client
from bot import logs
from bot.campaigns.ticker import Ticker
from bot.clock import Clocks, WireClock
from bot.commands.run import Roles, serve
from bot.delivery.pacing import Pace
from bot.delivery.rows import Timing
from bot.delivery.steps import Steps
from bot.errors import WaymarkError
from bot.settings import Settings
from tests.torture.clocks import Offset, StoryClock, let_the_machine_lie, replaced

Role = Literal["run", "web", "worker"]
ROLES: dict[Role, Roles] = {
    "run": Roles(web=True, worker=True),
    "web": Roles(web=True, worker=False),
    "worker": Roles(web=False, worker=True),
}
FACTOR = 40.0
"""What Slack's waits, and the coach's, are divided by."""
TIMING = Timing(
    http=2.0, guard=0.5, lag=2.0, lease=6.0, looks=(0.3, 1.0, 2.0), alarm=20.0, first_retry=0.2, longest_retry=3.0
)
"""The coach's waits about single messages. Slack shows a message within `lag`, so the faults must keep to it."""


@dataclass(frozen=True)
class Orders:
    """What a coach is told: its part, its environment, and the files with its clocks and for its log."""

    role: Role
    environment: dict[str, str]
    story: Path
    machine: Path
    log: Path


def main(orders: Orders) -> None:
    """The life of the process."""
    _die_with_the_runner()
    descriptor = os.open(orders.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.environ.clear()
    os.environ.update(orders.environment)
    logs.set_up("info")
    let_the_machine_lie(Offset(orders.machine))
    wire = WireClock()
    hurry(Clocks(StoryClock(wire, Offset(orders.story)), wire))
    try:
        asyncio.run(serve(Settings(), ROLES[orders.role]))
    except WaymarkError as problem:
        print(problem.sentence, file=sys.stderr, flush=True)  # noqa: T201 - its log
        sys.exit(1)


def hurry(clocks: Clocks, timing: Timing = TIMING) -> None:
    """Hand in the clocks and the shorter waits. For a process that lives for one story."""
    replaced(bot.commands.run, "connected", partial(bot.bootstrap.connected, clocks=clocks, pace=Pace(factor=FACTOR)))
    replaced(bot.bootstrap, "Steps", partial(Steps, timing=timing))
    replaced(bot.bootstrap, "Ticker", partial(Ticker, every=timedelta(seconds=0.5)))
    replaced(bot.slack.client, "TOTAL_TIMEOUT", timing.http)
    replaced(bot.slack.client, "CONNECT_TIMEOUT", 1.0)
    replaced(bot.hearing.presence, "EVERY", timedelta(seconds=30 / FACTOR))
    replaced(bot.hearing.presence, "ABSENT", timedelta(minutes=3) / FACTOR)
    replaced(bot.hearing.presence, "QUIET", timedelta(seconds=75) / FACTOR)
    replaced(bot.hearing.presence, "TOGETHER", timedelta(minutes=10) / FACTOR)
    replaced(bot.hearing.catching_up, "LEASE", timedelta(minutes=2) / FACTOR)
    replaced(bot.hearing.catching_up, "FIRST_RETRY", 5.0 / FACTOR)
    replaced(bot.hearing.catching_up, "LONGEST_RETRY", 300.0 / FACTOR)


def _die_with_the_runner() -> None:
    """A coach must not outlive whoever started it, however that ended (Linux; elsewhere it is stopped in order)."""
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None)
        libc.prctl(1, signal.SIGKILL)
