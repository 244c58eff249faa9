"""A Slack that takes posts, shows them at once or late, and lets its history be read; and the way to it.

What it promises is what the design assumes: a request that was accepted is carried out before the longest request is
over, and shown at most the lag later. A request that left too late, because its process stood still between the last
check and the socket, is bound by nothing; such requests are marked, and what they do is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from math import inf
from typing import Any

from bot.clock import WireClock
from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, NotSent, Outgoing, Posted, Refused
from bot.slack.messenger import CLOCK_MARGIN
from tests.simulation.kernel import EPOCH, Asking, Kernel, Task
from tests.simulation.weather import Answer, Fate, Weather

DEAD = "CDEAD"
"""A channel that was archived: it refuses everything for good."""


@dataclass(slots=True)
class Message:
    """A message that was posted. Times are true seconds."""

    mark: str
    channel: str
    thread_ts: str | None
    ts: str
    at: float
    shown: float
    left_too_late: bool
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer brings: what was asked for, or the problem, and the header with Slack's time if it arrived."""

    value: Any
    problem: DeliveryProblem | None
    date: str | None


class Slack:
    """All that was posted, by everybody."""

    def __init__(self, kernel: Kernel, weather: Weather) -> None:
        self.kernel = kernel
        self.weather = weather
        self.messages: list[Message] = []
        self.posted: Callable[[Message], None] = lambda _message: None
        self._number = 0

    def take(self, outgoing: Outgoing, latest: float, *, left_too_late: bool) -> Posted:
        """Post a message; it is shown before `latest`."""
        self._number += 1
        now = self.kernel.now
        ts = f"{int(EPOCH.timestamp() + now)}.{self._number:06d}"
        shown = self.weather.shown_after(now, max(now, latest))
        message = Message(outgoing.mark or "", outgoing.channel, outgoing.thread_ts, ts, now, shown, left_too_late)
        self.messages.append(message)
        self.posted(message)
        return Posted(message.channel, ts)

    def seen(self, channel: str, mark: str, thread_ts: str | None, oldest: datetime) -> list[Posted]:
        """Return what history shows of a mark now."""
        now, since = self.kernel.now, (oldest - EPOCH).total_seconds()
        return [
            Posted(channel, message.ts)
            for message in self.messages
            if message.mark == mark and message.channel == channel and message.thread_ts == thread_ts
            if message.shown <= now and message.at >= since and not message.gone
        ]

    def date(self) -> str:
        """Return the `Date` header of an answer: whole seconds, renewed once a second."""
        told = self.kernel.true_time - timedelta(seconds=self.weather.chance.random())
        return format_datetime(told.replace(microsecond=0), usegmt=True)


class ModelMessenger:
    """One process's way to Slack: in the shape of `bot.delivery.ports.Messenger`. Sends each request once."""

    def __init__(self, slack: Slack, clock: WireClock, begun: Mapping[str, tuple[float, float]]) -> None:
        """`begun` tells for each mark when this process dated its `sending`: true time, and its counter."""
        self.begun = begun
        self._opened: set[str] = set()
        self._slack = slack
        self._kernel = slack.kernel
        self._weather = slack.weather
        self._clock = clock

    async def who(self) -> None:
        """Ask who we are, as each process does at its start. Raises a `DeliveryProblem`."""
        await self._request("ask", self._weather.fate_of_reading(), lambda _left: None)

    def is_open(self, _workspace: str, recipient: str) -> bool:
        """Tell whether `address` needs no request."""
        return not recipient.startswith("U") or recipient in self._opened

    async def address(self, workspace: str, recipient: str) -> str:
        """Return the channel to post to; a person's DM has to be opened once."""
        direct = f"D{recipient[1:]}"
        if self.is_open(workspace, recipient):
            return direct if recipient.startswith("U") else recipient
        await self._request("open", self._weather.fate_of_reading(), lambda _left: None)
        self._opened.add(recipient)
        return direct

    async def post(self, message: Outgoing, may_leave: Callable[[], bool]) -> Posted:
        """Post a message with its mark."""
        timing, (begun, at_counter) = self._weather.timing, self.begun[message.mark or ""]
        if not may_leave():
            raise NotSent("too_slow")
        leave_before = begun + timing.guard + timing.http
        checked = self._clock.monotonic() - at_counter <= timing.guard

        def take(left: float) -> Posted | DeliveryProblem:
            if message.channel == DEAD:
                return Refused("is_archived")
            too_late = checked and left > leave_before
            return self._slack.take(message, leave_before + timing.lag, left_too_late=too_late)

        posted: Posted = await self._request("post", self._weather.fate_of_post(), take, leave_before)
        return posted

    async def find(self, channel: str, mark: str, thread_ts: str | None, since: datetime) -> list[Posted]:
        """Look for messages with this mark."""

        def look(_left: float) -> list[Posted] | DeliveryProblem:
            if self._weather.is_unreadable():
                return Refused("missing_scope")
            return self._slack.seen(channel, mark, thread_ts, since - CLOCK_MARGIN)

        return list(await self._request("look", self._weather.fate_of_reading(), look))

    async def _request(
        self, label: str, fate: Fate, act: Callable[[float], Any], carried_out_before: float = inf
    ) -> Any:
        """Send one request and wait for what comes of it. Raises a `DeliveryProblem`."""
        asked_at = self._clock.monotonic()
        asking = Asking(f"leave:{label}", lambda task: self._depart(task, label, fate, act, carried_out_before))
        said: Said = await asking
        if said.date is not None:
            self._clock.hear(said.date, asked_at)
        if said.problem is not None:
            raise said.problem
        return said.value

    def _depart(
        self, task: Task, label: str, fate: Fate, act: Callable[[float], Any], carried_out_before: float
    ) -> None:
        """Let the request leave; a process that stands still sends nothing, until it goes on."""
        kernel = self._kernel

        def leave() -> None:
            left, way = kernel.now, fate.arrives - fate.leaves
            if left <= carried_out_before:
                way = min(way, carried_out_before - left)
            kernel.watch(f"left:{label}", task)
            kernel.after(way, lambda: arrive(left))
            if fate.answer is not Answer.OK:
                kernel.after(fate.ends - fate.leaves, fail)

        def arrive(left: float) -> None:
            value = act(left) if fate.counts else None
            if fate.answer is Answer.OK:
                problem = value if isinstance(value, DeliveryProblem) else None
                kernel.answer(task, Said(value, problem, self._slack.date()), after=max(0.0, fate.ends - fate.arrives))

        def fail() -> None:
            kernel.answer(task, Said(None, _problem(fate), self._slack.date() if fate.answer in _ANSWERED else None))

        if fate.answer is Answer.NO_CONNECTION:
            kernel.after(fate.leaves, fail)
        else:
            kernel.after(fate.leaves, lambda: task.when_running(leave))


_ANSWERED = {Answer.LIMITED, Answer.BROKEN}


def _problem(fate: Fate) -> DeliveryProblem:
    if fate.answer is Answer.LIMITED:
        return Limited(fate.retry_after)
    if fate.answer is Answer.NO_CONNECTION:
        return NotSent("no_connection")
    return InDoubt(fate.answer.value)
