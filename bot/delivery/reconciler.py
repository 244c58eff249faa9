"""Finds out what became of messages that nobody is sending any more.

Three sweeps, each harmless however often and by however many processes it is done: leases that are over, messages in
doubt (looked for in Slack by their mark), and messages whose parent will never stand. "Not there" counts from before
the look began.
"""

from datetime import datetime, timedelta

from bot.delivery.happenings import CannotLook, Found, LeaseOver, NotThere, Orphaned
from bot.delivery.ledger import KEY_OR_BACKUP, UNREADABLE, Ledger, Letter
from bot.delivery.ports import DeliveryProblem, Limited, Messenger, Refused
from bot.delivery.rows import Moment, State
from bot.storage.types import Lost

_EVER = timedelta(days=3650)


class Reconciler:
    """Takes messages out of `claimed`, `sending` and `in_doubt` when their sender did not."""

    def __init__(self, ledger: Ledger, messenger: Messenger) -> None:
        self._ledger = ledger
        self._messenger = messenger

    async def sweep(self) -> int:
        """Free what has a lease that is over, cancel what lost its parent. Returns how many rows changed."""
        async with self._ledger.database.reading() as work:
            lapsed = [Letter.of(row) for row in await work.deliveries.lapsed_leases(self._ledger.now().wire)]
            orphans = [Letter.of(row) for row in await work.deliveries.orphans()]
        freed = [await self._ledger.record(letter, LeaseOver()) for letter in lapsed]
        freed += [await self._ledger.record(letter, Orphaned()) for letter in orphans]
        return sum(letter is not None for letter in freed)

    async def take_over(self, owner: str) -> None:
        """Free every lease but `owner`'s at once: for a process that knows that it is the only one."""
        while True:
            async with self._ledger.database.reading() as work:
                held = await work.deliveries.lapsed_leases(self._ledger.now().wire + _EVER)
                others = [Letter.of(row) for row in held if row.owner != owner]
            freed = [await self._ledger.record(letter, LeaseOver()) for letter in others]
            if not any(freed):
                return

    async def hand_back(self, owner: str) -> int:
        """Let go of everything that `owner` still has, because its process ends. Returns how many rows changed.

        What did not begin to be sent is planned again; what may have been posted is looked for.
        """
        async with self._ledger.database.reading() as work:
            held = [Letter.of(row) for row in await work.deliveries.held_by(owner)]
        freed = [await self._ledger.record(letter, LeaseOver()) for letter in held]
        return sum(letter is not None for letter in freed)

    async def look(self, delivery_id: str) -> State | None:
        """Look for a message in doubt. Returns its state afterwards; None when somebody else was faster."""
        letter = await self._ledger.read(delivery_id)
        if letter is None or letter.row.state is not State.IN_DOUBT:
            return None
        before = self._ledger.now()
        if isinstance(letter.address, Lost):
            return await self._could_not(letter, Refused(UNREADABLE, KEY_OR_BACKUP), before)
        try:
            places = await self._messenger.find(letter.to, letter.mark, letter.row.thread_ts, _since(letter))
        except DeliveryProblem as problem:
            return await self._could_not(letter, problem, before)
        if not places:
            after = self._ledger.now()
            return _state(await self._ledger.record(letter, NotThere(after.later(after.uncertain)), at=before))
        for place in places:
            await self._ledger.seen(letter.id, Found(letter.kept(place.channel), place.ts))
        return State.SENT

    async def _could_not(self, letter: Letter, problem: DeliveryProblem, before: Moment) -> State | None:
        wait = problem.retry_after if isinstance(problem, Limited) else None
        fix = problem.fix if isinstance(problem, Refused) else ""
        return _state(await self._ledger.record(letter, CannotLook(problem.code, wait), at=before, fix=fix))


def _since(letter: Letter) -> datetime:
    return letter.row.slack_first or letter.row.due_at


def _state(letter: Letter | None) -> State | None:
    return None if letter is None else letter.row.state
