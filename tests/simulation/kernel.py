"""Simulated time, and processes made of the product's own coroutines. One thread, no event loop, no real waiting.

A coroutine of the product runs until it asks the world for something (`Asking`): a query, a commit, a request. The
kernel hands the question to the part of the world that was asked and goes on with whatever happens next. What comes
back reaches the process only if it still lives and is not frozen. Everything is decided by one seeded generator, so a
seed is a whole story that can be told again.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

EPOCH = datetime(2027, 3, 2, 9, tzinfo=UTC)

Start = Callable[["Task"], None]


@dataclass(slots=True)
class Asking:
    """What a coroutine waits for. `start` puts the question to the world, which resumes the task later."""

    label: str
    start: Start

    def __await__(self) -> Generator[Asking, Any, Any]:
        return (yield self)


class Process:
    """One life of a node: from a start to a crash. Its tasks share its memory and end with it."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.alive = True
        self.frozen = False
        self.tasks: dict[str, Task] = {}
        self.held: list[Callable[[], None]] = []

    def when_running(self, act: Callable[[], None]) -> None:
        """Do something in this process: now, after the freeze, or never."""
        if not self.alive:
            return
        if self.frozen:
            self.held.append(act)
        else:
            act()

    def crash(self) -> None:
        """End at once. Nothing is finished; what is on its way to others still arrives."""
        self.alive = False
        self.drop()

    def drop(self) -> None:
        """Cancel everything that is under way."""
        tasks, self.tasks = self.tasks, {}
        self.held.clear()
        for task in tasks.values():
            task.coroutine.close()

    def freeze(self) -> None:
        """Stand still, in mid-instruction."""
        self.frozen = True

    def thaw(self) -> None:
        """Go on as if nothing had been."""
        self.frozen = False
        held, self.held = self.held, []
        for act in held:
            self.when_running(act)


@dataclass(slots=True, eq=False)
class Task:
    """A coroutine of the product, on its way through the world."""

    process: Process
    key: str
    coroutine: Coroutine[Any, Any, Any]
    finished: Callable[[Any, BaseException | None], None]

    @property
    def alive(self) -> bool:
        """Whether it still is to go on: its process lives, and did not drop it."""
        return self.process.alive and self.process.tasks.get(self.key) is self

    def when_running(self, act: Callable[[], None]) -> None:
        """Do something for this task: now, after its process's freeze, or never."""
        if self.alive:
            self.process.when_running(lambda: act() if self.alive else None)


@dataclass
class Kernel:
    """The clock of the true time, in seconds since `EPOCH`, and everything that is still to happen."""

    chance: Random
    expected: tuple[type[BaseException], ...] = ()
    watch: Callable[[str, Task], None] = lambda _label, _task: None
    now: float = 0.0
    events: int = 0
    _order: int = 0
    _heap: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Let something happen so many seconds from now."""
        self._order += 1
        heappush(self._heap, (self.now + seconds, self._order, act))

    def run(self, until: float, done: Callable[[], bool]) -> None:
        """Let things happen until a time, or until it is `done`."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            self.events += 1
            if self.events % 16 == 0 and done():
                return
            self.now, _, act = heappop(heap)
            act()

    def spawn(
        self,
        process: Process,
        key: str,
        coroutine: Coroutine[Any, Any, Any],
        finished: Callable[[Any, BaseException | None], None],
    ) -> None:
        """Start a coroutine in a process. `key` names it there; `finished` gets its result or its failure."""
        if not process.alive:
            coroutine.close()
            return
        task = Task(process, key, coroutine, finished)
        process.tasks[key] = task
        self._advance(task, None, None)

    def answer(self, task: Task, value: Any = None, error: BaseException | None = None, *, after: float = 0.0) -> None:
        """Bring an answer to whoever waits for it, so many seconds from now."""
        if after > 0:
            self.after(after, lambda: self.answer(task, value, error))
        else:
            task.when_running(lambda: self._advance(task, value, error))

    def _advance(self, task: Task, value: Any, error: BaseException | None) -> None:
        try:
            asking = task.coroutine.send(value) if error is None else task.coroutine.throw(error)
        except StopIteration as end:
            task.process.tasks.pop(task.key, None)
            task.finished(end.value, None)
        except self.expected as failure:
            task.process.tasks.pop(task.key, None)
            task.finished(None, failure)
        else:
            asking.start(task)
            self.watch(asking.label, task)

    @property
    def true_time(self) -> datetime:
        """The time that it really is; Slack's clock shows it."""
        return EPOCH + timedelta(seconds=self.now)
