"""The real conversation on a real database with one open week, beside a thread that stands in Slack."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.clock import Clocks
from bot.delivery.ledger import Ledger
from bot.delivery.rows import Timing
from bot.dialogues import events as ev
from bot.hearing.catching_up import CatchingUp
from bot.hearing.presence import Presence
from bot.hearing.reading import ThreadReader
from bot.hearing.recognition import Recogniser
from bot.storage.models import ReadBack
from tests.conversation.room import HOUSING, Room
from tests.hearing.thread import Thread, Time


class Scene:
    """A room, its thread, and everything that reads it back. What is said to people at once is counted by `said`."""

    def __init__(self, room: Room, thread: Thread) -> None:
        self.room = room
        self.thread = thread
        self.time = thread.time
        self.said: Counter[tuple[str, str]] = Counter()
        clocks = Clocks(room.clock, thread.time)
        self.recogniser = Recogniser(room.database, Ledger(room.database, clocks, Timing(), ()), thread)
        self.reader = ThreadReader(room.database, room.identities, thread, self.hears, self.recogniser, clocks)
        self.presence = Presence(room.database, clocks)
        self.catching_up = CatchingUp(room.database, self.reader, self.presence, clocks, ["U0ADMIN"])

    async def hears(self, event: ev.Event) -> None:
        """Bring an event to the conversation."""
        outcome = await self.room.conversation.handle(event)
        for reply in outcome.replies:
            self.said[getattr(event, "user", ""), reply.utterance] += 1

    def passes(self, seconds: float) -> None:
        """Let time go by, campaign time too."""
        self.time.passes(seconds)
        self.room.clock.move_to(self.time.now())

    async def reads_back(self) -> int:
        """Read the week's thread back, and say how many differences were found."""
        return await self.reader.read((await self.room.round()).id)

    async def owed(self) -> ReadBack | None:
        """What is owed to the week."""
        round_id = (await self.room.round()).id
        async with self.room.database.reading() as work:
            return await work.read_backs.of(round_id)

    async def texts(self) -> dict[str | None, str | None]:
        """The stored words that stand, by where."""
        return {answer.message_ts: answer.text for answer in await self.room.stored()}

    async def backed(self) -> list[tuple[str | None, str]]:
        """Reactions on answers: where, and which."""
        round_id = (await self.room.round()).id
        async with self.room.database.reading() as work:
            places = {answer.id: answer.message_ts for answer in await work.answers.of_round(round_id)}
            rows = await work.supports.of_round(round_id)
        return sorted((places[row.answer_id], row.reaction) for row in rows)

    async def ratings(self) -> list[tuple[int, str]]:
        """Stored ratings of *now*: value and source."""
        round_id = (await self.room.round()).id
        async with self.room.database.reading() as work:
            return sorted((row.value, row.source) for row in await work.ratings.of_round(round_id))

    async def taking_part(self) -> int:
        """How many people are counted."""
        round_id = (await self.room.round()).id
        async with self.room.database.reading() as work:
            return len(await work.participations.codes(round_id, with_late=True))


async def open_week(room: Room) -> Room:
    """Housing's first question has just been asked."""
    await room.begins()
    await room.comes("open")
    return room


def beside(room: Room, **changes: Any) -> Scene:
    """The thread of the room's open question, at the campaign's own time."""
    return Scene(room, Thread(Time(room.clock.now()), HOUSING.channel, room.prompt_ts(), **changes))
