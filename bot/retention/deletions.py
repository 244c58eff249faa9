"""Keeps the ledger outside the database, and deletes again what a restored backup brought back.

What is deleted is noted in the database by the transaction that deletes it (`repositories/deletions.py`); from there a
chore copies it into the file within seconds. When a process starts and the file knows of deletions that the database
does not, the database is older than they are: it was restored. Each is then made again, in one transaction with its
entry, before anything is shown or sent. What goes by its date needs no ledger: it is due again.
"""

import asyncio
from collections.abc import Sequence

import structlog

from bot.campaigns.forgetting import Forgetting
from bot.campaigns.parts import CampaignParts
from bot.retention.again import MAKE
from bot.retention.ledger_file import LedgerFile
from bot.retention.stages import Terms, moment_of, months_after
from bot.storage.repositories.audit import WAYMARK
from bot.storage.repositories.deletions import LINKS, Entry

AT_ONCE = 500  # entries that are read in one go
OVERLAP = 1_000  # numbers that are looked at once more: transactions may end in another order than they began
AGAIN = "deleted again what a restored backup brought back"
LAY_IN = (
    "answers", "quotes", "ratings", "supports", "participations", "rounds", "digests", "deliveries", "desired_states",
)  # fmt: skip
"""Where lay what is deleted again."""
LOG = structlog.get_logger(__name__)


class DeletionLedger:
    """The ledger in the database and the one in the file. Without a file it does nothing."""

    def __init__(self, parts: CampaignParts, file: LedgerFile | None, terms: Terms) -> None:
        self._database = parts.database
        self._identities = parts.identities
        self._clock = parts.clocks.campaign
        self._forgetting = Forgetting(parts)
        self._file = file
        self._terms = terms
        self._written: set[str] | None = None
        self._read_to = 0

    async def write(self) -> int:
        """Copy into the file what it lacks, and return how many entries that were."""
        if self._file is None:
            return 0
        if self._written is None:
            self._written = {entry.id for entry in await asyncio.to_thread(self._file.read)}
        missing = [entry for entry in await self._recent() if entry.id not in self._written]
        if missing:
            await asyncio.to_thread(self._file.add, missing)
            self._written.update(entry.id for entry in missing)
        return len(missing)

    async def entries(self) -> list[Entry]:
        """Read all that the database holds, in its order."""
        return [entry for _, entry in await self._rows(0)]

    async def _recent(self) -> list[Entry]:
        """Read what was written since the last time, and a little before."""
        rows = await self._rows(max(0, self._read_to - OVERLAP))
        self._read_to = max([self._read_to, *(number for number, _ in rows)])
        return [entry for _, entry in rows]

    async def _rows(self, number: int) -> list[tuple[int, Entry]]:
        rows: list[tuple[int, Entry]] = []
        found = AT_ONCE
        while found == AT_ONCE:
            async with self._database.reading() as work:
                batch = await work.deletions.after(rows[-1][0] if rows else number, AT_ONCE)
            rows += batch
            found = len(batch)
        return rows

    async def catch_up(self) -> int:
        """Delete again what the file knows to be deleted and the database does not; return how many there were."""
        entries = [] if self._file is None else await asyncio.to_thread(self._file.read)
        return await self.apply(entries)

    async def apply(self, entries: Sequence[Entry]) -> int:
        """Make deletions that the database does not know, in their order; those too old to matter are left out."""
        unknown = await self._unknown(entries)
        for entry in unknown:
            await self._make(entry)
        if unknown:
            await self._note(len(unknown))
            LOG.warning("deleted_again", entries=len(unknown))
        return len(unknown)

    async def _unknown(self, entries: Sequence[Entry]) -> list[Entry]:
        oldest = months_after(self._clock.now(), -self._terms.headlines).date()
        recent = [entry for entry in entries if entry.day >= oldest]
        known: set[str] = set()
        async with self._database.reading() as work:
            for first in range(0, len(recent), AT_ONCE):
                known |= await work.deletions.known([entry.id for entry in recent[first : first + AT_ONCE]])
        return [entry for entry in recent if entry.id not in known]

    async def _make(self, entry: Entry) -> None:
        if entry.kind == LINKS:
            await self._forgetting.again(entry.about)
        async with self._database.unit_of_work() as work:
            if await work.deletions.add(entry):
                await MAKE[entry.kind](work, self._identities, entry.about, moment_of(entry.day))
                await work.commit()

    async def _note(self, number: int) -> None:
        async with self._database.unit_of_work() as work:
            for workspace in sorted({campaign.workspace for campaign in await work.campaigns.all()}):
                await work.audit.note(workspace, self._clock.now(), WAYMARK, AGAIN, about=f"{number} deletions")
            await work.commit()
        await self._database.wipe(*LAY_IN)
