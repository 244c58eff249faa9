"""Finds out whether the ledger is older than what stands in Slack: after a backup was restored.

Nobody says that this happened. But then messages are planned that were posted already, under the same marks. So a
process that has just started looks for its first few messages in Slack before it posts them. As long as none is there,
a few are enough; one that is there tells that the ledger is an old one, and many more are looked for.
"""

from datetime import timedelta

import structlog

from bot.delivery.happenings import Found
from bot.delivery.ledger import Ledger, Letter
from bot.delivery.pacing import NotYet
from bot.delivery.ports import DeliveryProblem, Limited, Messenger, Refused
from bot.delivery.rows import State

AT_FIRST = 10  # messages that are looked for after a start
AFTER_A_FIND = 200  # messages that must be absent before an old ledger is trusted again
BACK = timedelta(days=7)  # a backup older than this would say again what was said longer ago
LOG = structlog.get_logger("delivery")


class Suspicion:
    """Whether this process still looks before it posts."""

    def __init__(self, ledger: Ledger, messenger: Messenger, *, at_first: int = AT_FIRST) -> None:
        """With `at_first` 0 the ledger is trusted from the start."""
        self._ledger = ledger
        self._messenger = messenger
        self._left = at_first

    async def stops(self, delivery_id: str) -> State | NotYet | None:
        """Return what became of a planned message that must not be posted now; None when it may be.

        It stands already (`sent`), or Slack cannot be asked just now (`NotYet`).
        """
        letter = await self._ledger.read(delivery_id) if self._left > 0 else None
        if letter is None or letter.row.state is not State.PLANNED or not letter.is_readable:
            return None
        try:
            found = await self._find(letter)
        except Refused:
            return None  # a place that can never be read must not hold its messages back
        except DeliveryProblem as problem:
            return NotYet(problem.retry_after if isinstance(problem, Limited) else self._ledger.timing.first_retry)
        if found is None:
            self._left -= 1
            return None
        self._left = max(self._left, AFTER_A_FIND)
        LOG.warning("delivery.old_ledger", utterance=letter.utterance)
        seen = await self._ledger.seen(letter.id, found)
        return State.SENT if seen is None else seen.row.state

    async def _find(self, letter: Letter) -> Found | None:
        """Look where it would go: into its parent's thread, or to its recipient."""
        parent = await self._ledger.read(letter.parent_id) if letter.parent_id else None
        channel, thread_ts = letter.to, letter.row.thread_ts
        if parent is not None and parent.row.channel is not None:
            channel, thread_ts = parent.row.channel, parent.row.thread_ts or parent.row.ts
        places = await self._messenger.find(channel, letter.mark, thread_ts, self._ledger.now().wire - BACK)
        return Found(letter.kept(places[0].channel), places[0].ts) if places else None
