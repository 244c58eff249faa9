"""Where the web pages and the command line ask how it stands."""

from datetime import timedelta
from email.utils import format_datetime

from bot.clock import Clocks, WireClock
from bot.errors import TryLater
from bot.health.checks import EVERYTHING, Check, checks, database_away
from bot.health.vitals import ALIVE, Vitals, take_vitals
from bot.storage.database import Database
from bot.storage.migrate import head


class HealthDesk:
    """Measures and checks. `role` is what the asking process does itself (`bot/health/checks.py`)."""

    def __init__(self, database: Database, clocks: Clocks, role: str = EVERYTHING) -> None:
        self._database = database
        self._clocks = clocks
        self._role = role
        self._head = head()

    async def examine(self) -> tuple[Vitals | None, tuple[Check, ...]]:
        """Measure and check. Never raises for a database that is away: that is what is told then."""
        try:
            vitals = await take_vitals(self._database, self._clocks)
        except TryLater as problem:
            return None, database_away(problem.sentence)
        return vitals, checks(vitals, self._head, self._role)


async def learn_time(database: Database, wire: WireClock) -> None:
    """Tell a process that has not asked Slack what time it is there, where its machine's clock may be wrong.

    The processes tell how far theirs are off. If the newest of them told it at this very moment by that reckoning, and
    not by this machine's clock, this is the same machine, or one that is as wrong. Without any it stays as it is.
    """
    try:
        async with database.reading() as work:
            newest = await work.processes.newest()
    except TryLater:
        return
    if newest is None:
        return
    machine = wire.machine()
    told = machine - timedelta(seconds=newest.clock_ahead)
    if abs(told - newest.seen_at) < min(ALIVE, abs(machine - newest.seen_at)):
        wire.hear(format_datetime(told, usegmt=True), wire.monotonic())
