"""How a conversation is written down: a table from (stage, event type) to a rule.

A rule names the function that decides and every stage it may lead to. `step` refuses a pair that is not in the table
(`UnexpectedEvent`, nothing changed) and a stage that the rule did not name, so the table is the whole truth and the
diagrams in `docs/dialogues.md` are drawn from it. No I/O, no clock: events carry the time, scenes carry the facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.dialogues.effects import Effect
from bot.dialogues.events import Event
from bot.errors import UnexpectedEvent


class Staged(Protocol):
    """A conversation's state: a frozen dataclass with the stage it is in."""

    @property
    def stage(self) -> str:
        """The name of the stage."""
        ...


S = TypeVar("S", bound=Staged)
C = TypeVar("C")

Step = tuple[S, tuple[Effect, ...]]
Decide = Callable[[S, Any, C], tuple[S, tuple[Effect, ...]]]


@dataclass(frozen=True)
class Rule(Generic[S, C]):
    """What happens on an event in a stage, and which stages may follow."""

    decide: Decide[S, C]
    to: tuple[str, ...]


@dataclass(frozen=True)
class Dialogue(Generic[S, C]):
    """A named table, with the stage in which a conversation begins."""

    name: str
    about: str
    first: str
    table: Mapping[tuple[str, type[Event]], Rule[S, C]]

    def step(self, state: S, event: Event, scene: C) -> Step[S]:
        """Give the new state and the effects. Raises `UnexpectedEvent` for a pair that the table does not hold."""
        rule = self.table.get((state.stage, type(event)))
        if rule is None:
            raise UnexpectedEvent(f"{self.name}: {type(event).__name__} is not expected in stage {state.stage!r}.")
        after, effects = rule.decide(state, event, scene)
        if after.stage not in rule.to:
            raise UnexpectedEvent(
                f"{self.name}: {type(event).__name__} led to {after.stage!r}, which its rule leaves out."
            )
        return after, effects

    @property
    def stages(self) -> tuple[str, ...]:
        """Every stage of the table, the first one first."""
        named = [stage for stage, _ in self.table] + [stage for rule in self.table.values() for stage in rule.to]
        return tuple(dict.fromkeys([self.first, *named]))
