"""The story's clock in a visitor's hands: what the browser's clock buttons do.

Rules:
- Story time stands still until somebody moves it, and never goes back.
- A step returns when everything it made due has happened, and says in a sentence what that was.
- One step at a time: a second click waits for the first one, and then takes its own step from there.
- What is due is read from the database each time; nothing is remembered here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.storage.models import Beat, Campaign
from demo.world import World

NOTHING_LEFT = "Nothing is planned any more. The story ends here, unless somebody schedules another campaign."
NOT_YET = "The story has not begun yet. Please try again in a moment."
STILL_COMING = "Some messages are still on their way; they will show here when they arrive."

COMING = {
    "open": "The week's question",
    "playback": "What was said so far, played back",
    "nudge": "A reminder to those who have not taken part",
    "last_call": "Last call",
    "close": "The week closes",
    "digest": "The leaders' digest",
    "told_back": "Teams hear what happens next",
}
HAPPENED = {
    "open": "the week's question went out",
    "playback": "teams heard what was said so far",
    "nudge": "reminders went out",
    "last_call": "last call went out",
    "close": "the week closed",
    "digest": "leaders got their digest",
    "told_back": "teams heard what happens next",
}

Meanwhile = Callable[[World], Awaitable[int]]


class Controls:
    """Moves one world's story. Before `begin` the clock only shows when the story starts.

    `meanwhile` is what people do before the clock moves on; it returns how many things they did.
    """

    def __init__(self, begins: datetime, zone: str, meanwhile: Meanwhile | None = None) -> None:
        self._begins = begins
        self._zone = ZoneInfo(zone)
        self._meanwhile = meanwhile
        self._stage: World | None = None
        self._moving = asyncio.Lock()

    def begin(self, stage: World) -> None:
        """Take the clock of a world that is running."""
        self._stage = stage

    def now(self) -> datetime:
        """Story time, aware."""
        return self._stage.story.now() if self._stage else self._begins

    async def next_event(self) -> str:
        """Move to the next thing that is due, let it happen, and say what it was."""
        if self._stage is None:
            return NOT_YET
        async with self._moving:
            done = await self._people_act(self._stage)
            happened = await self._move(self._stage, self.now())  # what became due while nobody moved the clock
            if not happened:
                moment = await self._next_moment(self._stage)
                if moment is None:
                    return done + NOTHING_LEFT
                happened = await self._move(self._stage, moment)
        return f"{done}{self._written(self.now())}: {_sentence(happened)}"

    async def advance(self, by: timedelta) -> str:
        """Move forward by so much, let everything on the way happen at its own time, and say what it was.

        Raises `ValueError` for a step back.
        """
        if by < timedelta(0):
            raise ValueError("The story's clock does not go back.")
        if self._stage is None:
            return NOT_YET
        async with self._moving:
            target = self.now() + by
            done = await self._people_act(self._stage)
            happened = await self._move(self._stage, self.now())
            while (moment := await self._next_moment(self._stage)) is not None and moment <= target:
                happened += await self._move(self._stage, moment)
                await self._people_act(self._stage)
            happened += await self._move(self._stage, target)
        return f"{done}It is {self._written(target)}: {_sentence(happened)}"

    async def due(self) -> list[tuple[datetime, str]]:
        """What comes next, soonest first: moments, each with a few words. The same thing in many teams is one line."""
        if self._stage is None:
            return []
        lines = []
        for (moment, kind, week), beats in groupby(await _planned(self._stage), key=lambda found: found[:3]):
            count = len(list(beats))
            lines.append((moment, f"{COMING[kind]} (week {week}{f', {count} teams' if count > 1 else ''})"))
        return lines

    async def _people_act(self, stage: World) -> str:
        done = await self._meanwhile(stage) if self._meanwhile is not None else 0
        return f"Meanwhile colleagues did {done} things. " if done else ""

    async def _next_moment(self, stage: World) -> datetime | None:
        """When something is due next. What is due already and cannot happen yet does not stop the clock."""
        moment = await stage.parts.runner.next_event_at()
        if moment is not None and moment <= self.now():
            later = [found for found, *_ in await _planned(stage) if found > self.now()]
            return min(later, default=None)
        return moment

    async def _move(self, stage: World, moment: datetime) -> list[str]:
        """Go to a moment and let what is due happen; the kinds of beats that did."""
        stage.story.move_to(max(moment, self.now()))
        waiting = await _waiting(stage)
        await stage.parts.runner.tick()
        async with stage.parts.core.database.reading() as work:
            after = [await work.beats.get(beat.id) for beat in waiting]
        try:
            await stage.parts.dispatcher.settle()
        except TimeoutError:
            return [*_done(after), STILL_COMING]
        return _done(after)

    def _written(self, moment: datetime) -> str:
        at = moment.astimezone(self._zone)
        return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"


def _done(beats: Sequence[Beat | None]) -> list[str]:
    return [HAPPENED[beat.kind] for beat in beats if beat is not None and beat.state == "done"]


def _sentence(happened: Sequence[str]) -> str:
    """Everything that happened, each thing once, in order."""
    said = list(dict.fromkeys(happened))
    return f"{', '.join(said)}." if said else "nothing was due."


async def _waiting(stage: World) -> list[Beat]:
    async with stage.parts.core.database.reading() as work:
        return await work.beats.due(stage.story.now(), 1000)


async def _planned(stage: World) -> list[tuple[datetime, str, int]]:
    """When, what and in which week: every planned beat of the campaigns that run."""
    async with stage.parts.core.database.reading() as work:
        running: Sequence[Campaign] = await work.campaigns.running(stage.parts.workspace)
        found = []
        for campaign in running:
            weeks = {round_.id: round_.week for round_ in await work.rounds.of_campaign(campaign.id)}
            beats = await work.beats.of_campaign(campaign.id)
            found += [(beat.due_at, beat.kind, weeks[beat.round_id]) for beat in beats if beat.state == "planned"]
    return sorted(found)
