"""Sends one message: claim, begin (stored before any byte leaves), post once, store what came of it.

`step` may be called for any delivery at any time, twice, late or by several processes at once: the ledger decides what
may happen. Whatever it does not live to store, the reconciler finds out.
"""

from bot.delivery.happenings import (
    Accepted,
    Begin,
    Found,
    Happening,
    NeverLeft,
    RefusedAsDrawn,
    RefusedForGood,
    Throttled,
    Unclear,
)
from bot.delivery.ledger import KEY_OR_BACKUP, UNREADABLE, Claimed, Ledger, Letter
from bot.delivery.pacing import Method, NotYet
from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, Messenger, Refused, TooRich
from bot.delivery.rows import State
from bot.delivery.transitions import may_leave
from bot.delivery.turnstile import Turnstile

OLD = 0.1  # seconds since the claim, after which Slack may have said "too many" to somebody else


class Sender:
    """Takes messages from planned to sent."""

    def __init__(self, ledger: Ledger, messenger: Messenger, turnstile: Turnstile, owner: str) -> None:
        """`owner` names this process in the ledger: an id that no other process, earlier or later, has."""
        self._ledger = ledger
        self._messenger = messenger
        self._turnstile = turnstile
        self._owner = owner

    async def step(self, delivery_id: str) -> State | NotYet | None:
        """Try to send a planned message. Returns its state afterwards; None when it was not ours to send.

        A message whose turn comes within seconds is taken, and waited for here; of any other it says `NotYet`.
        """
        claimed = await self._claim(delivery_id)
        if not isinstance(claimed, Claimed):
            return claimed
        if claimed.letter.row.state is not State.CLAIMED:
            return claimed.letter.row.state
        return await self._send(claimed.letter, claimed.wait)

    async def _send(self, claimed: Letter, wait: float) -> State | None:
        if not claimed.is_readable:
            return _state(await self._ledger.record(claimed, RefusedForGood(UNREADABLE), fix=KEY_OR_BACKUP))
        wire = self._ledger.wire
        claimed_at = wire.monotonic()
        if wait > 0:
            await wire.sleep(wait)
        try:
            start = await self._place(claimed)
        except DeliveryProblem as problem:
            return await self._ended(claimed, problem, Method.OPEN, claimed_at + wait)
        if wire.monotonic() - claimed_at > OLD:
            closed = await self._turnstile.closed_for(claimed.workspace, Method.POST)
            if closed > 0:
                return _state(await self._ledger.record(claimed, Throttled(closed, "paced")))
        beginning = wire.monotonic()
        begun = await self._ledger.record(claimed, start)
        if begun is None or begun.row.state is not State.SENDING:
            return _state(begun)
        try:
            posted = await self._messenger.post(
                begun.outgoing(), lambda: may_leave(beginning, wire.monotonic(), self._ledger.timing)
            )
        except DeliveryProblem as problem:
            return await self._ended(begun, problem, Method.POST, beginning)
        channel = begun.kept(posted.channel)
        accepted = await self._ledger.record(begun, Accepted(channel, posted.ts))
        # Somebody took the row from us meanwhile: the message stands all the same, perhaps a second time.
        return _state(accepted or await self._ledger.seen(begun.id, Found(channel, posted.ts)))

    async def _claim(self, delivery_id: str) -> Claimed | NotYet | None:
        letter = await self._ledger.read(delivery_id)
        if letter is None or letter.row.state is not State.PLANNED:
            return None
        parent = await self._ledger.read(letter.parent_id) if letter.parent_id else None
        if letter.parent_id and (parent is None or parent.row.state is not State.SENT):
            return None
        if not letter.is_readable:
            return await self._ledger.claim(letter, self._owner, self._turnstile, opens=False)
        opens = not (parent and letter.address is None) and not self._messenger.is_open(letter.workspace, letter.to)
        return await self._ledger.claim(letter, self._owner, self._turnstile, opens=opens)

    async def _place(self, letter: Letter) -> Begin:
        """Where it goes: into its parent's thread, or to its recipient, whose DM is open by then."""
        parent = await self._ledger.read(letter.parent_id) if letter.parent_id else None
        if parent is not None and parent.row.channel is not None:
            if letter.address:
                await self._messenger.address(letter.workspace, letter.address)
            return Begin(parent.row.channel, parent.row.thread_ts or parent.row.ts)
        channel = await self._messenger.address(letter.workspace, letter.to)
        return Begin(letter.kept(channel), letter.row.thread_ts)

    async def _ended(self, letter: Letter, problem: DeliveryProblem, method: Method, began: float) -> State | None:
        """Store how a request ended that began at a reading of the counter."""
        fix = problem.fix if isinstance(problem, Refused) else ""
        return _state(await self._ledger.record(letter, await self._meaning(letter, problem, method, began), fix=fix))

    async def _meaning(self, letter: Letter, problem: DeliveryProblem, method: Method, began: float) -> Happening:
        if isinstance(problem, Limited):
            elapsed = self._ledger.wire.monotonic() - began
            wait = await self._turnstile.close(letter.workspace, method, problem.retry_after, elapsed)
            return Throttled(wait, problem.code)
        if isinstance(problem, TooRich):
            return RefusedAsDrawn(problem.code)
        if isinstance(problem, Refused):
            return RefusedForGood(problem.code)
        if isinstance(problem, InDoubt):
            return Unclear(problem.code)
        return NeverLeft(problem.code)


def _state(letter: Letter | None) -> State | None:
    return None if letter is None else letter.row.state
