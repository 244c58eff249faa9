"""Where the web pages and the command line ask how it stands."""

from bot.clock import Clocks
from bot.errors import TryLater
from bot.health.checks import EVERYTHING, Check, checks, database_away
from bot.health.vitals import Vitals, take_vitals
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
