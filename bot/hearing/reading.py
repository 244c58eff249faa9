"""Reads a round's threads back: what people wrote, changed, deleted and reacted while nobody took Slack's events.

The rules of a reading:
- It may be broken off anywhere and begun again, or done twice at once: what it finds goes through the conversation, one
  small transaction each, and the second time changes nothing.
- A message is gone only if every thread of the round was read to its end, its beginnings stand, and Slack, asked for
  this one message, does not have it. (A workspace that deletes old messages deletes a thread's beginning first.)
- When a message was written decides whether it is late, not when it was read.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.clock import Clocks
from bot.hearing.budget import Budget
from bot.hearing.differences import SETTLED, Difference, Reading, deletion, differences, missing
from bot.hearing.ports import Play, SeenMessage, ThreadPage, Threads, Unreadable
from bot.hearing.recognition import Recogniser
from bot.hearing.stored import StoredRound, everyone_in, stored_round
from bot.storage.database import Database
from bot.storage.identity import Identities

REST = 10.0
"""Seconds that nothing is read after Slack did not answer: others must not wait for the same silence."""

LOG = structlog.get_logger("hearing")


class PromptInDoubt(Unreadable):
    """Nobody knows yet whether the week's question reached Slack, so its thread cannot be read."""

    def __init__(self) -> None:
        super().__init__("prompt_in_doubt")


class ThreadReader:
    """Reads rounds."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        threads: Threads,
        play: Play,
        recogniser: Recogniser,
        clocks: Clocks,
        *,
        budget: Budget | None = None,
    ) -> None:
        """`play` takes each difference as an event that Slack might have brought."""
        self.budget = budget or Budget(clocks.wire)
        self._database = database
        self._identities = identities
        self._threads = threads
        self._play = play
        self._recogniser = recogniser
        self._clocks = clocks

    async def read(self, round_id: str) -> int:
        """Read a round's threads and make up for what is missing; return how many differences there were.

        Raises `Unreadable`, `Closed`, and what the conversation puts off (`TryLater`).
        """
        began_at, now = self._clocks.wire.now(), self._clocks.campaign.now()
        stored = await stored_round(self._database, round_id)
        if stored is None or stored.campaign.salt is None:  # without its salt a campaign knows nobody any more
            return 0
        if stored.prompt_in_doubt:
            raise PromptInDoubt
        reading = _RoundReading(self, stored, began_at, now)
        await reading.run()
        if reading.found:
            LOG.info("read_back", round=round_id, differences=reading.found)
        return reading.found

    async def page(self, channel: str, root_ts: str, after: str | None) -> ThreadPage | None:
        """Read a part of a thread when its turn has come."""
        await self.budget.turn()
        try:
            return await self._threads.page(channel, root_ts, after)
        except Unreadable as problem:
            self.budget.rest(REST if problem.wait is None else problem.wait)
            raise

    async def stands(self, channel: str, ts: str) -> bool:
        """Look whether one message is still there, when its turn has come."""
        await self.budget.turn()
        return await self._threads.stands(channel, ts)

    async def play(self, difference: Difference) -> None:
        """Have a difference made up for."""
        await self._play(difference)

    async def notice(self, channel: str, message: SeenMessage) -> None:
        """Have the ledger learn where a message of ours stands, if it is one."""
        if message.mark is not None:
            await self._recogniser.notice(channel, message.mark, message.ts)

    def compared(self, stored: StoredRound, people: set[str], began_at: datetime, now: datetime) -> Reading:
        """What is stored, told of the people that a part of a thread is about."""
        rated, elsewhere = stored.rated(self._identities, people)
        return Reading(
            workspace=stored.round.workspace,
            channel=stored.round.channel,
            prompt_ts=stored.round.prompt_ts or "",
            began_at=began_at,
            now=now,
            settled=SETTLED / self.budget.factor,
            answers=stored.known(self._identities, people),
            rated=rated,
            rated_elsewhere=elsewhere,
        )


class _RoundReading:
    """One reading of one round."""

    def __init__(self, reader: ThreadReader, stored: StoredRound, began_at: datetime, now: datetime) -> None:
        self._reader = reader
        self._stored = stored
        self._at = (began_at, now)
        self._seen: set[str] = set()
        self.found = 0

    async def run(self) -> None:
        """Read every thread; only if all were read whole can anything be missing."""
        whole = [await self._read(root) for root in self._stored.roots]
        if all(whole):
            await self._look_for_missing()

    async def _read(self, root_ts: str) -> bool:
        """Read one thread. False when its beginning does not stand any more."""
        after: str | None = None
        stands = False
        while True:
            page = await self._reader.page(self._stored.round.channel, root_ts, after)
            if page is None:
                return False
            fresh = [message for message in page.messages if message.ts not in self._seen]
            stands = stands or any(message.ts == root_ts for message in fresh)
            self._seen.update(message.ts for message in fresh)
            await self._make_up(root_ts, fresh)
            if page.next is None:
                return stands
            after = page.next

    async def _make_up(self, root_ts: str, messages: Sequence[SeenMessage]) -> None:
        for message in messages:
            await self._reader.notice(self._stored.round.channel, message)
        people = everyone_in(messages) | set(self._stored.team.members)
        reading = self._reader.compared(self._stored, people, *self._at)
        for difference in differences(reading, root_ts, messages):
            self.found += 1
            await self._reader.play(difference)

    async def _look_for_missing(self) -> None:
        reading = self._reader.compared(self._stored, set(), *self._at)
        for ts in missing(reading, self._seen):
            if not await self._reader.stands(reading.channel, ts):
                self.found += 1
                await self._reader.play(deletion(reading, ts))
