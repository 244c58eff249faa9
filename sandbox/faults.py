"""Faults on purpose: rules that make the next calls of a method go wrong, before or after they took effect.

``429`` and ``500`` are answered without effect; ``timeout`` and ``drop`` come in two kinds, before and after the
effect.
"""

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["429", "500", "error", "500_after", "timeout_before", "timeout_after", "drop_before", "drop_after"]


@dataclass
class Fault:
    """Make the next `times` calls of `method` (``*`` for any) go wrong.

    `seconds` is the ``Retry-After`` of a 429 or how long a timeout keeps the caller waiting; `error` the code for
    ``error``.
    """

    method: str
    kind: FaultKind
    times: int = 1
    seconds: float = 1
    error: str = "internal_error"


class Faults:
    """The list of rules; the first that fits is used."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(
        self, method: str, kind: FaultKind, *, times: int = 1, seconds: float = 1, error: str = "internal_error"
    ) -> None:
        """Add a rule."""
        self.rules.append(Fault(method, kind, times, seconds, error))

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call, counting it down, or None."""
        for rule in self.rules:
            if rule.method in ("*", method) and rule.times > 0:
                rule.times -= 1
                return rule
        return None
