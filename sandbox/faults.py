"""Faults on purpose: rules that make calls of the app, or deliveries to it, go wrong.

A rule names a kind, what it meets (a method such as ``chat.postMessage`` or ``chat.*``; for a delivery an event's or
interaction's type, or ``events_api``, ``interactive``, ``slash_commands``), how likely it is and how often it may
strike. The first rule that fits and strikes is used; one fault for each call or delivery. Chance comes from a seed.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

CallFault = Literal[
    "429", "500", "500_after", "error", "error_after", "timeout_before", "timeout_after", "drop_before", "drop_after",
    "slow_before", "slow_after", "late",
]  # fmt: skip
DeliveryFault = Literal["duplicate", "reorder", "delay", "lost_ack", "socket_closed"]
FaultKind = CallFault | DeliveryFault

CALL_FAULTS: frozenset[str] = frozenset(get_args(CallFault))
EVENTS_ONLY = frozenset({"duplicate", "reorder"})
"""Slack brings only events twice or out of order; it does neither with a click."""

MEANINGS: dict[FaultKind, str] = {
    "429": "Too many calls: nothing is done, and Retry-After says how many seconds to wait",
    "500": "Server error, and nothing is done",
    "500_after": "Server error, though it was done",
    "error": "An error word, and nothing is done",
    "error_after": "An error word, though it was done",
    "timeout_before": "Nothing is done, no answer comes, and after so many seconds the line is cut",
    "timeout_after": "It is done, no answer comes, and after so many seconds the line is cut",
    "drop_before": "The line is cut at once, and nothing is done",
    "drop_after": "It is done, and the line is cut at once",
    "slow_before": "It is done and answered only after so many seconds, whether or not the app still waits",
    "slow_after": "It is done at once and answered after so many seconds",
    "late": "It is done and answered, but history shows the message only after so many seconds",
    "duplicate": "An event comes once more after it was acknowledged",
    "reorder": "An event waits until a later one has gone first, so many seconds at most",
    "delay": "What the app is told comes so many seconds late",
    "lost_ack": "The app's acknowledgement is lost on its way",
    "socket_closed": "The connection closes before the app can acknowledge",
}


@dataclass
class Fault:
    """One rule. `times` is how often it may strike (None: without end), `taken` how often it did.

    `seconds` is the ``Retry-After`` of a 429 or how long the others wait; `error` the word for ``error``.
    """

    method: str
    kind: FaultKind
    times: int | None = 1
    seconds: float = 1
    error: str = "internal_error"
    probability: float = 1.0
    number: int = 0
    taken: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.times is not None and self.taken >= self.times

    def fits(self, names: Iterable[str], *, calls: bool) -> bool:
        """Whether it is about something with one of these names: a call, or else a delivery."""
        if self.is_spent or (self.kind in CALL_FAULTS) is not calls:
            return False
        names = tuple(names)
        if self.kind in EVENTS_ONLY and "events_api" not in names:
            return False
        return any(fnmatchcase(name, self.method) for name in names)


class Faults:
    """The list of rules."""

    def __init__(self, seed: int | None = None) -> None:
        self.rules: list[Fault] = []
        self.struck: Counter[str] = Counter()
        """How often each kind struck, rules that were taken away included."""
        self._numbers = 0
        self.reseed(seed)

    def reseed(self, seed: int | None) -> None:
        """Begin chance anew: the same seed and the same calls meet the same faults."""
        self.seed = seed
        self._dice = random.Random(seed)  # noqa: S311 - bad luck, not a secret

    def add(
        self,
        method: str,
        kind: FaultKind,
        *,
        times: int | None = 1,
        seconds: float = 1,
        error: str = "internal_error",
        probability: float = 1.0,
    ) -> Fault:
        """Add a rule at the end and return it."""
        return self.put(Fault(method, kind, times, seconds, error, probability))

    def put(self, fault: Fault) -> Fault:
        """Add a rule that was made elsewhere; it gets its number."""
        self._numbers += 1
        fault.number = self._numbers
        self.rules.append(fault)
        return fault

    def remove(self, number: int) -> bool:
        """Take a rule away. False when there is none of that number."""
        kept = [rule for rule in self.rules if rule.number != number]
        found, self.rules = len(kept) < len(self.rules), kept
        return found

    def clear(self) -> int:
        """Take every rule away and return how many there were."""
        gone, self.rules = len(self.rules), []
        return gone

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, counting it, or None."""
        return self._strike((method,), calls=True)

    def meet(self, *names: str) -> Fault | None:
        """Return the fault that a delivery with these names meets, counting it, or None."""
        return self._strike(names, calls=False)

    def _strike(self, names: tuple[str, ...], *, calls: bool) -> Fault | None:
        for rule in self.rules:
            if rule.fits(names, calls=calls) and self._dice.random() < rule.probability:
                rule.taken += 1
                self.struck[rule.kind] += 1
                return rule
        return None
