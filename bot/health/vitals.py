"""What is measured, at one moment: read from the database alone, so any process and the command line see the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clocks
from bot.storage.database import Database
from bot.storage.models import ProcessNow
from bot.storage.unit_of_work import UnitOfWork

ALIVE = timedelta(seconds=60)
"""A process that has told nothing for so long is gone, or hangs."""
LIMITS_LOOK_BACK = timedelta(minutes=15)
MANY_TRIES = 10
"""So many tries to show one thing take about a quarter of an hour (`Timing.retry`)."""
TICKING = frozenset({"run", "worker"})
"""The processes that tick: the others only take Slack's requests."""


@dataclass(frozen=True)
class Living:
    """A process that has told something within `ALIVE`. Times are wire time; `clock_ahead` is in seconds."""

    role: str
    started_at: datetime
    ticked_at: datetime | None = None
    failing_since: datetime | None = None
    uses_socket: bool = False
    socket_at: datetime | None = None
    clock_ahead: float = 0.0

    @classmethod
    def of(cls, stored: ProcessNow) -> "Living":
        """Copy what a process told."""
        return cls(
            stored.role,
            stored.started_at,
            stored.ticked_at,
            stored.failing_since,
            stored.uses_socket,
            stored.socket_at,
            stored.clock_ahead,
        )


@dataclass(frozen=True, kw_only=True)
class Vitals:
    """The measures. `now` is campaign time, `wire` wire time."""

    now: datetime
    wire: datetime
    revision: str | None = None
    processes: tuple[Living, ...] = ()
    deliveries: Mapping[str, int] = field(default_factory=dict)  # by state
    attempts: Mapping[str, int] = field(default_factory=dict)  # by how they ended
    oldest_due: datetime | None = None  # campaign time: the first message that may go
    oldest_beat: datetime | None = None  # campaign time: the first beat that is due
    oldest_doubt: datetime | None = None  # wire time
    throttled: int = 0  # requests that Slack limited within `LIMITS_LOOK_BACK`
    strays: tuple[int, int] = (0, 0)  # messages found a second time, and those of them that were taken away
    unshown: int = 0
    unshowable: int = 0  # after `MANY_TRIES`
    beats_missed: int = 0
    weeks_missed: int = 0
    tallies: Mapping[str, int] = field(default_factory=dict)

    @property
    def ticking(self) -> tuple[Living, ...]:
        """The processes that tick."""
        return tuple(process for process in self.processes if process.role in TICKING)

    @property
    def tick_age(self) -> timedelta | None:
        """How long ago a tick came to its end anywhere; where none has yet, how long ago the newest process began."""
        moments = [process.ticked_at or process.started_at for process in self.ticking]
        return max(timedelta(0), self.wire - max(moments)) if moments else None

    @property
    def failing_for(self) -> timedelta:
        """How long each tick has had trouble, in every process; zero where one goes well."""
        since = [process.failing_since for process in self.ticking]
        begun = [moment for moment in since if moment is not None]
        return self.wire - max(begun) if begun and len(begun) == len(since) else timedelta(0)

    @property
    def lag(self) -> timedelta:
        """How long the first message that may go has waited.

        What came due while nothing ran counts from the start of the first process that could send it.
        """
        return self._waited(self.oldest_due)

    @property
    def beat_lag(self) -> timedelta:
        """The same for beats."""
        return self._waited(self.oldest_beat)

    @property
    def doubt_age(self) -> timedelta:
        """How long nobody has known what became of the oldest message in doubt."""
        return max(timedelta(0), self.wire - self.oldest_doubt) if self.oldest_doubt else timedelta(0)

    @property
    def clock_ahead(self) -> float:
        """The seconds by which the worst of the machines' clocks is ahead of Slack's (negative: behind)."""
        return max((process.clock_ahead for process in self.processes), key=abs, default=0.0)

    def _waited(self, due: datetime | None) -> timedelta:
        if due is None or due > self.now:
            return timedelta(0)
        started = min((process.started_at for process in self.ticking), default=None)
        up = self.now - due if started is None else self.wire - started
        return max(timedelta(0), min(self.now - due, up))


async def take_vitals(database: Database, clocks: Clocks) -> Vitals:
    """Measure. Raises `DatabaseAway`."""
    async with database.reading() as work:
        return await vitals_in(work, clocks.campaign.now(), clocks.wire.now())


async def vitals_in(work: UnitOfWork, now: datetime, wire: datetime) -> Vitals:
    """Measure within a transaction."""
    beats_missed, weeks_missed = await work.signs.missed()
    return Vitals(
        now=now,
        wire=wire,
        revision=await work.signs.revision(),
        processes=tuple(Living.of(row) for row in await work.processes.seen_since(wire - ALIVE)),
        deliveries=await work.deliveries.counts(),
        attempts=await work.signs.attempts(),
        oldest_due=await work.deliveries.next_due(),
        oldest_beat=await work.beats.next_due(),
        oldest_doubt=await work.signs.oldest_doubt(),
        throttled=await work.signs.throttled_since(wire - LIMITS_LOOK_BACK),
        strays=await work.signs.strays(),
        unshown=await work.signs.unshown(),
        unshowable=await work.signs.unshown(MANY_TRIES),
        beats_missed=beats_missed,
        weeks_missed=weeks_missed,
        tallies=await work.tallies.all(),
    )
