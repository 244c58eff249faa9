"""Strikes at machines and processes where it hurts most: freezes, crashes, clocks that are set wrong.

It is told whenever a process is about to wait for something, by a label, and when a commit was kept or a request left.
The worst points are those of one message's sending: between the stored `sending` and the socket, and between what Slack
did and the note of it. A frozen process is woken with preference while somebody else is at just such a point.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from bot.delivery.rows import Timing
from tests.simulation.kernel import Task
from tests.simulation.weather import Weather

if TYPE_CHECKING:
    from tests.simulation.node import Node

#: How much likelier than elsewhere it strikes at these points.
WORST = {
    "commit:claimed:kept": 2.0,
    "commit:sending": 4.0,
    "commit:sending:kept": 6.0,
    "left:post": 6.0,
    "write:sent": 3.0,
    "commit:sent": 3.0,
    "commit:sent:kept": 2.0,
    "commit:in_doubt:kept": 3.0,
    "left:look": 4.0,
    "commit:planned": 2.0,
}
MOST_LIKED = ("commit:sending:kept", "commit:sending:kept", "left:look", "left:look")
#: Where a frozen process does most harm if it wakes while somebody else is there.
WAKES = ("left:post", "commit:sending:kept", "commit:in_doubt:kept")
#: How often it does each thing: freeze, kill, set the clock, halt the machine, ask the process to end.
LIKES = ((4, 2, 2, 0, 1), (8, 1, 1, 0, 0), (8, 1, 1, 0, 0), (2, 6, 2, 0, 2), (2, 1, 6, 0, 1), (2, 1, 1, 4, 1))
#: Between the last check and the socket: what nobody can make safe. Struck seldom, and counted apart.
UNGUARDED = "leave:post"


class Nemesis:
    """One story's evil spirit. In each story it likes one of the worst points best."""

    def __init__(self, chance: Random, timing: Timing, weather: Weather, nodes: list[Node]) -> None:
        self._chance = chance
        self._weather = weather
        self._nodes = nodes
        self._power = chance.choice((0.002, 0.01, 0.03))
        self._favourite = chance.choice((*WORST, *MOST_LIKED))
        kinds: list[Callable[[Node], None]] = [self._freeze, self._crash, self._set_clock, self._halt, self._stop]
        weights = chance.choice(LIKES)
        self._kinds = tuple(kind for kind, weight in zip(kinds, weights, strict=True) for _ in range(weight))
        outlived = timing.lease + timing.verdict  # after this long somebody else may have sent the message
        short = (timing.guard - 0.1, timing.guard + 0.1, timing.http + 1, 43.0, timing.verdict - 1, timing.verdict + 1)
        long = (timing.lease - timing.verdict, timing.lease + 1, outlived + 10, outlived + 60, 600.0)
        self._spans = chance.choice((short + long, long, (outlived + 20, outlived + 40, outlived + 100, 600.0)))

    def meet(self, label: str, task: Task) -> None:
        """Decide whether to strike, now that a process is at this point."""
        if self._weather.calm or not task.process.alive:
            return
        if label in WAKES and self._chance.random() < 0.6:
            self._wake_another(task)
        if self._chance.random() < self._likely(label):
            node = next(node for node in self._nodes if node.process is task.process)
            if not node.process.frozen:
                self._chance.choice(self._kinds)(node)

    def _likely(self, label: str) -> float:
        if label == UNGUARDED:
            return self._power * 0.5
        if label == self._favourite:
            return 0.6
        return self._power * WORST.get(label, 1.0)

    def _freeze(self, node: Node) -> None:
        self._weather.counts["frozen"] += 1
        node.freeze(self._chance.choice(self._spans) + self._chance.random() * 3)

    def _halt(self, node: Node) -> None:
        self._weather.counts["halted with its counter"] += 1
        node.freeze(self._chance.choice(self._spans) + self._chance.random() * 3, counter_too=True)

    def _crash(self, node: Node) -> None:
        self._weather.counts["killed"] += 1
        node.crash(self._chance.choice((0.1, 2.0, 30.0, 130.0, 300.0)))

    def _stop(self, node: Node) -> None:
        self._weather.counts["asked to end"] += 1
        node.stop(self._chance.choice((0.1, 2.0, 130.0)))

    def _set_clock(self, node: Node) -> None:
        self._weather.counts["clock set"] += 1
        node.machine.ahead = self._chance.choice((7200.0, -7200.0, 0.0, 90.0, -90.0, 20.0))

    def _wake_another(self, task: Task) -> None:
        """Wake a process that was frozen with the same message in its hands."""
        message = task.key.split()[1:2]
        for node in self._nodes:
            if node.process.frozen and any(other.key.split()[1:2] == message for other in node.tasks()):
                node.thaw()
                return
