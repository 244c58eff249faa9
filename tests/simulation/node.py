"""A machine with a process on it that delivers: the product's own steps, taken by a dispatcher that wakes at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from bot.clock import Clocks, WireClock
from bot.delivery.pacing import NotYet, Pace
from bot.delivery.ports import Messenger
from bot.delivery.rows import Timing
from bot.delivery.steps import Steps
from bot.storage.database import Database
from tests.simulation.database import ModelDatabase, StoredDelivery, Tables
from tests.simulation.kernel import Kernel, Process, Task
from tests.simulation.machine import Machine, ProcessClock
from tests.simulation.slack import ModelMessenger, Slack

REST = 1.0
IDLE = 30.0


@dataclass(frozen=True)
class World:
    """What all nodes share."""

    kernel: Kernel
    tables: Tables
    slack: Slack
    timing: Timing
    committed: Callable[[StoredDelivery, StoredDelivery], None]
    clock: Callable[[Machine], WireClock] = ProcessClock


@dataclass(eq=False)
class Node:
    """A machine that starts its process again and again. `alone`: no other process is on this database."""

    name: str
    world: World
    machine: Machine
    alone: bool
    process: Process = field(init=False)
    steps: Steps = field(init=False)
    _resting: dict[str, float] = field(default_factory=dict)
    _stopped_at: float = 0.0

    def start(self) -> None:
        """Start a process: it asks Slack who it is, and only then looks at the ledger."""
        world, self.process = self.world, Process(self.name)
        self._resting = {}
        database = ModelDatabase(world.kernel, world.tables, world.slack.weather, self.process)
        database.committed, database.counter = world.committed, self.machine.counter
        if not self.alone:
            database.bucket_time = lambda _reading: 1e9 + world.kernel.now
        clock = world.clock(self.machine)
        messenger = ModelMessenger(world.slack, clock, database.begun)
        self.steps = Steps(
            cast("Database", database), cast("Messenger", messenger), Clocks(clock, clock), pace=Pace(),
            timing=world.timing,
        )  # fmt: skip
        world.kernel.spawn(self.process, "boot", self._boot(messenger), self._booted)

    async def _boot(self, messenger: ModelMessenger) -> None:
        await messenger.who()
        if self.alone:
            await self.steps.take_over()

    def _booted(self, _: object, problem: BaseException | None) -> None:
        if problem is None:
            self._look_around(self.process)
        else:
            self.crash(1.0)  # it says that Slack or the database does not answer, and is started again

    # --- dispatching -------------------------------------------------------------------------------------------------

    def _look_around(self, process: Process) -> None:
        """Ask what is due, again and again."""

        def again(found: list[tuple[str, str]] | None, _problem: BaseException | None) -> None:
            before = len(process.tasks)
            for kind, key in found or []:
                process.when_running(partial(self._begin, process, kind, key))
            process.when_running(lambda: self._sleep(process, idle=len(process.tasks) == before))

        self.world.kernel.spawn(process, "ask", self._ask(), again)

    async def _ask(self) -> list[tuple[str, str]]:
        steps = self.steps
        if self.world.kernel.chance.random() < 0.4:
            await steps.sweep()
        moment = steps.ledger.now()
        async with steps.database.reading() as work:
            doubtful = await work.deliveries.in_doubt(moment.wire, 50)
            messages = await work.deliveries.claimable(moment.campaign, moment.wire, 50)
        return [("look", row.id) for row in doubtful] + [("send", row.id) for row in messages]

    def _sleep(self, process: Process, *, idle: bool) -> None:
        if not self.world.tables.closed:
            seconds = self._until_worthwhile(idle=idle)
            self.world.kernel.after(seconds, lambda: process.when_running(lambda: self._look_around(process)))

    def _until_worthwhile(self, *, idle: bool) -> float:
        """Seconds until this process asks again: soon when something is due, else about when something will be."""
        chance, tables = self.world.kernel.chance, self.world.tables
        moment = self.steps.ledger.now()
        waits = [(when - moment.wire).total_seconds() for when in tables.wakes()]
        waits += [until - self.steps.wire.monotonic() for until in self._resting.values()]
        soonest = min((wait for wait in waits if wait > 0), default=IDLE)
        if idle:
            return min(soonest, IDLE) + chance.random() * chance.choice((0.2, 3.0))
        return min(soonest, 0.05 + chance.random() * chance.choice((0.2, 3.0)))

    def _begin(self, process: Process, kind: str, key: str) -> None:
        task, kernel = f"{kind} {key}", self.world.kernel
        if task in process.tasks:
            if kernel.chance.random() >= 0.2:
                return
            task += " too"  # any step may be taken twice at once
            if task in process.tasks:
                return
        if self._resting.get(task, 0.0) > self.steps.wire.monotonic():
            return

        def done(outcome: Any, problem: BaseException | None) -> None:
            seconds = outcome.seconds if isinstance(outcome, NotYet) else REST if problem else 0.0
            self._resting[task] = self.steps.wire.monotonic() + seconds

        kernel.spawn(process, task, self.steps.send(key) if kind == "send" else self.steps.look(key), done)

    def tasks(self) -> Iterable[Task]:
        """Return what its process is in the middle of."""
        return self.process.tasks.values()

    # --- what may happen to it ---------------------------------------------------------------------------------------

    def crash(self, down: float) -> None:
        """Kill the process; another one is started after so many seconds."""
        self.process.crash()
        self.world.kernel.after(down, self.start)

    def stop(self, down: float) -> None:
        """Ask the process to end: it drops what it is doing, hands back what it has, and goes."""
        process = self.process
        process.drop()

        def gone(_changed: Any, _problem: BaseException | None) -> None:
            if process is self.process:
                self.crash(down)

        self.world.kernel.spawn(process, "hand back", self.steps.hand_back(), gone)

    def freeze(self, seconds: float, *, counter_too: bool = False) -> None:
        """Stop the process for so many seconds; with `counter_too` the whole machine, and nothing in it notices."""
        process, kernel = self.process, self.world.kernel
        process.freeze()
        self._stopped_at = kernel.now if counter_too else float("inf")
        kernel.after(seconds, lambda: self.thaw() if process is self.process else None)

    def thaw(self) -> None:
        """Let it go on."""
        if self.process.frozen:
            halted = max(0.0, self.world.kernel.now - self._stopped_at)
            self.machine.lost += halted
            self.machine.ahead -= halted
            self.process.thaw()
