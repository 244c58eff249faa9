"""What is done to processes while people go on: killed, stopped, frozen, their clocks set, their database taken away.

All of it comes from one seed, and is counted for the table.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.torture import coach
from tests.torture.clocks import Offset
from tests.torture.database import Database

TWO_HOURS = 7200.0
LONGEST_FREEZE = 1.5 * coach.TIMING.lease


@dataclass
class Process:
    """One coach: started, and started again however it ended, until `rest`."""

    context: ForkServerContext
    orders: coach.Orders
    running: ForkServerProcess | None = None
    wanted: bool = True
    starts: int = 0

    @property
    def clock(self) -> Offset:
        """The wall clock of its machine."""
        return Offset(self.orders.machine)

    async def keep(self) -> None:
        """Be its supervisor."""
        while self.wanted:
            self.starts += 1
            process = self.context.Process(target=coach.main, args=(self.orders,))
            await asyncio.to_thread(process.start)
            self.running = process
            await readable(process.sentinel)
            process.join()
            if self.wanted:
                await asyncio.sleep(0.2)

    def signal(self, what: signal.Signals) -> bool:
        """Send it a signal. False when it is not running."""
        if self.running is None or self.running.pid is None or self.running.exitcode is not None:
            return False
        os.kill(self.running.pid, what)
        return True

    async def rest(self, seconds: float) -> str:
        """Have it stop in good order. Returns what was wrong with how it did, empty if nothing."""
        self.wanted = False
        self.signal(signal.SIGCONT)
        if not self.signal(signal.SIGTERM) or self.running is None:
            return f"{self.orders.role} was not running at the end"
        try:
            await asyncio.wait_for(readable(self.running.sentinel), seconds)
        except TimeoutError:
            self.running.kill()
            return f"{self.orders.role} did not stop within {seconds:g} s of being asked to"
        self.running.join()
        return "" if self.running.exitcode == 0 else f"{self.orders.role} ended with {self.running.exitcode}"


class Nemesis:
    """Does one thing after another, with a pause between."""

    def __init__(self, processes: list[Process], database: Database, seed: int, pause: float) -> None:
        self._processes = processes
        self._database = database
        self._dice = random.Random(seed)
        self._pause = pause
        self._frozen: set[asyncio.Task[None]] = set()
        self.done: Counter[str] = Counter()
        self._ways: dict[str, tuple[float, Callable[[], Awaitable[None]]]] = {
            "kill": (4, self._kill),
            "stop": (1, self._stop),
            "short freeze": (2, self._freeze_shortly),
            "long freeze": (1, self._freeze_long),
            "clock": (2, self._set_clock),
            "database": (2, self._take_database),
        }

    async def rage(self, enough: Callable[[], Awaitable[bool]]) -> None:
        """Go on until it is enough; then everything is thawed, the database is back and the clocks are right again."""
        names, weights = list(self._ways), [weight for weight, _ in self._ways.values()]
        while not await enough():
            (name,) = self._dice.choices(names, weights)
            await self._ways[name][1]()
            await asyncio.sleep(self._dice.uniform(0.3, 1.7) * self._pause)
        for task in [*self._frozen]:
            await task
        for process in self._processes:
            process.clock.write(0.0)

    def _any(self) -> Process:
        return self._dice.choice(self._processes)

    async def _kill(self) -> None:
        if self._any().signal(signal.SIGKILL):
            self.done["killed"] += 1

    async def _stop(self) -> None:
        if self._any().signal(signal.SIGTERM):
            self.done["stopped"] += 1

    async def _freeze_shortly(self) -> None:
        self._freeze(self._dice.uniform(0.05, 1.0))

    async def _freeze_long(self) -> None:
        self._freeze(self._dice.uniform(0.8, 1.0) * LONGEST_FREEZE)

    def _freeze(self, seconds: float) -> None:
        process = self._any()
        if process.signal(signal.SIGSTOP):
            self.done["frozen"] += 1
            task = asyncio.create_task(self._thaw(process, seconds))
            self._frozen.add(task)
            task.add_done_callback(self._frozen.discard)

    async def _thaw(self, process: Process, seconds: float) -> None:
        await asyncio.sleep(seconds)
        process.signal(signal.SIGCONT)

    async def _set_clock(self) -> None:
        self._any().clock.write(self._dice.choice((-TWO_HOURS, 0.0, TWO_HOURS)))
        self.done["clock set"] += 1

    async def _take_database(self) -> None:
        seconds, hard = self._dice.uniform(0.5, 2.5), self._dice.random() < 0.6
        self.done[await self._database.fail(seconds, hard=hard)] += 1


async def readable(descriptor: int) -> None:
    """Wait until there is something to read: the end of a process, a word in a pipe. No thread waits for it."""
    loop, there = asyncio.get_running_loop(), asyncio.Event()
    copy = os.dup(descriptor)  # two may wait for one thing
    loop.add_reader(copy, there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(copy)
        os.close(copy)


def fresh(path: Path) -> Offset:
    """A clock's file that says that the clock is right."""
    offset = Offset(path)
    offset.write(0.0)
    return offset
