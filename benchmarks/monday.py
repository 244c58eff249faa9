"""Ten thousand channels are due on Monday at 09:00: how fast are they told, how often does Slack say "too many", and
how much memory does it take?

    python -m benchmarks.monday                                        # SQLite, in a temporary file
    python -m benchmarks.monday --database-url postgresql://…/postgres # also there, in a database of its own

Everything is the product's but Slack, which takes exactly the workspace's budget and refuses the rest. `--factor` makes
its seconds shorter: 20 makes the 42 minutes that 10,000 messages take at 4 a second two minutes. Each row is a process
of its own. "Spread": each channel has its own minute, as the campaign runner plans it. "At once": all are due at 09:00,
as after a morning without network.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography.fernet import Fernet
from psycopg import sql
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from benchmarks.hard_slack import HardSlack
from bot.campaigns.spread import own_wait, places, time_needed
from bot.clock import Clocks, WireClock
from bot.delivery.embedded import EmbeddedDispatcher
from bot.delivery.pacing import Method, Pace
from bot.delivery.ports import Dispatcher
from bot.delivery.scaled import ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.delivery.steps import Steps
from bot.ids import fresh_id, planned_id
from bot.storage import migrate
from bot.storage.addresses import async_url
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)
WORKSPACE = "T0MONDAY"
BATCH = 200  # rows planned in one transaction
FULL_DAY = timedelta(hours=10)


@dataclass(frozen=True)
class Task:
    """What to measure. `factor` divides all of Slack's seconds."""

    url: str
    channels: int
    factor: float = 20.0
    spread: bool = True


@dataclass(frozen=True)
class Measured:
    """What came of it. Memory is the process's, in MiB, while it sent."""

    channels: int
    seconds: float
    refused: int
    missed: int
    twice: int
    of_budget: float
    peak: float
    growth: float


@dataclass
class StoryClock:
    """Campaign time that begins on Monday at 09:00 and runs faster by a factor."""

    wire: WireClock
    factor: float
    began: float | None = None

    def now(self) -> datetime:
        """Return the story's time."""
        if self.began is None:
            return MONDAY
        return MONDAY + timedelta(seconds=(self.wire.monotonic() - self.began) * self.factor)


async def measure(task: Task) -> Measured:
    """Plan and send, in a database that has its tables."""
    wire = WireClock()
    story, pace = StoryClock(wire, task.factor), Pace(factor=task.factor)
    clocks, address = Clocks(story, wire), async_url(task.url)
    jobs = None if address.get_backend_name() == "sqlite" else JobQueue(address, clocks)
    vault = Vault([Fernet.generate_key().decode()])
    database = Database(task.url, vault, jobs.before_commit if jobs else None)
    slack = HardSlack(wire, pace.limit(Method.POST))
    steps = Steps(database, slack, clocks, pace=pace)
    await plan(database, task)
    dispatcher: Dispatcher = ScaledDispatcher(steps, jobs) if jobs else EmbeddedDispatcher(steps, alone=True)
    forget_peak()
    before, began = resident("VmRSS"), wire.monotonic()
    story.began = began
    await deliver(dispatcher, slack, task.channels, wire)
    seconds, peak = wire.monotonic() - began, resident("VmHWM")
    async with database.reading() as work:
        counts = await work.deliveries.counts()
    await database.dispose()
    return Measured(
        channels=task.channels,
        seconds=seconds,
        refused=slack.refused,
        missed=task.channels - len(slack.marks) + task.channels - counts.get("sent", 0),
        twice=slack.twice,
        of_budget=task.channels / seconds / pace.limit(Method.POST).rate,
        peak=peak,
        growth=peak - before,
    )


async def plan(database: Database, task: Task) -> None:
    """Plan a message to each channel."""
    channels = [f"C{number:09}" for number in range(task.channels)]
    needed = time_needed({"last_call": task.channels}, Pace().methods[Method.POST].rate)
    waits = {channel: own_wait(place, needed, FULL_DAY) for channel, place in places(channels).items()}
    for first in range(0, len(channels), BATCH):
        async with database.unit_of_work() as work:
            for channel in channels[first : first + BATCH]:
                await work.deliveries.plan(
                    Delivery(
                        id=planned_id("monday", channel),
                        mark=fresh_id(),
                        workspace=WORKSPACE,
                        recipient=channel,
                        utterance="last_call",
                        facts={"headline": "What helps?"},
                        due_at=MONDAY + (waits[channel] if task.spread else timedelta(0)),
                        created_at=MONDAY,
                    )
                )
            await work.commit()


async def deliver(dispatcher: Dispatcher, slack: HardSlack, messages: int, wire: WireClock) -> None:
    """Run a dispatcher, with its chores, until all messages stand."""
    running = [asyncio.ensure_future(dispatcher.run())]
    running += [asyncio.ensure_future(_again_and_again(chore.every, chore.work, wire)) for chore in dispatcher.chores()]
    while slack.taken < messages and not any(task.done() for task in running):
        await wire.sleep(0.05)
    for task in running:
        task.cancel()
    for outcome in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def _again_and_again(every: timedelta, work: object, wire: WireClock) -> None:
    assert callable(work)  # noqa: S101 - a chore's work is
    while True:
        await wire.sleep(every.total_seconds())
        await work()


# --- memory ----------------------------------------------------------------------------------------------------------


def forget_peak() -> None:
    """Have the kernel count the process's peak from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def resident(name: str) -> float:
    """Read the process's memory: VmRSS (now) or VmHWM (the peak), in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


# --- the command -----------------------------------------------------------------------------------------------------


@contextmanager
def scratch_database(server: str | None) -> Iterator[str]:
    """Make an empty database, in a temporary file or beside the database of a PostgreSQL address, for a while."""
    if server is None:
        with tempfile.TemporaryDirectory(prefix="waymark-") as folder:
            yield f"sqlite:///{folder}/monday.sqlite3"
        return
    address, name = make_url(server).set(drivername="postgresql"), f"waymark_{fresh_id().replace('-', '')[:12]}"
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def in_a_process(server: str | None, channels: int, factor: float, *, spread: bool) -> Measured:
    """Measure in a process of its own, so that memory is its own too."""
    with scratch_database(server) as url:
        migrate.upgrade(url)
        task = json.dumps(asdict(Task(url, channels, factor, spread)))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.monday", "--task", task], stdout=subprocess.PIPE, text=True, check=True
        )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--channels", type=int, default=10_000)
    parser.add_argument("--against", type=int, default=1_000, help="a smaller number, to compare memory with")
    parser.add_argument("--factor", type=float, default=20.0)
    parser.add_argument("--database-url", help="a PostgreSQL server on which databases may be made")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        sys.stdout.write(json.dumps(asdict(asyncio.run(measure(Task(**json.loads(given.task)))))) + "\n")
        return
    table = Table("database", "due", "channels", "seconds", "429", "missed", "twice", "of budget", "peak MiB", "growth")
    for server in [None, given.database_url] if given.database_url else [None]:
        # Jobs for later are written in real seconds, so on PostgreSQL a story that runs faster is due at once.
        for spread in (False,) if server else (True, False):
            small, large = (
                in_a_process(server, channels, given.factor, spread=spread)
                for channels in (given.against, given.channels)
            )
            for one in (small, large):
                table.add_row(
                    "PostgreSQL" if server else "SQLite", "spread" if spread else "at once", str(one.channels),
                    f"{one.seconds:.1f}", str(one.refused), str(one.missed), str(one.twice), f"{one.of_budget:.0%}",
                    f"{one.peak:.1f}", "" if one is small else f"{large.peak / small.peak:.2f} × the peak",
                )  # fmt: skip
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
