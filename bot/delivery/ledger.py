"""Writes steps of messages to the ledger: each in one short transaction, and only if nobody was there before.

What a step is, `transitions.py` decides. A write names the state and token that were read; if they changed meanwhile
nothing is written and the caller leaves the row alone. What else belongs to a step (where a prompt stands, a message
to the admins, the record of the attempt) is stored in the same transaction.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.clock import Clocks
from bot.delivery.happenings import Claim, Found, Happening, LeaseOver, Paced
from bot.delivery.pacing import REPLY, Errand, NotYet
from bot.delivery.ports import Outgoing
from bot.delivery.problems import problem_messages
from bot.delivery.rows import Moment, Row, State, Timing, changes
from bot.delivery.transitions import Effect, Step, advance
from bot.delivery.turnstile import Turnstile
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Lost
from bot.storage.unit_of_work import UnitOfWork

PROMPT = "prompt/open"
UNREADABLE = "unreadable"  # no key opens its words or its address any more
KEY_OR_BACKUP = "Its words cannot be read any more. Look whether a key is missing in WAYMARK_DATA_KEYS."
STRAY = "stray"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as it was read: what never changes, and its row at that moment."""

    id: str
    mark: str
    workspace: str
    recipient: str
    address: str | None = field(repr=False)
    parent_id: str | None
    round_id: str | None
    utterance: str
    facts: dict[str, object] = field(repr=False)
    language: str
    zone: str
    priority: int
    row: Row

    @classmethod
    def of(cls, stored: Delivery) -> "Letter":
        """Copy a stored delivery."""
        return cls(
            id=stored.id,
            mark=stored.mark,
            workspace=stored.workspace,
            recipient=stored.recipient,
            address=stored.address,
            parent_id=stored.parent_id,
            round_id=stored.round_id,
            utterance=stored.utterance,
            facts=stored.facts,
            language=stored.language,
            zone=stored.zone,
            priority=stored.priority,
            row=Row.of(stored),
        )

    @property
    def to(self) -> str:
        """Return the channel or person that Slack is to bring it to."""
        return self.address or self.row.channel or self.recipient

    @property
    def is_readable(self) -> bool:
        """Tell whether its words and its address can still be opened."""
        return not isinstance(self.facts, Lost) and not isinstance(self.address, Lost)

    def kept(self, channel: str) -> str:
        """Return the place that may be written down: of a message in confidence nothing that leads to a person."""
        return self.recipient if self.address else channel

    def outgoing(self) -> Outgoing:
        """Return what is to be posted, to the channel and thread that the row knows by now."""
        return Outgoing(
            workspace=self.workspace,
            channel=self.to,
            utterance=self.utterance,
            facts=self.facts,
            language=self.language,
            zone=self.zone,
            mark=self.mark,
            thread_ts=self.row.thread_ts,
        )


@dataclass(frozen=True)
class Claimed:
    """A message that was taken, or that it was too late for; `wait` seconds until it may leave."""

    letter: Letter
    wait: float = 0.0


class Ledger:
    """The one place that changes deliveries."""

    def __init__(self, database: Database, clocks: Clocks, timing: Timing, admins: Collection[str]) -> None:
        self.database = database
        self.timing = timing
        self.wire = clocks.wire
        self._campaign = clocks.campaign
        self._admins = tuple(sorted(admins))

    def now(self) -> Moment:
        """Read both clocks."""
        return Moment(self._campaign.now(), self.wire.now(), self.wire.uncertain)

    async def read(self, delivery_id: str) -> Letter | None:
        """Return a message as it stands, or None."""
        async with self.database.reading() as work:
            stored = await work.deliveries.get(delivery_id)
            return None if stored is None else Letter.of(stored)

    async def record(
        self, letter: Letter, happening: Happening, *, at: Moment | None = None, fix: str = ""
    ) -> Letter | None:
        """Store what happened to a message. None when nothing changed, or somebody else changed the row first.

        `at` is the moment it counts from (now, unless told); `fix` is what admins may read if the step concerns them.
        """
        now = at or self.now()
        step = advance(letter.row, now, happening, self.timing)
        if step.row == letter.row and step.surplus is None:
            return None
        async with self.database.unit_of_work() as work:
            return await self._store(work, letter, happening, step, now, fix)

    async def claim(
        self, letter: Letter, owner: str, turnstile: Turnstile, *, opens: bool
    ) -> "Claimed | NotYet | None":
        """Take a planned message whose turn comes soon. None when it cannot be taken, or somebody else has it.

        Its turn is taken in the same transaction. A message whose turn is far off is put back until it may ask again.
        `opens`: a DM must be opened for it first.
        """
        now = self.now()
        step = advance(letter.row, now, Claim(owner), self.timing)
        if step.row.state is not State.CLAIMED:
            expired = await self.record(letter, Claim(owner), at=now)
            return None if expired is None else Claimed(expired)
        errand = Errand(letter.workspace, letter.recipient, letter.priority <= REPLY, opens)
        async with self.database.unit_of_work() as work:
            turn = await turnstile.ask(work, errand)
            if turn.given:
                taken = await self._store(work, letter, Claim(owner), step, now)
                return None if taken is None else Claimed(taken, turn.wait)
            if turn.changed:
                paced = Paced(turn.wait)
                await self._store(work, letter, paced, advance(letter.row, now, paced, self.timing), now)
            return NotYet(turn.wait)

    async def _store(
        self, work: UnitOfWork, letter: Letter, happening: Happening, step: Step, now: Moment, fix: str = ""
    ) -> Letter | None:
        """Commit a step with all that belongs to it. None, and nothing committed, when somebody else was first."""
        before, changed = letter.row, changes(letter.row, step.row) or {"token": letter.row.token}
        if not await work.deliveries.compare_and_set(
            letter.id, state=before.state.value, token=before.token, changes=changed
        ):
            return None
        after = replace(letter, row=step.row)
        await self._note_attempt(work, letter, happening)
        if Effect.NOTE_PLACE in step.effects:
            await _note_place(work, after)
        if Effect.DRAW_PLAINLY in step.effects:
            await work.deliveries.draw_plainly(letter.id)
        if Effect.TELL_ADMINS in step.effects:
            await self.tell_admins(work, after, now, fix)
        if step.surplus is not None:
            await work.desired.show(stray(letter.id, step.surplus), letter.workspace, None, {})
        await work.commit()
        return after

    async def seen(self, delivery_id: str, place: Found) -> Letter | None:
        """Store that a message was seen in Slack, whoever else is changing its row at this moment."""
        while (letter := await self.read(delivery_id)) is not None:
            if not self._is_news(letter, place):
                return letter
            if (recorded := await self.record(letter, place)) is not None:
                return recorded
        return None

    def _is_news(self, letter: Letter, place: Found) -> bool:
        step = advance(letter.row, self.now(), place, self.timing)
        return step.row != letter.row or step.surplus is not None

    async def tell_admins(self, work: UnitOfWork, letter: Letter, now: Moment, fix: str) -> None:
        """Plan one message to each admin about what met `letter`; its row's error says what that was."""
        for message in problem_messages(letter, self._admins, now, fix):
            if not await work.deliveries.plan(message):
                await _say_again(work, message)

    async def _note_attempt(self, work: UnitOfWork, before: Letter, happening: Happening) -> None:
        """A request that may have posted leaves a trace: how it ended, and by which word."""
        if before.row.state is not State.SENDING and not isinstance(happening, Found):
            return
        began = before.row.slack_last or self.wire.now()
        error = "lease_over" if isinstance(happening, LeaseOver) else getattr(happening, "code", None)
        outcome = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(happening).__name__).lower()
        await work.deliveries.attempts.add(
            before.id, token=before.row.token, started_at=began, outcome=outcome, error=error
        )


async def _say_again(work: UnitOfWork, message: Delivery) -> None:
    """A problem that was told today, and was said to be over since, is not: let the message say what it said first."""
    shown = await work.desired.get(f"message/{message.id}")
    if shown is not None and shown.facts.get("over"):
        await work.desired.show_message(message, message.facts)


def stray(delivery_id: str, ts: str) -> str:
    """Return the target that stands for a message's second copy, which should be gone."""
    return f"{STRAY}/{delivery_id}/{ts}"


async def _note_place(work: UnitOfWork, letter: Letter) -> None:
    """Replies to a prompt are matched by its place, so the round knows it as soon as the ledger does."""
    if letter.utterance == PROMPT and letter.round_id is not None and letter.row.ts is not None:
        await work.rounds.set_prompt_ts(letter.round_id, letter.row.ts, letter.row.channel)
