"""One act of somebody on one question: one transaction, in which nobody else changes the question.

An act that comes twice does nothing twice. What a leader is told never depends on whether somebody who asked was found.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.errors import FieldProblem, NotFound
from bot.ids import fresh_id
from bot.questions.parts import Parts
from bot.questions.places import Placed, placed
from bot.questions.showing import become
from bot.questions.telling import OUTCOME, Teller
from bot.storage.models import Campaign, Team
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

GONE = "That question is not here any more. Whoever asked it took it back, or its time is over."
WORDS = "Please write a few words."
LONGEST = 2_000


@dataclass(frozen=True)
class Act:
    """The act; `fresh`: it did not come before."""

    work: UnitOfWork
    placed: Placed
    teller: Teller
    user: str
    now: datetime
    fresh: bool

    @property
    def question(self) -> LeaderQuestion:
        """The question."""
        return self.placed.question

    @property
    def whose(self) -> tuple[Campaign, Team]:
        """Whose calendar counts: the team's, and of small teams that asked together the first one's."""
        return self.placed.campaign, self.placed.places[0].team

    async def becomes(self, state: str, **said: str) -> None:
        """Set the state, with who said it and what; digests show it."""
        await become(self.work, self.question, state, self.user, self.now, **said)

    async def tell_team(self, state: str | None = None, **more: object) -> None:
        """Say to the team what comes of it."""
        facts = {
            "leader": self.user,
            "state": state or self.question.state,
            "question_id": self.question.id,
            "questions": self.teller.repeated(),
            **more,
        }
        await self.teller.in_channels(OUTCOME, f"{self.question.id}/{fresh_id()}", facts)


class Desk(Parts):
    """What every desk for questions does."""

    @asynccontextmanager
    async def _begun(self, workspace: str, user: str, question_id: str, act_id: str) -> AsyncIterator[Act]:
        """One act, kept unless it came before or something is wrong with it."""
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            found = await self._placed(work, workspace, await work.questions.hold(question_id))
            teller = self._teller(work, found)
            yield Act(work, found, teller, user, teller.now, fresh)
            if fresh:
                await work.commit()
        self._on_change()

    def _teller(self, work: UnitOfWork, found: Placed) -> Teller:
        return Teller(work, self._identities, found, self._clocks.campaign.now(), self._chance)

    async def _placed(self, work: UnitOfWork, workspace: str, question: LeaderQuestion | None) -> Placed:
        found = None if question is None or question.workspace != workspace else await placed(work, question)
        if found is None or not found.places:
            raise NotFound(GONE)
        return found


def check_words(words: str, most: int = LONGEST) -> None:
    """Raise `FieldProblem` for no words, or too many."""
    if not words.strip():
        raise FieldProblem("text", WORDS)
    if len(words) > most:
        raise FieldProblem("text", f"Please keep it within {most:,} characters.")
