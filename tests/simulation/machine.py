"""A machine's clocks: one that may be set wrong at any time, a counter that nobody sets, and what Slack said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import WireClock
from tests.simulation.kernel import EPOCH, Asking, Kernel


@dataclass
class Machine:
    """`ahead` seconds: how wrong its clock is. `rate`: how fast its counter runs. `lost`: seconds it was halted."""

    kernel: Kernel
    ahead: float
    rate: float
    started: float
    lost: float = 0.0

    def wall(self) -> datetime:
        """What its clock says."""
        return EPOCH + timedelta(seconds=self.kernel.now + self.ahead)

    def counter(self) -> float:
        """What its counter says: seconds since some start."""
        return self.started + (self.kernel.now - self.lost) * self.rate


class ProcessClock(WireClock):
    """The product's wire clock, on a simulated machine."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine

    def machine(self) -> datetime:
        return self._machine.wall()

    def monotonic(self) -> float:
        return self._machine.counter()

    async def sleep(self, seconds: float) -> None:
        await Asking("sleep", lambda task: self._machine.kernel.answer(task, after=seconds))
