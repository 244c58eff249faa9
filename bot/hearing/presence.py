"""Whether somebody is there to take Slack's events, and what is owed when for a while nobody was.

Every process that takes Slack's events gives a sign of life now and then, as long as it can take them (over Socket Mode
only while it is connected). Where its signs break off, events may have found nobody. One such gap that is short costs
nothing: Slack brings an event again within minutes. But not any more after that. So what may have lost events is a gap
that is long, and short ones that come again and again: each of an event's deliveries may have met one of them. Then all
threads that people may still write in are read back.

A process that was halted, or could not reach the database, gives no sign either. One that refused an event, or whose
connection broke meanwhile, was away too: it comes back under a new name, and its old one stays behind as a gap.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clocks
from bot.errors import TryLater
from bot.ids import fresh_id
from bot.storage.database import Database

EVERY = timedelta(seconds=30)
"""How often a sign of life is given."""
QUIET = timedelta(seconds=75)
"""No sign for so long: its process is not there, or was not for a while. One sign may be late, or left out."""
ABSENT = timedelta(minutes=3)
"""Away for so long, at once or again and again: events may be lost. Slack brings one again at once, after one minute
and after five."""
TOGETHER = timedelta(minutes=10)
"""Gaps that begin so close to each other count as one. Slack's last two tries lie five minutes apart, and a gap that is
not long by itself lasts three at most."""
LOOK_BACK = timedelta(days=60)
"""Threads of questions asked longer ago are not read back. (Some workspaces show nothing older than 90 days.)"""
KEEP_SIGNS = timedelta(hours=1)

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
        self._was_deaf = False
        self._refusals = 0
        self._noted = 0

    def refused(self) -> None:
        """Note that an event was not taken. It may have been Slack's last try."""
        self._refusals += 1

    async def sign(self, hears: Hears = always) -> timedelta | None:
        """Give a sign of life if events can reach us; after an absence have threads read back, and return its length.

        Both are one transaction, so a crash in between leaves the absence as it was.
        """
        if not await hears():
            self._was_deaf = True
            return None
        now, refusals = self._clocks.wire.now(), self._refusals
        async with self._database.unit_of_work() as work:
            signs = await work.signs_of_life.all()
            absence = absence_noticed(signs.values(), now)
            if not signs or absence is not None:
                since = self._clocks.campaign.now() - LOOK_BACK
                await work.read_backs.owe_all(now, opened_since=since)
            node = self._node
            if refusals != self._noted or self._was_away(signs, now):
                await work.signs_of_life.note(node, signs.get(node, now))
                node = fresh_id()
            await work.signs_of_life.note(node, now)
            await work.signs_of_life.forget_before(now - KEEP_SIGNS)
            await work.commit()
        self._node, self._noted, self._was_deaf = node, refusals, False
        if absence is not None:
            LOG.warning("was_away", seconds=int(absence.total_seconds()))
        return absence

    def _was_away(self, signs: Mapping[str, datetime], now: datetime) -> bool:
        """Whether events may have found nobody since our last sign: we gave none, or were deaf while we were alone."""
        ours = signs.get(self._node, now)
        alone = all(now - seen > QUIET for node, seen in signs.items() if node != self._node)
        return now - ours > QUIET or (self._was_deaf and alone)

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
        return newest is None or self._clocks.wire.now() - newest <= ABSENT

    async def missed_some(self) -> None:
        """Slack says that it left events out: have threads read back."""
        async with self._database.unit_of_work() as work:
            since = self._clocks.campaign.now() - LOOK_BACK
            await work.read_backs.owe_all(self._clocks.wire.now(), opened_since=since)
            await work.commit()


def absence_noticed(signs: Iterable[datetime], now: datetime) -> timedelta | None:
    """How long events may have found nobody, if that can be told at `now` and could not at the newest sign before.

    `signs` are the last ones of every process. Those that are `QUIET` by now are where gaps begin.
    """
    seen = sorted(signs)
    gaps = [sign for sign in seen if now - sign > QUIET]
    if not gaps or seen[-1] - gaps[-1] > QUIET:
        return None
    since = gaps.pop()
    while gaps and since - gaps[-1] <= TOGETHER:
        since = gaps.pop()
    return now - since if now - since > ABSENT else None
