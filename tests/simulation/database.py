"""A ledger in memory that answers as the product's database does, late, locked or not at all.

Only what delivery asks is here, by the same names as in `bot/storage/repositories`; `test_model.py` holds both answers
against each other. A write transaction keeps the rows it changed to itself until it ends, as PostgreSQL does, also
while its process is frozen. A commit whose answer is lost may have been kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol

from bot.storage.errors import DatabaseAway
from bot.storage.models import Delivery
from bot.storage.repositories.buckets import FULL, Values
from bot.storage.repositories.deliveries import DOUBT_HOLDS_FOR, LONGEST_BACK_OFF
from tests.simulation.kernel import Asking, Kernel, Process, Task


@dataclass(kw_only=True)
class StoredDelivery:
    """The columns of a delivery. Names and meanings are those of `bot.storage.models.Delivery`."""

    id: str
    mark: str
    workspace: str
    recipient: str
    utterance: str
    due_at: datetime
    created_at: datetime
    address: str | None = None
    parent_id: str | None = None
    thread_ts: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"
    round_id: str | None = None
    priority: int = 5
    state: str = "planned"
    not_after: datetime | None = None
    retry_at: datetime | None = None
    token: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    slack_first: datetime | None = None
    slack_last: datetime | None = None
    missed_at: datetime | None = None
    looks: int = 0
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    place: int = 0
    sent_at: datetime | None = None

    @classmethod
    def of(cls, planned: Delivery) -> StoredDelivery:
        """Copy what was set on a row that is to be planned."""
        values = {item.name: getattr(planned, item.name) for item in fields(cls)}
        return cls(**{name: value for name, value in values.items() if value is not None})

    def copy(self) -> StoredDelivery:
        """Return the row as it is now."""
        twin = object.__new__(StoredDelivery)
        twin.__dict__.update(self.__dict__)
        return twin

    @property
    def order(self) -> tuple[Any, ...]:
        """What makes one message go before another."""
        return self.priority, self.due_at, self.created_at, self.place, self.id


class Weather(Protocol):
    """How the database and the way to it are, decided anew for each question."""

    def database_delay(self) -> float:
        """Return the seconds that a question takes."""
        ...

    def database_delay_back(self) -> float:
        """Return the seconds that an answer takes."""
        ...

    def database_is_away(self) -> bool:
        """Tell whether nobody answers."""
        ...

    def commit_is_kept(self) -> bool:
        """Tell whether a commit was kept whose asker is gone, or whose answer is lost."""
        ...


class Tables:
    """What the database holds, and the questions about it."""

    def __init__(self) -> None:
        self.deliveries: dict[str, StoredDelivery] = {}
        self.attempts: list[tuple[str, int, str]] = []
        self.desired: dict[str, str] = {}
        self.buckets: dict[str, Values] = {}
        self.locked: dict[str, Work] = {}
        self.waiting: list[Callable[[], None]] = []
        self.token_counts = True  # a mutation takes this away
        self._in_order: list[StoredDelivery] = []
        self.closed = False  # nothing is due any more, and nobody asks

    def claimable(self, campaign: datetime, wire: datetime) -> list[StoredDelivery]:
        """Return what `Deliveries.claimable` does."""
        if len(self._in_order) != len(self.deliveries):
            self._in_order = sorted(self.deliveries.values(), key=lambda row: row.order)
        found, taken = list[StoredDelivery](), set[tuple[str, str]]()
        for row in self._in_order:
            place = (row.workspace, row.recipient)
            planned = self._is_planned(row, campaign)
            if planned and place not in taken and _retry_is_due(row, wire):
                found.append(row)
            doubtful = row.state == "in_doubt" and (
                row.slack_last is not None and row.slack_last > wire - DOUBT_HOLDS_FOR
            )
            if planned or doubtful or row.state in {"claimed", "sending"}:
                taken.add(place)
        return found

    def in_doubt(self, wire: datetime) -> list[StoredDelivery]:
        """Return what `Deliveries.in_doubt` does, in no order."""
        return [row for row in self.deliveries.values() if row.state == "in_doubt" and _retry_is_due(row, wire)]

    def lapsed_leases(self, wire: datetime) -> list[StoredDelivery]:
        """Return what `Deliveries.lapsed_leases` does, in no order."""
        held = (row for row in self.deliveries.values() if row.state in {"claimed", "sending"})
        return [row for row in held if row.lease_until is not None and row.lease_until < wire]

    def orphans(self) -> list[StoredDelivery]:
        """Return what `Deliveries.orphans` does, in no order."""
        gone = {key for key, row in self.deliveries.items() if row.state in {"failed", "expired", "cancelled"}}
        return [row for row in self.deliveries.values() if row.state == "planned" and row.parent_id in gone]

    def wakes(self) -> Iterator[datetime]:
        """Return when something falls due by itself: a message, a retry, a look, the end of a lease."""
        for row in self.deliveries.values():
            if row.state == "planned":
                yield max(row.due_at, row.retry_at or row.due_at)
            elif row.state == "in_doubt" and row.retry_at is not None:
                yield row.retry_at
            elif row.state in {"claimed", "sending"} and row.lease_until is not None:
                yield row.lease_until

    def _is_planned(self, row: StoredDelivery, campaign: datetime) -> bool:
        if row.state != "planned" or row.due_at > campaign:
            return False
        parent = self.deliveries.get(row.parent_id or "")
        return row.parent_id is None or (parent is not None and parent.state == "sent")


def _retry_is_due(row: StoredDelivery, wire: datetime) -> bool:
    return row.retry_at is None or row.retry_at <= wire or row.retry_at > wire + LONGEST_BACK_OFF


class ModelDatabase:
    """What one process has of the database: in the shape of `bot.storage.database.Database`."""

    def __init__(self, kernel: Kernel, tables: Tables, weather: Weather, process: Process) -> None:
        self.kernel = kernel
        self.tables = tables
        self.weather = weather
        self.process = process
        self.begun: dict[str, tuple[float, float]] = {}  # when this process dated its last `sending`, by mark
        self.counter: Callable[[], float] = lambda: 0.0
        self.bucket_time: Callable[[float], float] = lambda reading: reading
        self.committed: Callable[[StoredDelivery, StoredDelivery], None] = lambda _before, _after: None

    def unit_of_work(self) -> Work:
        """Begin a transaction that may write."""
        return Work(self)

    def reading(self) -> Work:
        """Begin one that only reads."""
        return Work(self)

    def ask(self, label: str, question: Callable[[], Any]) -> Asking:
        """Put a question on its way; the answer is what the world holds when it arrives there."""

        def start(task: Task) -> None:
            self.kernel.after(self.weather.database_delay(), lambda: self._arrive(task, question))

        return Asking(label, start)

    def _arrive(self, task: Task, question: Callable[[], Any]) -> None:
        if self.weather.database_is_away():
            self.kernel.answer(task, error=DatabaseAway())
        elif task.alive:
            self.kernel.answer(task, question(), after=self.weather.database_delay_back())


class Work:
    """One transaction: in the shape of `bot.storage.unit_of_work.UnitOfWork`."""

    def __init__(self, database: ModelDatabase) -> None:
        self.database = database
        self.tables = database.tables
        self.began = False
        self.changes: dict[str, dict[str, Any]] = {}
        self.planned: list[StoredDelivery] = []
        self.acts: list[Callable[[], None]] = []
        self.locks: set[str] = set()
        self.committing = False
        self.deliveries = ModelDeliveries(self)
        self.desired = ModelDesired(self)
        self.buckets = ModelBuckets(self)
        self.rounds = ModelRounds(self)

    async def __aenter__(self) -> Work:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Drop what was not kept. A commit on its way is not taken back by the end of its process."""
        if not self.committing:
            self.end()

    async def begin(self) -> None:
        """Wait for the snapshot; everything after the first question is read from it."""
        if not self.began:
            await self.database.ask("read", lambda: None)
            self.began = True

    async def hold(self, label: str, keys: Collection[str], decide: Callable[[], Any]) -> Any:
        """Lock rows, waiting for whoever has them locked, and do something with them. They stay locked to the end."""

        def start(task: Task) -> None:
            self.database.kernel.after(self.database.weather.database_delay(), lambda: self._arrive(task, keys, decide))

        self.began = True
        return await Asking(label, start)

    def _arrive(self, task: Task, keys: Collection[str], decide: Callable[[], Any]) -> None:
        database, locked = self.database, self.tables.locked
        if not task.alive:
            return
        if database.weather.database_is_away():
            database.kernel.answer(task, error=DatabaseAway())
        elif any(locked.get(key, self) is not self for key in keys):
            self.tables.waiting.append(lambda: self._arrive(task, keys, decide))
        else:
            self.locks.update(keys)
            locked.update(dict.fromkeys(keys, self))
            database.kernel.answer(task, decide(), after=database.weather.database_delay_back())

    async def commit(self) -> None:
        """Keep everything. Raises `DatabaseAway`, and then it may have been kept all the same."""

        def start(task: Task) -> None:
            database.kernel.after(database.weather.database_delay(), lambda: arrive(task))

        def arrive(task: Task) -> None:
            away = database.weather.database_is_away()
            if (away or not task.alive) and not database.weather.commit_is_kept():
                self.end()
            else:
                self._keep()
            if away:
                database.kernel.answer(task, error=DatabaseAway())
            else:
                database.kernel.watch(f"{label}:kept", task)
                database.kernel.answer(task, after=database.weather.database_delay_back())

        database = self.database
        self.committing = True
        states = "".join(str(new.get("state", "")) for new in self.changes.values())
        label = f"commit:{states}"
        await Asking(label, start)

    def _keep(self) -> None:
        for key, new in self.changes.items():
            row = self.tables.deliveries[key]
            before = row.copy()
            row.__dict__.update(new)
            self.database.committed(before, row)
        for planned in self.planned:
            self.tables.deliveries.setdefault(planned.id, planned)
        for act in self.acts:
            act()
        self.end()

    def end(self) -> None:
        """Let go of the locks; what was not kept is dropped."""
        self.committing = False
        self.changes, self.planned, self.acts = {}, [], []
        mine, self.locks = self.locks, set()
        for key in mine:
            del self.tables.locked[key]
        if mine:
            waiting, self.tables.waiting = self.tables.waiting, []
            for go in waiting:
                self.database.kernel.after(0.0, go)


class ModelDeliveries:
    """In the shape of `bot.storage.repositories.deliveries.Deliveries`, as far as delivery asks it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._tables = work.tables
        self.attempts = self

    async def get(self, delivery_id: str) -> StoredDelivery | None:
        await self._work.begin()
        return _copy(self._tables.deliveries.get(delivery_id))

    async def turn_of(self, delivery_id: str, now_campaign: datetime, now_wire: datetime) -> StoredDelivery | None:
        turns = await self.claimable(now_campaign, now_wire)
        return next((row for row in turns if row.id == delivery_id), None)

    async def claimable(self, now_campaign: datetime, now_wire: datetime, limit: int = 50) -> list[StoredDelivery]:
        await self._work.begin()
        return _copies(self._tables.claimable(now_campaign, now_wire), limit)

    async def is_to_be_looked_for(self, delivery_id: str, now_wire: datetime) -> bool:
        await self._work.begin()
        return any(row.id == delivery_id for row in self._tables.in_doubt(now_wire))

    async def in_doubt(self, now_wire: datetime, limit: int = 50) -> list[StoredDelivery]:
        await self._work.begin()
        return _copies(self._tables.in_doubt(now_wire), limit)

    async def lapsed_leases(self, now_wire: datetime, limit: int = 50) -> list[StoredDelivery]:
        await self._work.begin()
        return _copies(self._tables.lapsed_leases(now_wire), limit)

    async def orphans(self, limit: int = 50) -> list[StoredDelivery]:
        await self._work.begin()
        return _copies(self._tables.orphans(), limit)

    async def compare_and_set(self, delivery_id: str, *, state: str, token: int, changes: Mapping[str, Any]) -> bool:
        if changes.get("state") == "sending":
            database = self._work.database
            mark = self._tables.deliveries[delivery_id].mark
            database.begun[mark] = (database.kernel.now, database.counter())
        return bool(
            await self._work.hold(
                f"write:{changes.get('state', '')}",
                [delivery_id],
                lambda: self._compare_and_set(delivery_id, state, token, dict(changes)),
            )
        )

    def _compare_and_set(self, delivery_id: str, state: str, token: int, changes: dict[str, Any]) -> bool:
        row = self._tables.deliveries[delivery_id]
        if row.state != state or (row.token != token and self._tables.token_counts):
            return False
        self._work.changes[delivery_id] = changes
        return True

    async def held_by(self, owner: str) -> list[StoredDelivery]:
        await self._work.begin()
        return _copies((row for row in self._tables.deliveries.values() if row.owner == owner), 50)

    async def plan(self, delivery: Delivery) -> bool:
        self._work.planned.append(StoredDelivery.of(delivery))
        return delivery.id not in self._tables.deliveries

    async def add(
        self, delivery_id: str, *, token: int, started_at: datetime, outcome: str, error: str | None = None
    ) -> None:
        self._work.acts.append(lambda: self._tables.attempts.append((delivery_id, token, outcome)))


class ModelBuckets:
    """In the shape of `bot.storage.repositories.buckets.Buckets`, as far as delivery asks it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._buckets = work.tables.buckets

    async def now(self, reading: float) -> float:
        """PostgreSQL has a clock of its own; SQLite goes by the machine's counter."""
        return self._work.database.bucket_time(reading)

    async def hold(self, keys: Collection[str]) -> dict[str, Values]:
        def found() -> dict[str, Values]:
            rows = {key: self._buckets.get(key, FULL) for key in keys}
            self._work.acts.append(lambda: self._buckets.update(rows))
            return rows

        held: dict[str, Values] = await self._work.hold("buckets", keys, found)
        return held

    async def keep(self, changed: Mapping[str, Values]) -> None:
        rows = dict(changed)
        self._work.acts.append(lambda: self._buckets.update(rows))

    async def look(self, keys: Collection[str]) -> dict[str, Values]:
        await self._work.begin()
        return {key: self._buckets[key] for key in keys if key in self._buckets}

    async def forget(self, now: float) -> int:
        await self._work.begin()
        locked = self._work.tables.locked
        worthless = [key for key, row in self._buckets.items() if row["full_at"] <= now and key not in locked]

        def drop() -> None:
            for key in worthless:
                self._buckets.pop(key, None)

        self._work.acts.append(drop)
        return len(worthless)


class ModelDesired:
    """In the shape of `bot.storage.repositories.desired.Desired`, as far as a ledger's step asks it."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def show(self, target: str, workspace: str, _utterance: str | None, _facts: Mapping[str, Any]) -> None:
        self._work.acts.append(lambda: self._work.tables.desired.update({target: workspace}))

    async def take_over(self, _now_wire: datetime) -> None:
        """Nothing in the simulation has taken a target."""


class ModelRounds:
    """In the shape of `bot.storage.repositories.rounds.Rounds`, as far as a ledger's step asks it."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def set_prompt_ts(self, *_: object) -> None:
        """Nothing in the simulation asks where a prompt stands."""


def _copy(row: StoredDelivery | None) -> StoredDelivery | None:
    return None if row is None else row.copy()


def _copies(rows: Iterable[StoredDelivery], limit: int) -> list[StoredDelivery]:
    return [row.copy() for row in rows][:limit]
