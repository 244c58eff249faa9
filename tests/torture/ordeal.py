"""One ordeal: a town in a sandbox, coaches on a database, and everything that may go wrong; then peace, and the count.

The runner's own process holds nothing but the plan: the sandbox with its people, each coach and the database are
processes of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Literal

import httpx
from sqlalchemy import select

from bot.bootstrap import Core, connected, open_core
from bot.clock import Clocks, WireClock
from bot.errors import WaymarkError
from bot.settings import Settings
from bot.storage.models import Answer, Base, Beat, Delivery, DeliveryAttempt, DesiredState, Rating, Round, SeenEvent
from demo.cast import Cast, load_cast
from demo.world import plan_of
from tests.torture import coach, town
from tests.torture.checker import Stored, Story, Verdict, check
from tests.torture.clocks import Offset, StoryClock
from tests.torture.database import Database
from tests.torture.nemesis import Nemesis, Process, fresh, readable
from tests.torture.town import Report

Road = Literal["socket", "http"]
CREWS: dict[tuple[str, Road], tuple[coach.Role, ...]] = {
    ("sqlite", "socket"): ("run",),
    ("sqlite", "http"): ("run",),
    ("postgresql", "socket"): ("worker", "worker"),
    ("postgresql", "http"): ("web", "worker", "worker"),
}
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "429", "method": "chat.*", "probability": 0.03, "seconds": 20},
    {"kind": "429", "method": "conversations.*", "probability": 0.05, "seconds": 20},
    {"kind": "500", "probability": 0.02},
    {"kind": "500_after", "method": "chat.*", "probability": 0.03},
    {"kind": "error", "method": "chat.*", "probability": 0.02},
    {"kind": "error_after", "method": "chat.postMessage", "probability": 0.02, "error": "fatal_error"},
    {"kind": "timeout_before", "method": "chat.*", "probability": 0.01, "seconds": 3},
    {"kind": "timeout_after", "method": "chat.*", "probability": 0.01, "seconds": 3},
    {"kind": "drop_before", "probability": 0.02},
    {"kind": "drop_after", "method": "chat.*", "probability": 0.04},
    {"kind": "slow_before", "method": "chat.*", "probability": 0.02, "seconds": 2.4},
    {"kind": "slow_after", "method": "*", "probability": 0.02, "seconds": 0.8},
    {"kind": "late", "method": "chat.postMessage", "probability": 0.15, "seconds": 1.2},
    {"kind": "duplicate", "method": "message", "probability": 0.1},
    {"kind": "reorder", "method": "message", "probability": 0.1, "seconds": 1},
    {"kind": "delay", "method": "message", "probability": 0.05, "seconds": 1},
    {"kind": "lost_ack", "probability": 0.05},
    {"kind": "socket_closed", "probability": 0.02},
)
"""Slack's faults. None of them shows an accepted message later than `coach.TIMING.lag` allows."""
FIRST_QUESTION = 60.0
"""Seconds that the first questions may take."""
PEACE = 90.0
"""Seconds within which all must be finished once nothing goes wrong any more."""
CALM = 4.5
"""Seconds for which nothing may be left. By then a coach has noticed that somebody was away, and that more is owed."""
STOPS_WITHIN = 10.0
EVER = timedelta(days=3650)


@dataclass(frozen=True)
class Plan:
    """What an ordeal is: its seed and length, its road, how many teams, and how often people and the nemesis act."""

    seed: int
    seconds: float
    road: Road = "socket"
    teams: int = 4
    people_pause: float = 1.0
    nemesis_pause: float = 1.0
    acts: int = 30
    """People do at least so much before there is peace, even if that takes longer (but not three times as long)."""
    stage: float = 6.0
    """Seconds from one thing that is due in the campaign to the next."""


@dataclass
class Outcome:
    """What came of it."""

    plan: Plan
    database: str
    verdict: Verdict
    injected: dict[str, int]
    starts: int
    seconds: float
    report: Report = field(repr=False)
    folder: Path
    """What the processes wrote."""


@dataclass
class Town:
    """The sandbox's process, as the runner speaks to it."""

    environment: dict[str, str]
    base_url: str
    pipe: Connection

    async def asks(self, word: str) -> Any:
        """Ask for something and wait until it is done."""
        self.pipe.send(word)
        await readable(self.pipe.fileno())
        return self.pipe.recv()

    async def faults(self, faults: Sequence[dict[str, Any]], seed: int) -> None:
        """Set faults, by the sandbox's own way for programs."""
        async with self._browser() as browser:
            said = await browser.post("/faults", json={"seed": seed, "faults": list(faults)})
            said.raise_for_status()

    async def no_faults(self) -> None:
        """Take them all away."""
        async with self._browser() as browser:
            (await browser.delete("/faults")).raise_for_status()

    def _browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.base_url, headers={"origin": self.base_url})


async def ordeal(plan: Plan, database: Database, folder: Path) -> Outcome:
    """Live through it. What the processes wrote stands in the folder."""
    began = time.monotonic()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.coach", "tests.torture.town"])
    cast = load_cast()
    cast = cast.model_copy(update={"teams": cast.teams[: plan.teams]})
    web_port = free_port()
    async with _town(context, plan, cast, database, folder, web_port) as slack:
        story, offset = Story(), fresh(folder / "story.clock")
        offset.write(cast.begins.timestamp() - time.time())
        story.moved(time.time(), offset.read())
        settings = Settings.model_validate(slack.environment)
        await _campaign(settings, offset, cast)
        environment = {**slack.environment, "PORT": str(web_port)}
        crew = [
            Process(context, coach.Orders(role, environment, offset.path, fresh(folder / f"{n}.clock").path,
                                          folder / f"{n}-{role}.log"))
            for n, role in enumerate(CREWS[database.kind, plan.road])
        ]  # fmt: skip
        keeping = [asyncio.create_task(process.keep()) for process in crew]
        nemesis = Nemesis(crew, database, plan.seed, plan.nemesis_pause)
        try:
            async with open_core(settings, Clocks(StoryClock(WireClock(), offset))) as core:
                known: dict[str, float] = {}
                watching = asyncio.create_task(_watch(core, known))
                troubles = await _live(plan, slack, core, nemesis, _Clock(story, offset))
                watching.cancel()
                troubles += [wrong for process in crew if (wrong := await process.rest(STOPS_WITHIN))]
                stored = await _stored(core, known)
            report: Report = await slack.asks("report")
        finally:
            for process in crew:
                process.wanted = False
                if process.running is not None:
                    process.running.kill()
            await asyncio.gather(*keeping)
        patience = coach.TIMING.guard + coach.TIMING.http + coach.TIMING.lag + coach.TIMING.lease
        verdict = check(report, stored, story, time.time(), patience)
        verdict.broken += troubles
        (folder / "stored.jsonl").write_text("\n".join(_plain(row) for row in stored.rows()), encoding="utf-8")
        injected = {**nemesis.done, **{f"slack: {kind}": count for kind, count in sorted(report.struck.items())}}
        starts = sum(process.starts for process in crew)
        return Outcome(plan, database.kind, verdict, injected, starts, time.monotonic() - began, report, folder)


@dataclass
class _Clock:
    """The story's clock in the runner's hand."""

    story: Story
    offset: Offset

    def forward(self, by: timedelta) -> None:
        """Move it."""
        offset = self.offset.read() + by.total_seconds()
        self.story.moved(time.time(), offset)
        self.offset.write(offset)


async def _live(plan: Plan, slack: Town, core: Core, nemesis: Nemesis, clock: _Clock) -> list[str]:
    """War, then peace. Returns what did not come to an end."""
    await slack.faults(FAULTS, plan.seed)
    until = time.monotonic() + FIRST_QUESTION
    while not await slack.asks("asked?") and time.monotonic() < until:
        await _forward(core, clock, patient=True)
        await asyncio.sleep(0.5)
    await slack.asks("people")
    course = asyncio.create_task(_course(plan, core, clock))
    until = time.monotonic() + plan.seconds

    async def enough() -> bool:
        late = time.monotonic() - until
        return late > 2 * plan.seconds or (late > 0 and await slack.asks("acts?") >= plan.acts)

    await nemesis.rage(enough)
    course.cancel()
    await asyncio.gather(course, return_exceptions=True)
    await slack.no_faults()
    await slack.asks("silence")
    await slack.asks("quiet")
    return await _peace(core)


async def _course(plan: Plan, core: Core, clock: _Clock) -> None:
    """Move the story from one thing that is due to the next, whatever happens meanwhile."""
    while True:
        await asyncio.sleep(plan.stage)
        await _forward(core, clock)


async def _forward(core: Core, clock: _Clock, *, patient: bool = False) -> None:
    """Go to what is due next, once nothing is due already; `patient`: messages that are due are waited for too."""
    with contextlib.suppress(WaymarkError):  # the database is away
        await _next(core, clock, patient=patient)


async def _next(core: Core, clock: _Clock, *, patient: bool) -> None:
    now = core.clocks.campaign.now()
    async with core.database.reading() as work:
        beats = (await work.session.scalars(select(Beat.due_at).where(Beat.state == "planned"))).all()
        posts = (await work.session.scalars(select(Delivery.due_at).where(Delivery.state == "planned"))).all()
    coming = [moment for moment in (*beats, *posts) if moment > now]
    waited_for = (*beats, *posts) if patient else beats
    if coming and not any(moment <= now for moment in waited_for):
        clock.forward(min(coming) - now)


async def _peace(core: Core) -> list[str]:
    """Wait until nothing that is due is left, and has been for a while."""
    until = busy = time.monotonic()
    left = ""
    while time.monotonic() < until + PEACE and time.monotonic() < busy + CALM:
        await asyncio.sleep(0.3)
        left = await _left(core)
        busy = time.monotonic() if left else busy
    return [f"not finished after {PEACE:g} s of peace: {left}"] if left else []


async def _left(core: Core) -> str:
    now = core.clocks.campaign.now()
    async with core.database.reading() as work:
        rows = (await work.session.scalars(select(Delivery))).all()
        behind = await work.desired.pending(core.clocks.wire.now() + EVER)
        beats = (await work.session.scalars(select(Beat).where(Beat.state == "planned", Beat.due_at <= now))).all()
        unread = await work.read_backs.count()
    open_ones = Counter(row.state for row in rows if row.state in ("claimed", "sending", "in_doubt"))
    open_ones["planned"] = sum(row.state == "planned" and row.due_at <= now for row in rows)
    open_ones["not shown"] = len(behind)
    open_ones["beats"] = len(beats)
    open_ones["threads to be read back"] = unread
    return ", ".join(f"{count} {state}" for state, count in open_ones.items() if count)


async def _watch(core: Core, known: dict[str, float]) -> None:
    """Note when each delivery was first seen in the ledger."""
    while True:
        with contextlib.suppress(WaymarkError):
            async with core.database.reading() as work:
                ids = (await work.session.scalars(select(Delivery.id))).all()
            now = time.time()
            known |= {one: now for one in ids if one not in known}
        await asyncio.sleep(0.5)


async def _stored(core: Core, known: dict[str, float]) -> Stored:
    async with core.database.reading() as work:
        session = work.session
        return Stored(
            deliveries=(await session.scalars(select(Delivery))).all(),
            answers=(await session.scalars(select(Answer))).all(),
            desired=(await session.scalars(select(DesiredState))).all(),
            beats=(await session.scalars(select(Beat))).all(),
            ratings=(await session.scalars(select(Rating))).all(),
            rounds=(await session.scalars(select(Round).where(Round.state != "upcoming"))).all(),
            attempts=(await session.scalars(select(DeliveryAttempt))).all(),
            seen=(await session.scalars(select(SeenEvent))).all(),
            known_since=known,
        )


def _plain(row: Base) -> str:
    """A row as a line of JSON, for whoever wants to know how it came about."""
    values = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
    return json.dumps({"table": row.__tablename__, **values}, default=str, ensure_ascii=False)


async def _campaign(settings: Settings, offset: Offset, cast: Cast) -> None:
    """Set the campaign up before anything goes wrong."""
    wire = WireClock()
    async with connected(settings, Clocks(StoryClock(wire, offset), wire)) as parts:
        await parts.campaigns.create(plan_of(cast), parts.workspace)


@asynccontextmanager
async def _town(
    context: ForkServerContext, plan: Plan, cast: Cast, database: Database, folder: Path, web_port: int
) -> AsyncIterator[Town]:
    port = free_port()
    events_url = f"http://127.0.0.1:{web_port}/slack/events" if plan.road == "http" else None
    setting = town.Setting(cast, database.url, port, events_url, plan.seed, plan.people_pause, folder / "town.log",
                           folder / "journal.jsonl")  # fmt: skip
    ours, theirs = context.Pipe()
    process = context.Process(target=town.main, args=(setting, theirs))
    await asyncio.to_thread(process.start)
    try:
        theirs.close()
        await readable(ours.fileno())
        environment = ours.recv()
        yield Town(environment, f"http://127.0.0.1:{port}", ours)
        ours.send("end")
        await asyncio.wait_for(readable(process.sentinel), STOPS_WITHIN)
    finally:
        process.kill()
        await readable(process.sentinel)
        process.join()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
