"""Sends one message: claim, begin (stored before any byte leaves), post once, store what came of it.

`step` may be called for any delivery at any time, twice, late or by several processes at once: the ledger decides what
may happen. Whatever it does not live to store, the reconciler finds out.
"""

from bot.delivery.happenings import (
    Accepted,
    Begin,
    Claim,
    Found,
    Happening,
    NeverLeft,
    RefusedForGood,
    Throttled,
    Unclear,
)
from bot.delivery.ledger import Ledger, Letter
from bot.delivery.pacing import Kind, Pacing
from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, Messenger, Refused
from bot.delivery.rows import State
from bot.delivery.transitions import may_leave


class Sender:
    """Takes messages from planned to sent."""

    def __init__(self, ledger: Ledger, messenger: Messenger, pacing: Pacing, owner: str) -> None:
        """`owner` names this process in the ledger: an id that no other process, earlier or later, has."""
        self._ledger = ledger
        self._messenger = messenger
        self._pacing = pacing
        self._owner = owner

    async def step(self, delivery_id: str) -> State | None:
        """Try to send a planned message. Returns its state afterwards; None when it was not ours to send."""
        claimed = await self._claim(delivery_id)
        if claimed is None or claimed.row.state is not State.CLAIMED:
            return _state(claimed)
        try:
            start = await self._place(claimed)
        except DeliveryProblem as problem:
            return await self._ended(claimed, problem, Kind.OPEN)
        monotonic = self._ledger.wire.monotonic
        beginning = monotonic()
        begun = await self._ledger.record(claimed, start)
        if begun is None or begun.row.state is not State.SENDING:
            return _state(begun)
        if not may_leave(beginning, monotonic(), self._ledger.timing):
            return _state(await self._ledger.record(begun, NeverLeft("too_slow")))
        try:
            posted = await self._messenger.post(begun.outgoing())
        except DeliveryProblem as problem:
            return await self._ended(begun, problem)
        channel = begun.kept(posted.channel)
        accepted = await self._ledger.record(begun, Accepted(channel, posted.ts))
        # Somebody took the row from us meanwhile: the message stands all the same, perhaps a second time.
        return _state(accepted or await self._ledger.seen(begun.id, Found(channel, posted.ts)))

    async def _claim(self, delivery_id: str) -> Letter | None:
        letter = await self._ledger.read(delivery_id)
        if letter is None or letter.row.state is not State.PLANNED:
            return None
        parent = await self._ledger.read(letter.parent_id) if letter.parent_id else None
        if letter.parent_id and (parent is None or parent.row.state is not State.SENT):
            return None
        return await self._ledger.record(letter, Claim(self._owner))

    async def _place(self, letter: Letter) -> Begin:
        """Where it goes: into its parent's thread, or to its recipient."""
        if letter.parent_id:
            parent = await self._ledger.read(letter.parent_id)
            if parent is not None and parent.row.channel is not None:
                return Begin(parent.row.channel, parent.row.thread_ts or parent.row.ts)
        channel = await self._messenger.address(letter.workspace, letter.address or letter.recipient)
        return Begin(letter.kept(channel), letter.row.thread_ts)

    async def _ended(self, letter: Letter, problem: DeliveryProblem, method: Kind | None = None) -> State | None:
        fix = problem.fix if isinstance(problem, Refused) else ""
        return _state(await self._ledger.record(letter, self._meaning(letter, problem, method), fix=fix))

    def _meaning(self, letter: Letter, problem: DeliveryProblem, method: Kind | None) -> Happening:
        if isinstance(problem, Limited):
            now = self._ledger.wire.monotonic()
            return Throttled(self._pacing.close(letter.workspace, problem.retry_after, now, method), problem.code)
        if isinstance(problem, Refused):
            return RefusedForGood(problem.code)
        if isinstance(problem, InDoubt):
            return Unclear(problem.code)
        return NeverLeft(problem.code)


def _state(letter: Letter | None) -> State | None:
    return None if letter is None else letter.row.state
