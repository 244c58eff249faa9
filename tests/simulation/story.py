"""One story: some messages, some machines, everything that may go wrong; then all is well, and everything must end.

While things go wrong (the safety phase) and after: no message stands twice, none is posted before it is due or after it
is too late, those to one place keep their order, no token ever shrinks. When nothing goes wrong any more (the liveness
phase): within a bounded time each message is sent, or has a good reason not to be, and what the ledger says is true.

What a request does that stood still between the last check and the socket is nobody's fault and is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from bot.clock import WireClock
from bot.delivery.happenings import Found
from bot.delivery.ports import DeliveryProblem
from bot.delivery.rows import FINAL, State, Timing
from bot.storage.errors import DatabaseAway
from tests.simulation.database import StoredDelivery, Tables
from tests.simulation.kernel import EPOCH, Kernel, Task
from tests.simulation.machine import Machine, ProcessClock
from tests.simulation.nemesis import Nemesis
from tests.simulation.node import Node, World
from tests.simulation.slack import DEAD, Message, Slack
from tests.simulation.weather import Weather

#: Seconds of true time within which everything must have ended once nothing goes wrong any more: the longest that Slack
#: may ask us to wait, a lease, a verdict, and our own longest back-off.
PATIENCE = 3600.0 + 120.0 + 80.0 + 300.0 + 100.0
DOUBT_HOLDS_FOR = 300.0  # seconds: a message in doubt holds later ones back for this long, and no longer
READING_ERROR = 40.0  # seconds by which a process may believe it is earlier than it is, at the very worst


@dataclass(frozen=True)
class Rules:
    """What the product is made of in this story. The mutations change one of them each."""

    timing: Timing = field(default_factory=Timing)
    clock: Callable[[Machine], WireClock] = ProcessClock
    token_counts: bool = True


class Kind(StrEnum):
    """What must never be."""

    DUPLICATED = "duplicated"
    LOST = "lost"
    EARLY = "early"
    LATE = "late"
    OVERTAKEN = "overtaken"
    STALE = "a stale write"
    UNTRUE = "untrue"
    STUCK = "stuck"


@dataclass(frozen=True)
class Broken:
    """A rule that was broken."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass
class Outcome:
    """What came of a story."""

    seed: int
    broken: list[Broken] = field(default_factory=list)
    unguarded: int = 0  # duplicates by requests that stood still between the last check and the socket
    counts: Counter[str] = field(default_factory=Counter)


class Story:
    """Everything that happens from one seed."""

    def __init__(self, seed: int, rules: Rules | None = None, tell: Callable[[str], None] | None = None) -> None:
        rules = rules or Rules()
        self.outcome = Outcome(seed)
        self._tell = tell
        self._timing = rules.timing
        self._chance = Random(seed)
        self._kernel = Kernel(self._chance, expected=(DeliveryProblem, DatabaseAway), watch=self._watch)
        self._weather = Weather(self._chance, Timing())
        self._weather.watch(self._kernel)
        self._tables = Tables()
        self._tables.token_counts = rules.token_counts
        self._slack = Slack(self._kernel, self._weather)
        self._slack.posted = self._posted
        world = World(self._kernel, self._tables, self._slack, rules.timing, self._committed, rules.clock)
        alone = self._chance.random() < 0.2
        self._nodes = [
            Node(f"n{number}", world, self._machine(), alone)
            for number in range(1 if alone else self._chance.choice((2, 2, 3)))
        ]
        self._nemesis = Nemesis(self._chance, Timing(), self._weather, self._nodes)
        self._began: dict[str, float] = {}  # when a message's first request began
        self._dated_wrong = False  # a machine that was halted with its counter believes that it is still earlier

    def tell(self) -> Outcome:
        """Live through it."""
        self._plan()
        for node in self._nodes:
            node.start()
        self._kernel.run(self._chance.choice((120.0, 500.0, 900.0)), self._is_quiet)
        self._calm()
        ends = self._kernel.now + PATIENCE
        self._kernel.run(ends, self._is_over)
        if not self._is_over():
            left = {key: row.state for key, row in self._tables.deliveries.items() if row.state not in FINAL}
            self._breaks(Kind.STUCK, f"not over {PATIENCE:.0f} s after the last fault: {left}")
        self._tables.closed = True
        self._kernel.run(self._kernel.now + 200.0, lambda: False)  # what is still on its way arrives
        for node in self._nodes:
            node.process.crash()
        self._check_the_end()
        self.outcome.counts.update(self._weather.counts)
        self.outcome.counts["events"] = self._kernel.events
        return self.outcome

    # --- beginning and end -------------------------------------------------------------------------------------------

    def _machine(self) -> Machine:
        chance = self._chance
        ahead = chance.choice((0.0, 0.0, 7200.0, -7200.0, 30.0))
        return Machine(self._kernel, ahead, 1 + chance.uniform(-5e-5, 5e-5), chance.uniform(0, 1e6))

    def _plan(self) -> None:
        chance = self._chance
        places = chance.choice((["C1"], ["C1", "C2"], ["C1", "UANA", "C2"], ["C1", DEAD]))
        for number in range(chance.choice((1, 2, 3, 5))):
            key, due = f"m{number}", chance.choice((0.0, 0.0, 1.0, 60.0, 200.0))
            parent = f"m{number - 1}" if number and chance.random() < 0.3 else None
            recipient = self._tables.deliveries[parent].recipient if parent else chance.choice(places)
            lasts = chance.choice((None, None, None, 100.0, 400.0))
            row = StoredDelivery(
                id=key, mark=key, workspace="T1", recipient=recipient, utterance="said", parent_id=parent,
                priority=chance.choice((5, 5, 1)), due_at=_at(due), created_at=_at(-60), place=number,
                not_after=None if lasts is None else _at(due + lasts),
            )  # fmt: skip
            self._tables.deliveries[key] = row
        if chance.random() < 0.1:
            key = chance.choice(list(self._tables.deliveries))
            self._kernel.after(chance.uniform(0, 100), lambda: self._cancel(key))

    def _cancel(self, key: str) -> None:
        """What `Deliveries.cancel_planned` does when a round is closed."""
        row = self._tables.deliveries[key]
        if row.state == State.PLANNED and key not in self._tables.locked:
            row.state = State.CANCELLED.value

    def _calm(self) -> None:
        self._weather.calm = True
        for node in self._nodes:
            node.thaw()

    def _is_over(self) -> bool:
        return all(row.state in FINAL for row in self._tables.deliveries.values())

    def _is_quiet(self) -> bool:
        """Nothing is left to do, and nobody is in the middle of anything."""
        return self._is_over() and not any(task.key != "ask" for node in self._nodes for task in node.tasks())

    # --- what is watched ---------------------------------------------------------------------------------------------

    def _watch(self, label: str, task: Task) -> None:
        if self._tell is not None:
            self._tell(f"{self._kernel.now:10.3f} {task.process.node} {task.key:10} {label}")
        self._nemesis.meet(label, task)
        if label == "left:post" and self._chance.random() < 0.1:
            self._kernel.after(self._chance.uniform(0, 100), self._somebody_sees)

    def _somebody_sees(self) -> None:
        """A message comes to be seen by other means: Slack's echo of it, or a thread that is read back."""
        node = self._chance.choice(self._nodes)
        shown = [message for message in self._slack.messages if message.shown <= self._kernel.now]
        if shown and node.process.alive and not node.process.frozen and hasattr(node, "steps"):
            message = self._chance.choice(shown)
            seen = node.steps.ledger.seen(message.mark, Found(message.channel, message.ts))
            key = f"see {message.mark} {self._kernel.events}"
            self._kernel.spawn(node.process, key, seen, lambda _letter, _problem: None)

    def _committed(self, before: StoredDelivery, after: StoredDelivery) -> None:
        now = self._kernel.now
        if self._tell is not None:
            self._tell(f"{now:10.3f} -- {after.id}: {before.state}/{before.token} -> {after.state}/{after.token}")
        if after.token < before.token:
            self._breaks(Kind.STALE, f"{after.id}: the token shrank from {before.token} to {after.token}")
        if before.state == State.SENT and after.state != State.SENT:
            self._breaks(Kind.STALE, f"{after.id}: sent became {after.state}")
        if after.state == State.SENDING and after.slack_last is not None:
            self._began.setdefault(after.id, now)
            self._dated_wrong = self._dated_wrong or after.slack_last < _at(now - READING_ERROR)

    def _posted(self, message: Message) -> None:
        row, now = self._tables.deliveries[message.mark], self._kernel.now
        if self._tell is not None:
            late = " (left too late)" if message.left_too_late else ""
            self._tell(f"{now:10.3f} == Slack posts {message.mark}, shown at {message.shown:.3f}{late}")
        self.outcome.counts["posted"] += 1
        self.outcome.counts["left too late"] += message.left_too_late
        twins = [other for other in self._slack.messages if other.mark == message.mark and not other.gone]
        if len(twins) > 1:
            if any(twin.left_too_late for twin in twins):
                self.outcome.unguarded += 1
            else:
                self._breaks(Kind.DUPLICATED, f"{message.mark} stands {len(twins)} times")
        if _at(now) < row.due_at:
            self._breaks(Kind.EARLY, f"{message.mark} was posted before it was due")
        if message.left_too_late or self._dated_wrong:
            return
        allowed = self._timing.guard + self._timing.http + READING_ERROR
        if row.not_after is not None and _at(now - allowed) > row.not_after:
            self._breaks(Kind.LATE, f"{message.mark} was posted long after it was too late")

    # --- the end -----------------------------------------------------------------------------------------------------

    def _check_the_end(self) -> None:
        for row in self._tables.deliveries.values():
            standing = [message for message in self._slack.messages if message.mark == row.id]
            excused = any(message.left_too_late for message in standing)
            if row.state == State.SENT and row.ts not in {message.ts for message in standing}:
                self._breaks(Kind.LOST, f"{row.id} is sent, the ledger says, and stands nowhere")
            if row.state != State.SENT and standing and not excused:
                self._breaks(Kind.UNTRUE, f"{row.id} stands, and the ledger says {row.state}")
            self._check_the_reason(row)
            self.outcome.counts[row.state] += 1
        self._check_the_order()

    def _check_the_reason(self, row: StoredDelivery) -> None:
        parent = self._tables.deliveries.get(row.parent_id or "")
        reasons = {
            State.FAILED: row.recipient == DEAD,
            State.EXPIRED: row.not_after is not None,
            State.CANCELLED: row.error != "no_parent" or (parent is not None and self._never_stood(parent)),
        }
        if row.state in reasons and not reasons[State(row.state)]:
            self._breaks(Kind.LOST, f"{row.id} is {row.state} for no reason")

    def _never_stood(self, parent: StoredDelivery) -> bool:
        """Whether those below a message could not wait for it: it never stood, or its request left too late."""
        twins = [message for message in self._slack.messages if message.mark == parent.id]
        return parent.state != State.SENT or any(message.left_too_late for message in twins)

    def _check_the_order(self) -> None:
        """Of two messages to one place, both due and neither long in doubt, the earlier one stands above."""
        first = {message.mark: message for message in reversed(self._slack.messages)}
        rows = [row for row in self._tables.deliveries.values() if row.id in first and row.parent_id is None]
        for earlier in rows:
            for later in rows:
                if (earlier.workspace, earlier.recipient) != (later.workspace, later.recipient):
                    continue
                above, below = first[earlier.id], first[later.id]
                if (
                    earlier.order < later.order
                    and above.at > below.at
                    and not self._may_overtake(below, earlier, later)
                ):
                    self._breaks(Kind.OVERTAKEN, f"{later.id} overtook {earlier.id}")

    def _may_overtake(self, later_one: Message, earlier: StoredDelivery, later: StoredDelivery) -> bool:
        if self._dated_wrong or any(message.left_too_late for message in self._slack.messages):
            return True
        long_in_doubt = self._began[earlier.id] + DOUBT_HOLDS_FOR - READING_ERROR < later_one.at
        return long_in_doubt or earlier.due_at > later.due_at  # the more urgent one was not due yet

    def _breaks(self, kind: Kind, what: str) -> None:
        self.outcome.broken.append(Broken(kind, f"{what} (after {self._kernel.now:.1f} s)"))


def _at(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
