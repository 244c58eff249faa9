"""The town of the stories in which people speak: Slack, its people, its clock, and two coaches, of whom one may die."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Core, open_core
from bot.clock import Clocks, WireClock
from bot.storage.models import Beat, Round
from sandbox import pace
from sandbox.clocks import SystemWire
from sandbox.delivery.envelope import Delivery, Envelope, Outcome
from sandbox.errors import AppFailed
from sandbox.people.fill import fill
from sandbox.people.modals import SubmitResult
from sandbox.people.person import Person
from sandbox.records import Message, View
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.crashes.worker import TIMING, Worker
from tests.played.processes import Environment, by_socket, environment, free_port
from tests.played.reading import newest
from tests.played.stage import ADMIN, HOUSING, MONDAY, plan_of, settings_for, town, user_named
from tests.torture.checker import Story
from tests.torture.clocks import Offset, StoryClock
from tests.torture.coach import FACTOR
from tests.torture.people import Said

Taken = TypeVar("Taken")
PATIENCE = 120.0
"""Seconds that anything may take on a busy machine."""
PACE = pace.Pace(scale=FACTOR, ack_timeout=10, trigger_life=10, retry_delays=(0.2 * FACTOR,) * 300)
"""Slack tries for a minute: how long a process takes to start is not what is proved."""
HEADER = timedelta(seconds=3)
"""The coach knows Slack's time from whole seconds, so its clock may be so much behind."""


class SlackTime(SystemWire):
    """Slack's clock, which may be set on."""

    ahead = 0.0

    def now(self) -> float:
        """The seconds since 1970."""
        return super().now() + self.ahead


class HeardTime(WireClock):
    """The same, for those who look at the database from here."""

    def __init__(self, slack: SlackTime) -> None:
        super().__init__()
        self._slack = slack

    def machine(self) -> datetime:
        """What Slack's clock says."""
        return datetime.fromtimestamp(self._slack.now(), UTC)


class Lives:
    """Two coaches, one after the other: the second begins when the first was killed."""

    def __init__(self, first: Worker, second: Worker, slack: SlackTime) -> None:
        self.current: Worker | None = None
        self.killed = False
        self._first, self._second, self._slack = first, second, slack
        self._broken_off = False

    async def live(self, orders: Any) -> None:
        """Have them live. The leases of the one that died are over when the next one comes."""
        self.killed = await self._works(self._first, orders)
        if self.killed and not self._broken_off:
            self._slack.ahead += TIMING.lease
            await self._works(self._second, orders)
        else:
            self._second.dismiss()

    def break_off(self) -> None:
        """End it all: the story has gone wrong, or is over."""
        self._broken_off = True
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the one that lives, if one does."""
        if self.current is not None:
            self.current.signal(number)

    async def _works(self, worker: Worker, orders: Any) -> bool:
        self.current = worker
        try:
            return await worker.works(orders)
        finally:
            self.current = None


@dataclass
class Ending:
    """What must be stored at the end, beside what people said: the ratings, reactions and those who took part; what was
    said without a link; how often something was said to somebody; and what Slack refused."""

    ratings: list[tuple[str, int, str]] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    took_part: int = 0
    unlinked: list[str] = field(default_factory=list)
    stands: dict[str, int] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()


@dataclass
class Town:
    """Slack with one team in it."""

    workspace: Workspace
    slack: SlackTime
    clock: StoryClock
    offset: Offset
    core: Core
    lives: Lives
    orders: Any
    port: int | None
    said: Said = field(default_factory=Said)
    moves: Story = field(default_factory=Story)

    # --- time --------------------------------------------------------------------------------------------------------

    def move_to(self, moment: datetime) -> None:
        """Set the story's clock on; it never goes back."""
        now = self.slack.now()
        offset = max(moment.timestamp() - now, self.offset.read())
        self.offset.write(offset)
        self.moves.moved(now, offset)

    async def comes(self, kind: str) -> None:
        """Go to the next beat of a kind."""
        self.move_to(min(beat.due_at for beat in await self._planned() if beat.kind == kind) + HEADER)

    async def until(self, kind: str) -> None:
        """Go from beat to beat until the next one of a kind, and have each done."""
        goal = min(beat.due_at for beat in await self._planned() if beat.kind == kind)
        while moments := [beat.due_at for beat in await self._planned() if beat.due_at <= goal]:
            self.move_to(min(moments) + HEADER)
            await self.quiet()

    async def rounds(self) -> list[Round]:
        """The campaign's rounds."""
        async with self.core.database.reading() as work:
            return [row for one in await work.campaigns.all() for row in await work.rounds.of_campaign(one.id)]

    async def _planned(self) -> list[Beat]:
        async with self.core.database.reading() as work:
            beats = [beat for one in await work.campaigns.all() for beat in await work.beats.of_campaign(one.id)]
        return [beat for beat in beats if beat.state == "planned"]

    async def quiet(self) -> None:
        """Wait until somebody is there and nothing is left to do."""
        await self.sees(self._is_quiet)

    async def sees(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Wait until there is something to see, and return it."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await look()):
                await asyncio.sleep(0.05)
        return found

    async def _is_quiet(self) -> bool:
        await self.workspace.dispatcher.idle()
        return await self._reachable() and not await self.unfinished()

    async def _reachable(self) -> bool:
        if self.port is None:
            return len(self.workspace.dispatcher.sockets) > 0
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionError:
            return False
        writer.close()
        return True

    async def unfinished(self) -> str:
        """What is due and not done."""
        now = self.clock.now()
        async with self.core.database.reading() as work:
            counts = await work.deliveries.counts()
            waits = {
                "messages": await work.deliveries.next_due(), "beats": await work.beats.next_due(),
            }  # fmt: skip
            behind = await work.desired.pending(datetime.now(UTC) + timedelta(days=1), 1)
            owed = await work.read_backs.count()
        left = [kind for kind, due in waits.items() if due is not None and due <= now]
        left += [state for state in ("claimed", "sending", "in_doubt") if counts.get(state)]
        return ", ".join([*left, *(row.target for row in behind), *(["threads to read"] if owed else [])])

    # --- people ------------------------------------------------------------------------------------------------------

    def person(self, name: str) -> Hands:
        """Somebody."""
        return Hands(self, self.workspace.person(user_named(name, self.workspace).id))

    def people(self, *names: str) -> tuple[Hands, ...]:
        """Some people."""
        return tuple(self.person(name) for name in names)

    @property
    def channel(self) -> str:
        """The team's."""
        found = self.workspace.channel_named(HOUSING.channel)
        assert found is not None
        return found.id

    async def prompt(self) -> Message:
        """The week's question, as soon as it stands in Slack."""

        async def look() -> Message | None:
            return newest(self.workspace.messages.everything(self.channel), action="answer_privately")

        found: Message = await self.sees(look)
        return found

    async def left_out(self) -> None:
        """Slack says that it left events out."""
        payload = {
            "type": "app_rate_limited", "token": "", "team_id": self.workspace.team_id,
            "minute_rate_limited": int(self.slack.now()) // 60, "api_app_id": self.workspace.app.id,
        }  # fmt: skip
        await asyncio.wait_for(self.workspace.dispatcher.send(Envelope("events_api", payload)).final, PATIENCE)

    @asynccontextmanager
    async def nobody_hears(self) -> AsyncIterator[None]:
        """Slack brings nothing, as when it has given up trying."""
        dispatcher = self.workspace.dispatcher
        send = dispatcher.send

        def keeps(envelope: Envelope) -> Delivery:
            delivery = Delivery(envelope)
            for waiting in (delivery.first, delivery.final):
                waiting.set_result(Outcome(acknowledged=False, reason="connection_failed"))
            return delivery

        dispatcher.send = keeps  # type: ignore[method-assign]
        try:
            yield
        finally:
            dispatcher.send = send  # type: ignore[method-assign]


class Hands:
    """A person, who does again what failed."""

    def __init__(self, here: Town, person: Person) -> None:
        self.person = person
        self.id = person.id
        self._town = here

    async def replies(self, text: str, under: Message) -> str:
        """Answer in a thread."""
        ts = await self.person.post(under.channel, text, under.ts)
        self._town.said.thread[under.channel, ts] = text
        return ts

    async def edits(self, ts: str, text: str) -> None:
        """Change an answer."""
        self._town.said.thread[self._town.channel, ts] = text
        await self.person.edit(self._town.channel, ts, text)

    async def deletes(self, ts: str) -> None:
        """Delete an answer."""
        self._town.said.thread[self._town.channel, ts] = None
        await self.person.delete(self._town.channel, ts)

    async def types(self, text: str) -> None:
        """Write to the coach."""
        await self.person.post(self.person.dm_with_bot(), text)

    async def got(self, action: str) -> Message:
        """The newest message in private that offers something."""

        async def look() -> Message | None:
            return newest(self.person.inbox(), action=action)

        found: Message = await self._town.sees(look)
        return found

    async def taps(self, message: Message, action: str, value: str | None = None) -> None:
        """Tap a button until that is acknowledged."""
        await _again(lambda: self.person.click(message.channel, message.ts, action, value=value))

    async def taps_in(self, view: View, action: str) -> None:
        """Tap a button of a form until that is acknowledged, and close the form."""
        await _again(lambda: self.person.click_view(view.id, action))
        await self.leaves()

    async def opens(self, message: Message, action: str) -> View:
        """Tap a button until the form is there."""
        await self.leaves()

        async def form() -> View:
            if (there := self.person.modal()) is not None:
                return there
            await self.person.click(message.channel, message.ts, action)
            opened = await self.person.open_modal(2.0)
            if opened is None:
                raise AppFailed("no form")
            return opened

        return await _again(form)

    async def sends(self, view: View, *, instead_of: str | None = None, **values: Any) -> SubmitResult:
        """Fill a form in and send it until something comes of it; the words in it count as said."""
        given = {name: str(value) if isinstance(value, int) else value for name, value in values.items()}
        result = await _again(lambda: self.person.submit(view.id, fill(view, given)))
        assert result.kind == "updated", result
        if values.get("mode") != "unlinked":  # those nobody can tell the author of: the ending counts them
            self._town.said.private[values["text"]] = self.id
        if instead_of is not None:
            self.takes_back(instead_of)
        await self.leaves()
        return result

    def takes_back(self, words: str) -> None:
        """What was said in private does not count any more."""
        del self._town.said.private[words]

    async def leaves(self) -> None:
        """Close every form."""
        while (view := self.person.modal()) is not None:
            await _again(lambda view=view: self.person.close(view.id))  # type: ignore[misc]


async def _again(act: Callable[[], Awaitable[Taken]]) -> Taken:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await act()
            except AppFailed:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def opened(database_url: str, home: Path, *, socket: bool, first: Worker, second: Worker) -> AsyncIterator[Town]:
    """A town whose campaign is planned and whose coach has not begun."""
    slack = SlackTime()
    offset, wire = Offset(home / "story"), HeardTime(slack)
    clock = StoryClock(wire, offset)
    offset.write(-slack.now())  # before any story
    workspace = town(clock, PACE, wire=slack)
    async with serve(workspace) as base_url:
        admin = user_named(ADMIN, workspace).id
        settings = settings_for(workspace, base_url, database_url, admin)
        port = None if socket else free_port()
        env = environment(settings, HOST="127.0.0.1", PORT=str(free_port() if port is None else port))
        env |= _road(workspace, port)
        async with open_core(settings, Clocks(clock, wire)) as core:
            lives = Lives(first, second, slack)
            orders = {"environment": env, "story": str(offset.path)}
            here = Town(workspace, slack, clock, offset, core, lives, orders, port)
            here.move_to(MONDAY)
            plan = plan_of(workspace)
            await core.campaigns.create(plan, workspace.team_id, confirmed={team.channel for team in plan.teams})
            yield here


def _road(workspace: Workspace, port: int | None) -> Environment:
    """How Slack reaches the coach."""
    if port is None:
        return by_socket(workspace)
    workspace.app.events_url = f"http://127.0.0.1:{port}/slack/events"
    return {}
