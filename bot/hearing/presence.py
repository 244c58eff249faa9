"""Whether somebody is there to take Slack's events, and what is owed when for a while nobody was.

Every process that takes Slack's events gives a sign of life now and then, as long as it can take them (over Socket Mode
only while it is connected). When the newest sign of all is old, events may have been lost: Slack brings an event again
within minutes, and then not any more. Then all threads that people may still write in are read back.

A process that was halted, or could not reach the database, gives no sign either, and that counts as an absence too.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clocks
from bot.errors import TryLater
from bot.ids import fresh_id
from bot.storage.database import Database

EVERY = timedelta(seconds=30)
"""How often a sign of life is given."""
ABSENT = timedelta(minutes=3)
"""No sign for so long: events may be lost. Slack brings one again at once, after one minute and after five."""
LOOK_BACK = timedelta(days=60)
"""Threads of questions asked longer ago are not read back. (Some workspaces show nothing older than 90 days.)"""
KEEP_SIGNS = timedelta(days=1)

LOG = structlog.get_logger("hearing")

#: Whether events can reach this process now.
Hears = Callable[[], Awaitable[bool]]


async def always() -> bool:
    """Over HTTP a process that runs can be reached."""
    return True


class Presence:
    """Signs of life of one process, and what it learns from those of all."""

    def __init__(self, database: Database, clocks: Clocks) -> None:
        self._database = database
        self._clocks = clocks
        self._node = fresh_id()

    async def sign(self, hears: Hears = always) -> timedelta | None:
        """Give a sign of life if events can reach us; after an absence have threads read back, and return its length.

        Both are one transaction, so a crash in between leaves the absence as it was.
        """
        if not await hears():
            return None
        now = self._clocks.wire.now()
        async with self._database.unit_of_work() as work:
            newest = await work.signs_of_life.newest()
            absence = _absence(newest, now)
            if newest is None or absence is not None:
                since = self._clocks.campaign.now() - LOOK_BACK
                await work.read_backs.owe_all(now, opened_since=since)
            await work.signs_of_life.note(self._node, now)
            await work.signs_of_life.forget_before(now - KEEP_SIGNS)
            await work.commit()
        if absence is not None:
            LOG.warning("was_away", seconds=int(absence.total_seconds()))
        return absence

    async def keep_signing(self, hears: Hears = always) -> None:
        """Give signs of life until cancelled. One that cannot be stored is not given: that is what it says."""
        while True:
            try:
                await self.sign(hears)
            except TryLater as problem:
                LOG.warning("no_sign_of_life", error=type(problem).__name__)
            await self._clocks.wire.sleep(EVERY.total_seconds())

    async def somebody_is_there(self) -> bool:
        """Whether anybody takes Slack's events now, as far as is known."""
        async with self._database.reading() as work:
            newest = await work.signs_of_life.newest()
        return _absence(newest, self._clocks.wire.now()) is None

    async def missed_some(self) -> None:
        """Slack says that it left events out: have threads read back."""
        async with self._database.unit_of_work() as work:
            since = self._clocks.campaign.now() - LOOK_BACK
            await work.read_backs.owe_all(self._clocks.wire.now(), opened_since=since)
            await work.commit()


def _absence(newest: datetime | None, now: datetime) -> timedelta | None:
    return now - newest if newest is not None and now - newest > ABSENT else None
