"""The nightly purge: what has been kept for long enough goes, stage by stage, a few rows at a time.

It may be lost, late, doubled or broken off at any moment: nothing is remembered, what is due is read off the dates in
the database, and what is left is found again. So a restored backup is purged as the newer database was. Counts are
logged and noted in the audit trail, and nothing else.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog

from bot.clock import Clocks
from bot.dialogues.week import digest_keys
from bot.ids import delivery_id
from bot.retention.batches import AT_ONCE, Batches
from bot.retention.leftovers import absent, old
from bot.retention.rules import RULES, Rule
from bot.retention.shortening import shorten
from bot.retention.stages import Life, Stage, Terms, due
from bot.storage.database import Database
from bot.storage.repositories.audit import WAYMARK
from bot.storage.repositories.purging import Lived, Whose

EVERY = timedelta(days=1)
NIGHT = range(1, 5)  # hours in UTC
BEGAN = "began to purge what people said in a campaign"
PURGED = {
    Stage.RAW: "purged what people said in a campaign",
    Stage.AGGREGATES: "purged the figures of a campaign",
    Stage.HEADLINES: "purged a campaign",
}
TABLES = {"people": ("people", "mail_addresses", "desired_states", "dialogue_states", "absences")}
"""Where what is counted under another name lay."""
LONGEST = 200  # characters that an audit entry holds
LOG = structlog.get_logger(__name__)


class Purging:
    """Deletes what has been kept for long enough."""

    def __init__(self, database: Database, clocks: Clocks, terms: Terms, at_once: int = AT_ONCE) -> None:
        self._database = database
        self._clocks = clocks
        self._terms = terms
        self._batches = Batches(database, at_once)
        self._last: datetime | None = None

    async def nightly(self) -> int:
        """Purge once a night; at any hour when it has not been done for a day. Return how many rows went."""
        now = self._clocks.campaign.now()
        if self._last is not None and now - self._last < (EVERY / 2 if now.hour in NIGHT else EVERY):
            return 0
        return (await self.purge()).total()

    async def purge(self) -> Counter[str]:
        """Delete all that is due now. Return how many rows of each table went, or lost a part."""
        now, gone = self._clocks.campaign.now(), Counter[str]()
        async with self._database.reading() as work:
            lives = await work.purging.lives()
        for lived in lives:
            for stage in due(life_of(lived), self._terms, now):
                gone += await self._stage(lived, stage, now)
        apart = await old(self._batches, self._terms, now, self._clocks.wire.now())
        apart += await absent(self._database, self._batches, self._terms, now)
        if apart:
            LOG.info("purged", stage="by_age", rows=apart.total())
        gone += apart
        if gone:
            await self._database.wipe(*sorted({table for name in gone for table in TABLES.get(name, (name,))}))
        self._last = now
        return gone

    async def _stage(self, lived: Lived, stage: Stage, now: datetime) -> Counter[str]:
        """First nothing can be added any more, then what is there goes, then it is noted."""
        if stage is Stage.RAW:
            await self._end(lived, now)
        gone = await shorten(self._batches, lived.id, stage)
        whose = await self._whose(lived.id)
        for rule in RULES:
            if rule.stage is stage:
                gone[rule.table] += await self._remove(rule, whose)
        gone = +gone
        if gone:
            LOG.info("purged", stage=stage.value, rows=gone.total())
            await self._note(lived, PURGED[stage], now, _totals(gone))
        return gone

    async def _remove(self, rule: Rule, whose: Whose) -> int:
        return await self._batches.all(lambda work, most: work.purging.remove(rule, whose, most))

    async def _end(self, lived: Lived, now: datetime) -> None:
        async with self._database.unit_of_work() as work:
            if await work.purging.end(lived.id):
                await work.audit.note(lived.workspace, now, WAYMARK, BEGAN, campaign_id=lived.id)
                await work.commit()

    async def _note(self, lived: Lived, act: str, now: datetime, about: str) -> None:
        async with self._database.unit_of_work() as work:
            await work.audit.note(lived.workspace, now, WAYMARK, act, campaign_id=lived.id, about=about)
            await work.commit()

    async def _whose(self, campaign_id: str) -> Whose:
        """A campaign with the ids of its digests' messages, which stand under no week."""
        async with self._database.reading() as work:
            digests = await work.purging.digest_ids(campaign_id)
        keys = [key for digest in digests for key in digest_keys(digest)]
        return Whose(campaign_id, [delivery_id(key) for key in keys])


def life_of(lived: Lived) -> Life:
    """Give what the end of a campaign is read from."""
    return Life(
        state=lived.state,
        created_at=lived.created_at,
        start=lived.start,
        last_close=lived.last_close,
        last_act=lived.last_act,
        uninstalled_at=lived.uninstalled_at,
    )


def _totals(gone: Counter[str]) -> str:
    return ", ".join(f"{table} {number}" for table, number in sorted(gone.items()))[:LONGEST]
