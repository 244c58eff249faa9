"""Recognises our own messages in Slack by their mark, before delivery has heard that they were posted.

A process may end between Slack's taking the week's question and our learning where it stands. Somebody may answer it at
once. Then the message that their thread hangs on is looked at: if it carries a mark of ours, the ledger learns its
place now, and the answer finds its round.
"""

from dataclasses import dataclass

from bot.delivery.happenings import Found
from bot.delivery.ledger import Ledger
from bot.errors import NotYetKnown
from bot.hearing.ports import Threads
from bot.storage.database import Database


@dataclass(frozen=True)
class Recognised:
    """What a thread hangs on: where that message stands, and whether it is one of ours."""

    ts: str
    ours: bool


class Recogniser:
    """Looks at messages that threads hang on."""

    def __init__(self, database: Database, ledger: Ledger, threads: Threads) -> None:
        self._database = database
        self._ledger = ledger
        self._threads = threads

    async def recognise(self, channel: str, ts: str) -> Recognised:
        """Look what the thread of a message hangs on. If it is ours, the ledger knows its place afterwards.

        Raises `NotYetKnown` when Slack does not show it yet, and `TryLater` when it cannot be asked.
        """
        root = await self._threads.root(channel, ts)
        if root is None:
            raise NotYetKnown
        ours = root.mark is not None and await self.notice(channel, root.mark, root.ts)
        return Recognised(root.ts, ours=ours)

    async def notice(self, channel: str, mark: str, ts: str) -> bool:
        """Tell the ledger where a message with a mark stands. False when the mark is not one of ours."""
        async with self._database.reading() as work:
            posted = await work.deliveries.by_mark(mark)
        if posted is None:
            return False
        await self._ledger.seen(posted.id, Found(channel, ts))
        return True
