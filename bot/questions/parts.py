"""What every desk and chore about questions, meetings and ideas is made of."""

from collections.abc import Callable

from bot.clock import Clocks
from bot.questions.hours import DRAWN, Chance
from bot.storage.database import Database
from bot.storage.identity import Identities


class Parts:
    """The database, who stands for whom, both clocks, whom to wake after a change, and chance."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        clocks: Clocks,
        on_change: Callable[[], None] = lambda: None,
        chance: Chance = DRAWN,
    ) -> None:
        """`chance` draws how many seconds somebody's message is held back."""
        self._database = database
        self._identities = identities
        self._clocks = clocks
        self._on_change = on_change
        self._chance = chance
