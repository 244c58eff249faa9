"""The desk for promises, played by notes of what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.insight.promised import PromiseForm, PromiseShown, Wanted
from tests.slack import facts_of_views as facts

if TYPE_CHECKING:
    from tests.slack.stand_ins import StandInCore


@dataclass(frozen=True)
class StandInPromises:
    """It notes what it was asked, and knows one promise."""

    core: StandInCore

    async def look(self, workspace: str, user: str, promise_id: str) -> PromiseShown:
        self.core._ask("promise", workspace, user, promise_id)
        return facts.PROMISE

    async def mine(self, workspace: str, user: str) -> tuple[PromiseShown, ...]:
        self.core._ask("mine", workspace, user)
        return (facts.PROMISE,)

    async def to_team(self, workspace: str, user: str, team_id: str) -> tuple[PromiseShown, ...]:
        self.core._ask("to_team", workspace, user, team_id)
        return (facts.PROMISE,)

    async def form(self, workspace: str, user: str, about: str) -> PromiseForm:
        self.core._ask("promise form", workspace, user, about)
        return PromiseForm((("round-1", "Repairs"), ("round-2", "Care")))

    async def make(self, workspace: str, user: str, round_id: str, act_id: str, wanted: Wanted) -> bool:
        return self._acts("make", workspace, user, round_id, act_id, wanted)

    async def kept(self, workspace: str, user: str, promise_id: str, act_id: str) -> bool:
        return self._acts("kept", workspace, user, promise_id, act_id)

    async def drop(self, workspace: str, user: str, promise_id: str, act_id: str, words: str) -> bool:
        return self._acts("drop", workspace, user, promise_id, act_id, words)

    async def move(self, workspace: str, user: str, promise_id: str, act_id: str, due_on: date, words: str) -> bool:
        return self._acts("move", workspace, user, promise_id, act_id, due_on, words)

    def _acts(self, *asked: Any) -> bool:
        fresh = asked not in self.core.asked
        self.core._ask(*asked)
        return fresh
