"""A process that works and may be killed: forked while its parent is small, told later where to work."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.clock import AdjustableClock, Clocks, WireClock
from bot.delivery.embedded import EmbeddedDispatcher
from bot.delivery.rows import Timing
from bot.delivery.scaled import Beat, ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.delivery.steps import Steps
from bot.storage.addresses import async_url
from tests.crashes.points import Points
from tests.delivery.office import FAST, TUESDAY, Door
from tests.delivery.workers import working

TIMING = Timing(
    http=2.0, guard=2.0, lag=0.3, lease=6.0, looks=(0.05, 0.1, 0.3), first_retry=0.05, longest_retry=0.5, alarm=60
)
"""Short, but not so short that a busy machine comes too late for its own lease."""
BEAT = Beat(poll=0.1, heartbeat=0.2, silent=1.0, sweep=0.2, requeue=0.5, rest=0.1, finish=2.0)
Work = Callable[[Any], Coroutine[Any, Any, None]]


class WorkerFailed(Exception):
    """A process ended with an error of its own."""


class Worker:
    """A process that was forked early. It begins when it is told where, and ends when all is done, or earlier."""

    def __init__(self, home: Path, name: str, points: Points, work: Work, patience: float) -> None:
        self.home = home
        self._log = home / f"{name}.log"
        self._met = home / f"{name}.met"
        self._patience = patience
        ears, self._mouth = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # inherited: see `heard_once_it_can`
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._mouth)
            self._live(ears, points, work)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.close(ears)

    def _live(self, ears: int, points: Points, work: Work) -> None:
        code = 1
        try:
            with os.fdopen(ears, encoding="utf-8") as orders, self._log.open("w") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
                cast("io.TextIOWrapper", sys.stdout).reconfigure(line_buffering=True)  # what a killed process said, too
                told = orders.readline()
                if told.strip():
                    points.install()
                    asyncio.run(asyncio.wait_for(work(json.loads(told)), self._patience))
                    self._met.write_text(json.dumps(points.met))
                code = 0
        finally:
            if code:
                with self._log.open("a") as log:
                    log.write(traceback.format_exc())
            os._exit(code)

    async def works(self, orders: Any) -> bool:
        """Let it begin and wait for its end. True when it was killed; raises `WorkerFailed` when it broke."""
        with os.fdopen(self._mouth, "w", encoding="utf-8") as mouth:
            mouth.write(json.dumps(orders) + "\n")
        while (ended := os.waitpid(self.pid, os.WNOHANG)) == (0, 0):
            await asyncio.sleep(0.005)
        code = os.waitstatus_to_exitcode(ended[1])
        if code not in (0, -signal.SIGKILL):
            raise WorkerFailed(f"It ended with {code}.\n{self.log}")
        return code == -signal.SIGKILL

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal. Only while somebody waits for its end: later its id may be another's."""
        os.kill(self.pid, number)

    @property
    def log(self) -> str:
        """What it said."""
        return self._log.read_text() if self._log.exists() else ""

    def dismiss(self) -> None:
        """Let it end without work."""
        with os.fdopen(self._mouth, "w", encoding="utf-8") as mouth:
            mouth.write("\n")
        os.waitpid(self.pid, 0)

    @property
    def met(self) -> list[str]:
        """The points that it met."""
        return list(json.loads(self._met.read_text())) if self._met.exists() else []


def heard_once_it_can() -> None:
    """Let SIGTERM wait until the process can hear it, as a service manager waits for a process to be up.

    A story may end while the one that took over is only starting.
    """
    loop = asyncio.get_running_loop()
    add = loop.add_signal_handler

    def and_hear(number: int, callback: Callable[..., object], *given: Any) -> None:
        add(number, callback, *given)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})

    loop.add_signal_handler = and_hear  # type: ignore[assignment,method-assign]


async def deliver(orders: Any) -> None:
    """Do what is due, as the only process on SQLite, or as one of many workers on PostgreSQL."""
    door, both = Door(**orders["door"]), clocks(orders["later"])
    async with door.opened(both) as (database, messenger):
        steps = Steps(database, messenger, both, admins=[orders["admin"]], pace=FAST, timing=TIMING)
        dispatcher: EmbeddedDispatcher | ScaledDispatcher = EmbeddedDispatcher(steps, alone=True)
        if door.jobs:
            dispatcher = ScaledDispatcher(steps, JobQueue(async_url(door.database_url), both, TIMING), beat=BEAT)
        async with working(dispatcher):
            while await steps.unfinished() or await steps.sweep():
                await asyncio.sleep(0.1)


@dataclass
class Later(WireClock):
    """The machine's time, so many seconds on: leases of those who died are over."""

    seconds: float

    def __post_init__(self) -> None:
        super().__init__()

    def machine(self) -> datetime:
        return super().machine() + timedelta(seconds=self.seconds)


def clocks(later: float = 0.0) -> Clocks:
    """Return the story's clock, which stands still, and the wire's."""
    return Clocks(AdjustableClock(frozen_at=TUESDAY), Later(later))
