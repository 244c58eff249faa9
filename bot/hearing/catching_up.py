"""Sees that threads are read back: those that are owed it, and the ones that a beat is about to speak of or to close.

A playback, a close and a digest are carried out on what stands in Slack, so its threads are read just before: one
request or a few, left out when Slack's limits or its answers do not allow it at once. But when events may be lost, a
close waits until the threads have been read, up to `LONGEST_WAIT`, because its figures stand for good. Then it goes on
without, and the admins are told.
"""

from collections.abc import Collection
from datetime import timedelta

import structlog

from bot.clock import Clocks
from bot.errors import TryLater
from bot.hearing.ports import Closed, Unreadable
from bot.hearing.presence import Presence
from bot.hearing.reading import PromptInDoubt, ThreadReader
from bot.ids import planned_id
from bot.storage.database import Database
from bot.storage.models import Delivery, ReadBack
from bot.storage.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
"""How long a close waits for threads that cannot be read."""
FIRST_RETRY, LONGEST_RETRY = 10.0, 300.0  # seconds
READ_BEFORE = frozenset({"playback", "close", "digest"})
UNREAD = "admin/unread"

LOG = structlog.get_logger("hearing")


class CatchingUp:
    """Has threads read back."""

    def __init__(
        self,
        database: Database,
        reader: ThreadReader,
        presence: Presence,
        clocks: Clocks,
        admins: Collection[str],
    ) -> None:
        self._database = database
        self._reader = reader
        self._presence = presence
        self._clocks = clocks
        self._admins = tuple(sorted(admins))

    # --- what is owed ------------------------------------------------------------------------------------------------

    async def catch_up(self) -> int:
        """Read what is owed and due, as far as Slack's pace allows now; return how many rounds were read.

        May run twice at once. What is left is for the next call: nobody waits in here, so a process can stop at once.
        """
        read = 0
        while self._reader.budget.wait <= 0 and (owed := await self._next()) is not None:
            try:
                await self._read_owed(owed)
                read += 1
            except TryLater:
                continue  # it is noted, and waits for its time
        return read

    async def _next(self) -> ReadBack | None:
        async with self._database.reading() as work:
            return await work.read_backs.next(self._clocks.wire.now())

    async def _read_owed(self, owed: ReadBack) -> None:
        """Read one round that is owed it. Raises `TryLater` after noting why it could not be read."""
        began_at = self._clocks.wire.now()
        async with self._database.unit_of_work() as work:
            if not await work.read_backs.claim(owed.round_id, began_at, began_at + LEASE):
                raise Unreadable("somebody_reads")
            await work.commit()
        try:
            await self._reader.read(owed.round_id)
        except Closed as closed:
            LOG.warning("threads_closed", round=owed.round_id, code=closed.code)
            await self._forget(owed.round_id)
            raise
        except TryLater as problem:
            await self._postpone(owed, problem)
            raise
        async with self._database.unit_of_work() as work:
            await work.read_backs.done(owed.round_id, began_at)
            await work.commit()

    async def _forget(self, round_id: str) -> None:
        async with self._database.unit_of_work() as work:
            await work.read_backs.give_up(round_id)
            await work.commit()

    async def _postpone(self, owed: ReadBack, problem: TryLater) -> None:
        wait = min(FIRST_RETRY * 2 ** min(owed.attempts, 10), LONGEST_RETRY) / self._reader.budget.factor
        code = problem.code if isinstance(problem, Unreadable) else type(problem).__name__
        LOG.warning("threads_not_read", round=owed.round_id, code=code, tries=owed.attempts + 1)
        async with self._database.unit_of_work() as work:
            retry_at = self._clocks.wire.now() + timedelta(seconds=wait)
            await work.read_backs.postpone(owed.round_id, retry_at, code)
            await work.commit()

    # --- before a beat -----------------------------------------------------------------------------------------------

    async def may_go_on(self, round_id: str, kind: str) -> bool:
        """Read a round's threads before a beat. False when the beat has to wait; then ask again at the next tick."""
        if kind not in READ_BEFORE:
            return True
        owed = await self._owed(round_id)
        if owed is None and await self._presence.somebody_is_there():
            try:
                return await self._read_if_quick(round_id)
            except PromptInDoubt:
                owed = await self._owe(round_id)
        owed = owed or await self._owe(round_id)
        if await self._make_up(owed) or kind != "close":
            return True
        return await self._waited_enough(round_id)

    async def _read_if_quick(self, round_id: str) -> bool:
        """Nobody missed anything, as far as is known: read to be sure, if it is done at once."""
        if self._reader.budget.wait > 0:
            return True
        try:
            await self._reader.read(round_id)
        except PromptInDoubt:
            raise
        except TryLater as problem:
            LOG.info("threads_not_looked_at", round=round_id, error=type(problem).__name__)
        return True

    async def _make_up(self, owed: ReadBack) -> bool:
        """Something may be missing: read it now if it is its time. False when it could not be read."""
        now = self._clocks.wire.now()
        if owed.retry_at is not None and owed.retry_at > now:
            return False
        if self._reader.budget.wait > 0:
            await self._hurry(owed.round_id)
            return False
        try:
            await self._read_owed(owed)
        except Closed:
            return True  # waiting would not help, and whoever posts there tells the admins
        except TryLater:
            await self._hurry(owed.round_id)
            return False
        return True

    async def _waited_enough(self, round_id: str) -> bool:
        """However often the threads were asked for again meanwhile, a close waits so long and no longer."""
        now = self._clocks.wire.now()
        async with self._database.unit_of_work() as work:
            since = await work.read_backs.close_waits(round_id, now)
            owed = await work.read_backs.of(round_id)
            await work.commit()
        if owed is None or since is None:
            return True  # somebody else has read it meanwhile
        waited = now - since
        code = owed.error or "waits_for_its_turn"
        if waited < LONGEST_WAIT:
            LOG.warning("close_waits", round=round_id, code=code, seconds=int(waited.total_seconds()))
            return False
        LOG.error("closed_unread", round=round_id, code=code)
        async with self._database.unit_of_work() as work:
            await self._tell_admins(work, round_id, code)
            await work.commit()
        return True

    async def _owed(self, round_id: str) -> ReadBack | None:
        async with self._database.reading() as work:
            return await work.read_backs.of(round_id)

    async def _owe(self, round_id: str) -> ReadBack:
        async with self._database.unit_of_work() as work:
            await work.read_backs.owe(round_id, self._clocks.wire.now())
            owed = await work.read_backs.of(round_id)
            await work.commit()
        if owed is None:
            raise Unreadable("no_such_round")
        return owed

    async def _hurry(self, round_id: str) -> None:
        async with self._database.unit_of_work() as work:
            await work.read_backs.hurry(round_id)
            await work.commit()

    async def _tell_admins(self, work: UnitOfWork, round_id: str, code: str) -> None:
        row = await work.rounds.get(round_id)
        campaign = await work.campaigns.get(row.campaign_id) if row else None
        if row is None or campaign is None:
            return
        now = self._clocks.campaign.now()
        for admin in self._admins:
            await work.deliveries.plan(
                Delivery(
                    id=planned_id("unread", round_id, admin),
                    workspace=row.workspace,
                    recipient=admin,
                    utterance=UNREAD,
                    facts={"where": row.channel, "code": code, "week": row.week, "campaign": campaign.name},
                    language=campaign.language,
                    zone=campaign.zone,
                    priority=5,
                    state="planned",
                    due_at=now,
                    created_at=now,
                )
            )
