"""Counts what happens, by names that are known beforehand: kinds of events, ends of requests. Never by who or where."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.dialogues.events import BeatDue, Event

#: How Slack answered a request: it took it or refused it in words, said "too many", was broken, or nothing came back.
ANSWERS = ("answered", "limited", "broken", "silent")
TICKS = ("well", "failed")


def kind_of(event: type[Event]) -> str:
    """Name a kind of event: `reply_posted`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event.__name__).lower()


def _kinds(family: type[Event]) -> Iterator[str]:
    for kind in family.__subclasses__():
        if kind is not BeatDue:
            yield kind_of(kind)
        yield from _kinds(kind)


def event_kinds() -> tuple[str, ...]:
    """List every kind of event there is."""
    return tuple(sorted(_kinds(Event)))


class Tallies:
    """What one process has counted and not handed over yet."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()

    def event(self, event: Event, fresh: bool) -> None:
        """Count an event that came in; `fresh` is False for one that was known already."""
        self._counted[f"events/{kind_of(type(event))}" if fresh else "duplicates"] += 1

    def answer(self, how: str) -> None:
        """Count how Slack answered a request: one of `ANSWERS`."""
        self._counted[f"answers/{how}"] += 1

    def tick(self, *, well: bool) -> None:
        """Count a tick."""
        self._counted[f"ticks/{TICKS[0] if well else TICKS[1]}"] += 1

    def take(self) -> Mapping[str, int]:
        """Hand over what was counted since the last time."""
        taken, self._counted = self._counted, Counter()
        return taken

    def give_back(self, taken: Mapping[str, int]) -> None:
        """Count again what could not be stored."""
        self._counted.update(taken)
