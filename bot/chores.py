"""What a process does again and again beside its work: parts name their chores, the ticker does them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Chore:
    """Something to be done again and again, which may be lost, late, doubled or put off without harm."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]
