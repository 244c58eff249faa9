"""People who answer while everything breaks: in threads, by buttons and in forms; they edit, delete, and try again.

What Slack took from them is written down; `checker.py` later holds it against the database. Each text is unique.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from bot.slack.forms import STILL_HERE
from demo.cast import CastTeam
from sandbox.errors import AppFailed, PersonError
from sandbox.people.fill import fill
from sandbox.people.person import Person
from sandbox.records import Message, View
from sandbox.workspace import Workspace
from tests.played.reading import said

WORDS = (
    "We ring people back the same day", "The rota leaves no hour for it", "Last month we tried it on one street",
    "Ask the night shift first", "A short form would help more", "We stopped because the van was gone",
    "Two teams still do it by hand", "It worked when we met every Monday",
)  # fmt: skip
TRIES = 40
"""How often a person taps again before giving up."""
PATIENCE = 3.0
"""Seconds that a person looks for a form before tapping again."""


@dataclass
class Said:
    """What people said, as Slack took it."""

    thread: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """By channel and message: its last text, None when it was deleted."""
    private: dict[str, str] = field(default_factory=dict)
    """Texts of forms whose saving was confirmed, each with its author."""
    unconfirmed: set[str] = field(default_factory=set)
    """Texts of forms that somebody gave up on: stored once, or not at all."""
    rated: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """By the question's message, person and scale: the last number that was acknowledged."""
    acts: int = 0
    """How often anybody began to do something."""
    typed: int = 0
    troubles: list[str] = field(default_factory=list)
    """What a person saw that nobody should see."""
    failures: int = 0
    """How often Slack told somebody that the app did not respond."""


class People:
    """Everyone in the teams. `said` is complete when `stop` has returned."""

    def __init__(self, workspace: Workspace, teams: tuple[CastTeam, ...], seed: int, pause: float) -> None:
        self._workspace = workspace
        self._teams = teams
        self._dice = random.Random(seed)
        self._pause = pause
        self._serial = 0
        self._going = True
        self._tasks: list[asyncio.Task[None]] = []
        self.said = Said()

    def start(self) -> None:
        """Let everyone begin."""
        for team in self._teams:
            for one in team.people:
                self._tasks.append(asyncio.create_task(self._live(team.channel, self._workspace.person(one.id))))

    async def stop(self) -> None:
        """Let everyone finish what they are doing."""
        self._going = False
        for task in asyncio.as_completed(self._tasks):
            await task

    @property
    def asked(self) -> bool:
        """Whether there is a question in every team's channel."""
        first = [self._workspace.person(team.people[0].id) for team in self._teams]
        return all(self._question(team.channel, one) for team, one in zip(self._teams, first, strict=True))

    async def _live(self, channel: str, person: Person) -> None:
        mine: list[str] = []
        rated: set[str] = set()
        while self._going:
            await asyncio.sleep(self._dice.uniform(0.2, 2.0) * self._pause)
            question = self._question(channel, person)
            if question is None or not self._going:
                continue
            try:
                await self._act(person, question, mine, rated)
            except PersonError as problem:
                self.said.troubles.append(f"{person.user.name}: {problem}")

    async def _act(self, person: Person, question: Message, mine: list[str], rated: set[str]) -> None:
        self.said.acts += 1
        roll = self._dice.random()
        if mine and roll < 0.15:
            await self._edit(person, question.channel, self._dice.choice(mine))
        elif mine and roll < 0.22:
            await self._delete(person, question.channel, mine.pop(self._dice.randrange(len(mine))))
        elif roll < 0.40:
            await self._answer_privately(person, question)
        elif roll < 0.55 and question.ts not in rated:
            rated.add(question.ts)
            await self._rate(person, question)
        elif roll < 0.60:
            self.said.typed += 1
            await person.post(person.dm_with_bot(), self._text())
        else:
            mine.append(await self._reply(person, question))

    def _question(self, channel: str, person: Person) -> Message | None:
        """The newest question in the channel that can still be answered."""
        standing = [m for m in person.messages(channel) if m.by_app and not m.is_reply and _takes_answers(m)]
        return standing[-1] if standing else None

    def _still_asks(self, person: Person, question: Message) -> bool:
        """Whether a question was not closed meanwhile: before each tap a person looks at what stands there now."""
        return any(m.ts == question.ts and _takes_answers(m) for m in person.messages(question.channel))

    def _text(self) -> str:
        self._serial += 1
        return f"{self._dice.choice(WORDS)}, number {self._serial}."

    async def _reply(self, person: Person, question: Message) -> str:
        text = self._text()
        posting = asyncio.ensure_future(person.post(question.channel, text, question.ts))
        ts = await posting
        self.said.thread[question.channel, ts] = text
        return ts

    async def _edit(self, person: Person, channel: str, ts: str) -> None:
        text = self._text()
        await person.edit(channel, ts, text)
        self.said.thread[channel, ts] = text

    async def _delete(self, person: Person, channel: str, ts: str) -> None:
        await person.delete(channel, ts)
        self.said.thread[channel, ts] = None

    async def _rate(self, person: Person, question: Message) -> None:
        scale, value = self._dice.choice(("now", "needed")), self._dice.randint(1, 5)
        for _ in range(TRIES):
            if not self._still_asks(person, question):
                return
            try:
                await person.click(question.channel, question.ts, f"rate:{scale}:{value}")
            except AppFailed:
                await self._again()
            else:
                self.said.rated[question.ts, person.id, scale] = value
                return

    async def _answer_privately(self, person: Person, question: Message) -> None:
        view = await self._form(person, question)
        if view is None:
            return
        text = self._text()
        values = fill(view, {"text": text, "mode": self._dice.choice(("confidential", "named"))})
        for _ in range(TRIES):
            try:
                result = await person.submit(view.id, values)
            except AppFailed:
                await self._again()
                continue
            if result.kind == "errors":
                if not all(STILL_HERE in sentence for sentence in result.errors.values()):
                    self.said.troubles.append(f"the form said: {result.errors}")
                    break
                await self._again()
                continue
            if result.view is not None and "is saved" in said(result.view):
                self.said.private[text] = person.id
            else:  # they are told that it did not work just now
                self.said.failures += 1
                self.said.unconfirmed.add(text)
            break
        else:
            self.said.unconfirmed.add(text)
        await self._close(person)

    async def _form(self, person: Person, question: Message) -> View | None:
        for _ in range(TRIES):
            if not self._still_asks(person, question):
                return None
            try:
                await person.click(question.channel, question.ts, "answer_privately")
            except AppFailed:
                await self._again()
            view = await person.open_modal(PATIENCE)
            if view is not None:
                return view
        return None

    async def _close(self, person: Person) -> None:
        while (view := person.modal()) is not None:
            try:
                await person.close(view.id)
            except AppFailed:
                await self._again()

    async def _again(self) -> None:
        self.said.failures += 1
        await asyncio.sleep(0.3)


def _takes_answers(message: Message) -> bool:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return any(element.get("action_id") == "answer_privately" for row in rows for element in row)
