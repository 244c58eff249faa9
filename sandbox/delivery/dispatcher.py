"""Decides the way to the app, tries, tries again, and writes each attempt into the journal.

Events are delivered up to four times (Slack: once, then nearly at once, after 1 minute, after 5 minutes).
Interactions and commands are tried once; over Socket Mode a second time if the socket closed before the
acknowledgement.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sandbox.clocks import Wire
from sandbox.delivery.envelope import Delivery, Envelope, Outcome, Transport
from sandbox.delivery.signed_http import SignedHttp
from sandbox.delivery.sockets import SocketPool
from sandbox.faults import Fault, Faults
from sandbox.journal import Journal
from sandbox.pace import Pace
from sandbox.records import App


class Dispatcher:
    """Delivers envelopes in the background; `send` returns at once with something to wait on."""

    def __init__(self, app: App, wire: Wire, pace: Pace, journal: Journal, faults: Faults | None = None) -> None:
        self._app = app
        self._wire = wire
        self._pace = pace
        self._journal = journal
        self._faults = faults or Faults()
        self._tasks: set[asyncio.Task[None]] = set()
        self._overtaking: set[asyncio.Future[None]] = set()
        self.sockets = SocketPool(pace.ack_timeout)
        self.http = SignedHttp(app, wire, pace.ack_timeout)

    def send(self, envelope: Envelope) -> Delivery:
        """Start delivering."""
        delivery = Delivery(envelope)
        self._background(self._deliver(delivery))
        return delivery

    async def idle(self) -> None:
        """Wait until nothing is under way (retries included)."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def close(self) -> None:
        """Stop everything under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.drop()
        await self.http.close()

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        outcome = Outcome(acknowledged=False)
        fault = self._faults.meet(*delivery.envelope.names)
        kind = fault.kind if fault else None
        try:
            await self._hold(delivery, fault)
            outcome = await self._attempt(delivery.envelope, 0, None, kind)
            if not delivery.first.done():
                delivery.first.set_result(outcome)
            for number, delay in enumerate(self._delays(delivery.envelope, outcome), start=1):
                if outcome.acknowledged or outcome.no_retry:
                    break
                await self._wire.sleep(delay)
                outcome = await self._attempt(delivery.envelope, number, outcome.reason)
            if outcome.acknowledged and kind == "duplicate":
                await self._attempt(delivery.envelope, 1, "http_timeout", kind)
        finally:
            for waiting in (delivery.first, delivery.final):
                if not waiting.done():
                    waiting.set_result(outcome)

    async def _hold(self, delivery: Delivery, fault: Fault | None) -> None:
        """Wait as a fault wants it. Nobody waits for an event that is held: its author goes on, and is overtaken."""
        if fault is None or fault.kind not in ("delay", "reorder"):
            return
        if delivery.envelope.type == "events_api":
            delivery.first.set_result(Outcome(acknowledged=False, reason=fault.kind))
        if fault.kind == "delay":
            await self._wire.sleep(fault.seconds)
            return
        overtaken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._overtaking.add(overtaken)
        longest = asyncio.ensure_future(self._wire.sleep(fault.seconds))
        try:
            await asyncio.wait({overtaken, longest}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._overtaking.discard(overtaken)
            longest.cancel()

    def _delays(self, envelope: Envelope, first: Outcome) -> list[float]:
        if envelope.type == "events_api":
            return [self._pace.scaled(delay) for delay in self._pace.retry_delays]
        link_closed = self._transport().name == "socket" and first.reason == "connection_failed" and first.envelope_id
        return [self._pace.scaled(self._pace.retry_delays[0])] if link_closed else []

    def _transport(self) -> Transport:
        return self.http if self._app.events_url else self.sockets

    async def _attempt(self, envelope: Envelope, number: int, reason: str | None, fault: str | None = None) -> Outcome:
        """Try once; a fault spoils the first attempt alone."""
        transport, began = self._transport(), self._wire.now()
        outcome = await transport.attempt(envelope, number, reason, cut=fault == "socket_closed" and number == 0)
        if fault == "lost_ack" and number == 0 and outcome.acknowledged:
            outcome = Outcome(acknowledged=False, reason="http_timeout", envelope_id=outcome.envelope_id)
        if number == 0:
            self._go_past()
        self._journal.add(
            "delivery",
            type=envelope.type,
            event_type=envelope.event_type,
            event_id=envelope.event_id,
            envelope_id=outcome.envelope_id,
            via=transport.name,
            attempt=number,
            acknowledged=outcome.acknowledged,
            reason=outcome.reason,
            payload=envelope.payload,
            answer=outcome.answer,
            fault=fault,
            seconds=self._wire.now() - began,
        )
        return outcome

    def _go_past(self) -> None:
        """Let go what waited to be overtaken."""
        for overtaken in self._overtaking:
            if not overtaken.done():
                overtaken.set_result(None)
