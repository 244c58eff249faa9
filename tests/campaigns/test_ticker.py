"""The ticker only ticks: again and again, one at a time, and not stopped by a bad minute."""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from bot.campaigns.runner import Tick
from bot.campaigns.ticker import Ticker
from bot.chores import Chore
from bot.clock import WireClock
from bot.errors import TryLater

FAST = timedelta(milliseconds=20)
WRONG = {10, 11}
"""Of twenty looks at the clock those that are wrong: the scheduler looks twice to find out how long to wait."""


class Counting:
    """Stands for the runner and the dispatcher."""

    def __init__(self, *, away: bool = False, failed: int = 0) -> None:
        self.ticks = self.notices = self.at_once = self.most_at_once = 0
        self.away, self.failed = away, failed
        self.told: list[int | None] = []
        self.enough = asyncio.Event()

    async def tick(self) -> Tick:
        self.ticks += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.05)
        self.at_once -= 1
        if self.away:
            raise TryLater
        return Tick(failed=self.failed)

    def notify(self) -> None:
        self.notices += 1
        if self.notices == 3:
            self.enough.set()


async def test_it_ticks_one_at_a_time_and_wakes_the_dispatcher() -> None:
    """Ticks slower than their interval never overlap, each wakes the dispatcher, and none comes after the end."""
    parts = Counting()
    async with Ticker(parts, parts, WireClock(), every=FAST, told=parts.told.append).running():
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    ticks = parts.ticks
    await asyncio.sleep(0.1)
    assert parts.most_at_once == 1
    assert parts.ticks == ticks >= 3
    assert parts.told[:3] == [0] * 3


async def test_a_database_that_is_away_is_asked_again() -> None:
    """A tick that cannot be carried out just now is put off to the next, and messages are still looked after."""
    parts = Counting(away=True)
    async with Ticker(parts, parts, WireClock(), every=FAST, told=parts.told.append).running():
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    assert parts.ticks >= 3
    assert parts.told[:3] == [None] * 3


async def test_a_tick_with_trouble_is_told() -> None:
    """A tick in which something that was due failed did not go well."""
    parts = Counting(failed=1)
    async with Ticker(parts, parts, WireClock(), every=FAST, told=parts.told.append).running():
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    assert parts.told[:3] == [1] * 3


async def test_chores_are_done_beside_the_ticks() -> None:
    """Each chore is done at its own interval, never twice at once, and one that cannot be done now is done later."""
    parts, slow, away = Counting(), Counting(), Counting(away=True)
    chores = (Chore("slow", FAST, slow.tick), Chore("away", FAST, away.tick))
    async with Ticker(parts, parts, WireClock(), every=FAST, chores=chores).running():
        while min(slow.ticks, away.ticks) < 3:
            await asyncio.sleep(0.01)
    assert (slow.most_at_once, away.most_at_once) == (1, 1)


async def test_a_clock_that_is_wrong_for_a_moment_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hours back just while the scheduler looks when to wake, and right before anybody sees it: ticks go on."""
    looks = count(1)

    class Wavering(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            wrong = next(looks) % 20 in WRONG
            return datetime.now(tz) - (timedelta(hours=2) if wrong else timedelta(0))

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wavering)
    parts = Counting()
    async with Ticker(parts, parts, WireClock(), every=FAST).running():
        while parts.notices < 12:
            before = parts.notices
            async with asyncio.timeout(10):
                while parts.notices == before:
                    await asyncio.sleep(0.01)


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_machine_whose_clock_is_set_goes_on_ticking(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks keep coming when the machine's clock is set two hours back or on in the middle."""
    step = timedelta(0)

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + step

    class SteppedMachine(WireClock):
        def machine(self) -> datetime:
            return datetime.now(UTC) + step

    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval, apscheduler.executors.base):
        monkeypatch.setattr(module, "datetime", Stepped)
    parts = Counting()
    async with Ticker(parts, parts, SteppedMachine(), every=FAST).running():
        await asyncio.sleep(0.1)
        step = timedelta(hours=hours)
        parts.notices, parts.enough = 0, asyncio.Event()
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    assert parts.notices >= 3
