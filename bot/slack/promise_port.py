"""What the Slack edge asks of the desk for promises. Each method checks who may; those that act say if it was new."""

from datetime import date
from typing import Protocol

from bot.insight.promised import PromiseForm, PromiseShown, Wanted


class Promising(Protocol):
    """Promises to teams: read, made and changed."""

    async def look(self, workspace: str, user: str, promise_id: str) -> PromiseShown:
        """Give one promise with its history."""
        ...

    async def mine(self, workspace: str, user: str) -> tuple[PromiseShown, ...]:
        """Give all that somebody may say what becomes of."""
        ...

    async def to_team(self, workspace: str, user: str, team_id: str) -> tuple[PromiseShown, ...]:
        """Give all that was promised to a team, to its people."""
        ...

    async def form(self, workspace: str, user: str, about: str) -> PromiseForm:
        """Give the teams that a leader may promise something."""
        ...

    async def make(self, workspace: str, user: str, round_id: str, act_id: str, wanted: Wanted) -> bool:
        """Promise a team something."""
        ...

    async def kept(self, workspace: str, user: str, promise_id: str, act_id: str) -> bool:
        """Say that it is kept."""
        ...

    async def drop(self, workspace: str, user: str, promise_id: str, act_id: str, words: str) -> bool:
        """Say that it will not be kept, and why."""
        ...

    async def move(self, workspace: str, user: str, promise_id: str, act_id: str, due_on: date, words: str) -> bool:
        """Give it a new date, and say why."""
        ...
