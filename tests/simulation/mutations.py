"""The product with one of its safeguards taken away, in the simulation only. Each must be found out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from bot.delivery import sender
from bot.delivery.happenings import Happening, NeverLeft, NotThere, Unclear
from bot.delivery.ledger import Ledger, Letter
from bot.delivery.rows import Timing
from tests.simulation.machine import ProcessClock
from tests.simulation.story import Rules


@dataclass(frozen=True)
class Hasty(Timing):
    """No time is left for Slack to show what it accepted."""

    @property
    def verdict(self) -> float:
        return 0.0


class MachinesOwn(ProcessClock):
    """Goes by the machine's own clock, as if Slack had never told the time."""

    def now(self) -> datetime:
        return self.machine()

    @property
    def uncertain(self) -> float:
        return 0.0


@contextmanager
def without_guard() -> Iterator[Rules]:
    """A request leaves however long ago its note was stored."""
    with patch.object(sender, "may_leave", lambda _began, _now, _timing: True):
        yield Rules()


@contextmanager
def without_slacks_clock() -> Iterator[Rules]:
    """The machine's clock, which may be set at any time, decides."""
    yield Rules(clock=MachinesOwn)


@contextmanager
def without_settle_time() -> Iterator[Rules]:
    """What is not there at the second look was never posted."""
    yield Rules(timing=Hasty())


@contextmanager
def without_token_check() -> Iterator[Rules]:
    """A stale worker's write goes through when the row is in the state that it knew."""
    yield Rules(token_counts=False)


@contextmanager
def without_doubt() -> Iterator[Rules]:
    """A lost answer counts as a message that never left, as in a plain retry."""
    record = Ledger.record

    async def sure(ledger: Ledger, letter: Letter, happening: Happening, **more: Any) -> Letter | None:
        said = NeverLeft(happening.code) if isinstance(happening, Unclear) else happening
        return await record(ledger, letter, said, **more)

    with patch.object(Ledger, "record", sure):
        yield Rules()


@contextmanager
def without_waiting_for_the_look() -> Iterator[Rules]:
    """The wait for the verdict counts from the sender's own note of the time instead of from the first look."""
    record = Ledger.record

    async def early(ledger: Ledger, letter: Letter, happening: Happening, **more: Any) -> Letter | None:
        if isinstance(happening, NotThere) and letter.row.slack_last is not None:
            letter = replace(letter, row=replace(letter.row, missed_at=letter.row.slack_last))
        return await record(ledger, letter, happening, **more)

    with patch.object(Ledger, "record", early):
        yield Rules()


MUTATIONS: Mapping[str, Any] = {
    "the guard before the request": without_guard,
    "Slack's clock": without_slacks_clock,
    "the settle time": without_settle_time,
    "the token check": without_token_check,
    "the state in doubt": without_doubt,
    "the count from the first look": without_waiting_for_the_look,
}
