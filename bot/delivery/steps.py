"""The steps of delivery, which every dispatcher takes: send, look, show, sweep.

Any of them may be taken at any time, twice, late, or by several processes at once: the database decides what may
happen, so a dispatcher decides nothing and keeps nothing. It only finds out what is due and has it done.
"""

from collections.abc import Collection
from datetime import timedelta

from bot.clock import Clocks
from bot.delivery.desired import DesiredStates
from bot.delivery.ledger import Ledger
from bot.delivery.pacing import NotYet, Pace
from bot.delivery.ports import Messenger
from bot.delivery.reconciler import Reconciler
from bot.delivery.rows import State, Timing
from bot.delivery.sender import Sender
from bot.delivery.suspicion import AT_FIRST, Suspicion
from bot.delivery.turnstile import Turnstile
from bot.ids import fresh_id
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork

_EVER = timedelta(days=3650)


class Steps:
    """Everything that a dispatcher may have done, over one database and one messenger."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clocks: Clocks,
        *,
        admins: Collection[str] = (),
        pace: Pace | None = None,
        timing: Timing | None = None,
        trusting: bool = True,
    ) -> None:
        """`pace` is Slack's by default; a scaled sandbox needs `Pace(factor=…)`.

        Not `trusting`: the ledger may be a restored backup, so the first messages are looked for before they are sent.
        """
        self.database = database
        self.wire = clocks.wire
        self.owner = fresh_id()
        self.turnstile = Turnstile(database, pace or Pace(), clocks.wire)
        self.ledger = Ledger(database, clocks, timing or Timing(), admins)
        self.sender = Sender(self.ledger, messenger, self.turnstile, self.owner)
        self.reconciler = Reconciler(self.ledger, messenger)
        self.suspicion = Suspicion(self.ledger, messenger, at_first=0 if trusting else AT_FIRST)
        self.desired = DesiredStates(self.ledger, messenger, self.turnstile)

    async def send(self, delivery_id: str) -> State | NotYet | None:
        """Send a message if its turn has come. Returns its state afterwards; None when it was not ours to send."""
        async with self.database.reading() as work:
            if not await self._is_its_turn(work, delivery_id):
                return None
        return await self._send(delivery_id)

    async def look(self, delivery_id: str) -> State | None:
        """Look for a message in doubt if it is time to. Returns its state afterwards; None when nothing was done."""
        async with self.database.reading() as work:
            if not await self._is_to_be_looked_for(work, delivery_id):
                return None
        return await self.reconciler.look(delivery_id)

    async def deliver(self, delivery_id: str) -> State | NotYet | None:
        """Send a message or look for it, whichever its state asks for. Returns what that does."""
        async with self.database.reading() as work:
            sends = await self._is_its_turn(work, delivery_id)
            looks = not sends and await self._is_to_be_looked_for(work, delivery_id)
        if sends:
            return await self._send(delivery_id)
        return await self.reconciler.look(delivery_id) if looks else None

    async def show(self, target: str) -> bool | NotYet:
        """Show a target's latest version. False when there was nothing to do, or it did not work."""
        return await self.desired.show(target)

    async def sweep(self) -> int:
        """Free what has a lease that is over, cancel what lost its parent. Returns how many rows changed."""
        await self.turnstile.forget()
        return await self.reconciler.sweep()

    async def take_over(self) -> None:
        """Free every lease of others at once: for a process that knows that it is the only one."""
        await self.reconciler.take_over(self.owner)
        await self.desired.take_over()

    async def hand_back(self) -> int:
        """Let go of what this process has claimed or is sending: it ends. Returns how many messages that were."""
        return await self.reconciler.hand_back(self.owner)

    async def unfinished(self) -> str:
        """Say what is due and not done yet; empty when there is nothing."""
        moment = self.ledger.now()
        async with self.database.reading() as work:
            next_due = await work.deliveries.next_due()
            counts = await work.deliveries.counts()
            behind = await work.desired.pending(moment.wire + _EVER, 1)
        open_ones = {state: counts[state] for state in ("claimed", "sending", "in_doubt") if counts.get(state)}
        if next_due is not None and next_due <= moment.campaign:
            open_ones["planned"] = counts.get("planned", 0)
        if behind:
            open_ones["not shown"] = len(behind)
        return ", ".join(f"{number} {state}" for state, number in open_ones.items())

    async def _send(self, delivery_id: str) -> State | NotYet | None:
        return await self.suspicion.stops(delivery_id) or await self.sender.step(delivery_id)

    async def _is_its_turn(self, work: UnitOfWork, delivery_id: str) -> bool:
        now = self.ledger.now()
        return await work.deliveries.turn_of(delivery_id, now.campaign, now.wire) is not None

    async def _is_to_be_looked_for(self, work: UnitOfWork, delivery_id: str) -> bool:
        return await work.deliveries.is_to_be_looked_for(delivery_id, self.ledger.now().wire)
