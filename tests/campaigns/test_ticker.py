"""The ticker only ticks: again and again, one at a time, and not stopped by a bad minute."""

import asyncio
from datetime import timedelta

from bot.campaigns.ticker import Ticker
from bot.errors import TryLater

FAST = timedelta(milliseconds=20)


class Counting:
    """Stands for the runner and the dispatcher."""

    def __init__(self, *, away: bool = False) -> None:
        self.ticks = self.notices = self.at_once = self.most_at_once = 0
        self.away = away
        self.enough = asyncio.Event()

    async def tick(self) -> None:
        self.ticks += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.05)
        self.at_once -= 1
        if self.away:
            raise TryLater

    def notify(self) -> None:
        self.notices += 1
        if self.notices == 3:
            self.enough.set()


async def test_it_ticks_one_at_a_time_and_wakes_the_dispatcher() -> None:
    """Ticks slower than their interval never overlap, each wakes the dispatcher, and none comes after the end."""
    parts = Counting()
    with Ticker(parts, parts, every=FAST).running():
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    ticks = parts.ticks
    await asyncio.sleep(0.1)
    assert parts.most_at_once == 1
    assert parts.ticks == ticks >= 3


async def test_a_database_that_is_away_is_asked_again() -> None:
    """A tick that cannot be carried out just now is put off to the next, and messages are still looked after."""
    parts = Counting(away=True)
    with Ticker(parts, parts, every=FAST).running():
        await asyncio.wait_for(parts.enough.wait(), timeout=10)
    assert parts.ticks >= 3
