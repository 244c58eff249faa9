"""The story's clock in a visitor's hands: what the browser's clock buttons do.

Rules:
- Story time stands still until somebody moves it, and never goes back.
- A step returns when everything it made due has happened, and says what that was, the newest first.
- One step at a time: a second click waits for the first one, and then takes its own step from there.
- Before the clock moves, people have their say; nobody acts in the place of the person whom a visitor is.
- A week that plays by itself ends with the leaders' digest, or when somebody stops it.
- What is due is read from the database each time; nothing is remembered here.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from demo.beats import HAPPENED, again, calendar, coming_at, next_planned, paused, waiting, what_came, what_happened
from demo.world import World, let_happen
from sandbox.client.agenda import Beat as Due
from sandbox.client.story import Pace

NOTHING_LEFT = "Nothing is planned any more. The story ends here, unless {admin} plans another campaign."
PAUSED = "The campaign is paused, so nothing is due. {admin} can resume it from the coach’s Home tab."
NOT_YET = "The story has not begun yet. Please try again in a moment."
MOVING = "The clock is moving…"
STILL_COMING = "some messages are still on their way; they will show here when they arrive"
PAUSES: dict[Pace, float] = {"quick": 0.0, "watch": 0.8}
"""Real seconds between two acts in a team."""
PATIENCE = 5.0
"""Real seconds that the end waits for what is going on."""


class Between(Protocol):
    """Called after each act of a week that plays. False: no more acts, please."""

    async def __call__(self) -> bool:
        """Wait a little, and say whether to go on."""
        ...


class Meanwhile(Protocol):
    """What people do before the clock moves on; gives how many things they did."""

    async def __call__(self, stage: World, visitor: str | None, between: Between | None) -> int:
        """Let them do it, all but the visitor's own person."""
        ...


class Controls:
    """Moves one world's story. Before `begin` the clock only shows when the story starts.

    `afresh` is called when a visitor wants the story from its beginning.
    """

    def __init__(
        self, begins: datetime, zone: str, meanwhile: Meanwhile | None = None, afresh: Callable[[], None] | None = None
    ) -> None:
        self._begins = begins
        self._zone = ZoneInfo(zone)
        self._meanwhile = meanwhile
        self._afresh = afresh
        self._stage: World | None = None
        self._moving = asyncio.Lock()
        self._week: asyncio.Task[None] | None = None
        self._stopping = False
        self._acts = 0
        self._said: tuple[str, datetime | None] = ("", None)
        self._stood = ""  # why nothing was due, when that was said last

    def begin(self, stage: World) -> None:
        """Take the clock of a world that is running."""
        self._stage = stage

    async def end(self) -> None:
        """Let what plays by itself come to its end, before the world goes."""
        self.stop()
        if self._week is not None:
            await asyncio.wait({self._week}, timeout=PATIENCE)
            self._week.cancel()
            await asyncio.gather(self._week, return_exceptions=True)

    @property
    def ready(self) -> bool:
        """Whether the story has begun."""
        return self._stage is not None

    @property
    def playing(self) -> str | None:
        """What plays by itself just now."""
        if self._week is None or self._week.done():
            return None
        return "The week is playing." + (f" Your colleagues did {_things(self._acts)} so far." if self._acts else "")

    @property
    def said(self) -> str:
        """What the last step brought; nothing as soon as the clock has gone on from there."""
        said, at = self._said
        if self._moving.locked():
            return MOVING
        return said if at == self.now() else ""

    async def told(self) -> str:
        """What the last step brought, as long as that holds; else what comes next. A pause is told at once."""
        if self._stage is None or self._moving.locked():
            return self.said
        coming = await self._next_moment(self._stage)
        stands = await self._standstill(self._stage) if coming is None else ""
        if stands != self._stood and (self._stood or stands == self._paused(self._stage)):
            self._said, self._stood = ("", None), ""  # somebody has paused, resumed or planned meanwhile
        return self.said or stands or await self._coming(self._stage, coming)

    def now(self) -> datetime:
        """Story time, aware."""
        return self._stage.story.now() if self._stage else self._begins

    async def next_event(self, visitor: str | None = None) -> str:
        """Move to the next thing that is due, let it happen, and say what it was."""
        if self._stage is None:
            return NOT_YET
        async with self._moving:
            acts = await self._people_act(self._stage, visitor)
            happened = await self._move(self._stage, self.now())  # what became due while nobody moved the clock
            if not happened:
                moment = await self._next_moment(self._stage)
                if moment is None:
                    return self._say("", acts, await self._standstill(self._stage))
                happened = await self._move(self._stage, moment, messages=True)
            return self._say(_sentence([happened]), acts)

    async def advance(self, by: timedelta, visitor: str | None = None) -> str:
        """Move forward by so much, let everything on the way happen at its own time, and say what it was.

        Raises `ValueError` for a step back.
        """
        if by < timedelta(0):
            raise ValueError("The story's clock does not go back.")
        if self._stage is None:
            return NOT_YET
        async with self._moving:
            target = self.now() + by
            acts = await self._people_act(self._stage, visitor)
            moves = [await self._move(self._stage, self.now())]
            while (moment := await self._next_moment(self._stage)) is not None and moment <= target:
                moves.append(await self._move(self._stage, moment, messages=True))
                acts += await self._people_act(self._stage, visitor)
            moves.append(await self._move(self._stage, target, messages=True))
            over = moment is None and not any(moves)
            return self._say(_sentence(moves), acts, await self._standstill(self._stage) if over else "")

    async def beats(self) -> list[Due]:
        """Everything that was and will be due."""
        return await calendar(self._stage) if self._stage else []

    def play(self, pace: Pace, visitor: str | None = None) -> None:
        """Let the week go on by itself until leaders have their digest. Does nothing while one plays."""
        if self._stage is not None and self.playing is None:
            self._stopping, self._acts = False, 0
            self._week = asyncio.get_running_loop().create_task(self._play(self._stage, PAUSES[pace], visitor))

    def stop(self) -> None:
        """Let what plays by itself end after the act that is going on."""
        self._stopping = True

    def reset(self) -> None:
        """Ask for the story from its beginning."""
        self.stop()
        if self._afresh is not None:
            self._afresh()

    async def _play(self, stage: World, pause: float, visitor: str | None) -> None:
        async def between() -> bool:
            self._acts += 1
            if not self._stopping:
                await stage.workspace.wire.sleep(pause)
            return not self._stopping

        moves: list[list[str]] = []
        async with self._moving:
            while not self._stopping and not any(HAPPENED["digest"] in happened for happened in moves):
                await self._people_act(stage, visitor, between)
                moment = None if self._stopping else await self._next_moment(stage)
                if moment is None:
                    break
                moves.append(await self._move(stage, moment, messages=True))
                await stage.workspace.wire.sleep(2 * pause)
            if self._stopping:
                self._say(f"Stopped. {_sentence(moves)}" if any(moves) else "Stopped.", self._acts)
            else:
                self._say(_sentence(moves), self._acts, "" if any(moves) else await self._standstill(stage))
        asyncio.get_running_loop().call_soon(stage.workspace.changes.publish, "clock")  # when this is over

    def _say(self, sentence: str, acts: int, stood: str = "") -> str:
        """What happened, or why nothing did, comes first: the bar has room for one line."""
        sentence, self._stood = stood or sentence, stood
        told = f"{sentence} Meanwhile colleagues did {_things(acts)}." if acts else sentence
        self._said = (told, self.now())
        return told

    async def _standstill(self, stage: World) -> str:
        """Why nothing is due, and who can change that."""
        return self._paused(stage) if await paused(stage) else NOTHING_LEFT.format(admin=stage.cast.admin.name)

    def _paused(self, stage: World) -> str:
        return PAUSED.format(admin=stage.cast.admin.name)

    async def _coming(self, stage: World, moment: datetime | None) -> str:
        """What comes next, and when."""
        what = await coming_at(stage, moment) if moment else []
        at = moment.astimezone(self._zone) if moment else None
        return f"Next, {at:%a} {at.day} {at:%b}, {at:%H:%M}: {'; '.join(what)}." if at else ""

    async def _people_act(self, stage: World, visitor: str | None, between: Between | None = None) -> int:
        return await self._meanwhile(stage, visitor, between) if self._meanwhile is not None else 0

    async def _next_moment(self, stage: World) -> datetime | None:
        """When something is due next. What is due already and cannot happen yet does not stop the clock."""
        moment = await stage.parts.runner.next_event_at()
        return await next_planned(stage) if moment is not None and moment <= self.now() else moment

    async def _move(self, stage: World, moment: datetime, *, messages: bool = False) -> list[str]:
        """Go to a moment and let what is due happen; what that was, in words. `messages`: those alone count, too."""
        moved, before = moment > self.now(), len(stage.workspace.journal)
        stage.story.move_to(max(moment, self.now()))
        due = await waiting(stage)
        await let_happen(stage.parts)
        happened = await what_happened(stage, await again(stage, due))
        try:
            await stage.parts.dispatcher.settle()
        except TimeoutError:
            happened.append(STILL_COMING)
        if messages and not happened:
            happened = what_came(stage.workspace.journal.since(before))
        if moved:
            said = f"{self._written(self.now())}: {', '.join(happened) or 'nothing was due'}."
            stage.workspace.journal.add("note", note="clock", said=said)
            stage.workspace.changes.publish("clock")
        return happened

    def _written(self, moment: datetime) -> str:
        at = moment.astimezone(self._zone)
        return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _sentence(moves: Sequence[Sequence[str]]) -> str:
    """What happened at the last move, then what was before it, each thing once."""
    told = [happened for happened in moves if happened]
    if not told:
        return "Nothing was due."
    last = ", ".join(told[-1])
    before = list(dict.fromkeys(thing for happened in told[:-1] for thing in happened))
    rest = f" Before that: {', '.join(before)}." if before else ""
    return f"{last[0].upper()}{last[1:]}.{rest}"
