"""Socket Mode's sockets: each envelope goes to one of them, in turn, and waits for its acknowledgement.

Slack allows ten sockets per app; nothing is replayed. An attempt gets a new envelope id, so that a late
acknowledgement of an earlier attempt counts for nothing.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.delivery.envelope import Envelope, Outcome
from sandbox.records import Json

MAX_SOCKETS = 10

Send = Callable[[Json], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


class Link:
    """One open socket and the envelopes it has not acknowledged."""

    def __init__(self, send: Send, close: Close) -> None:
        self._send = send
        self.close = close
        self.pending: dict[str, asyncio.Future[Outcome]] = {}

    async def send(self, message: Json) -> bool:
        """Send; False if the socket turned out to be gone."""
        try:
            await self._send(message)
        except (RuntimeError, ConnectionError):
            return False
        return True

    def acknowledge(self, envelope_id: str, answer: Any) -> None:
        """Take an acknowledgement; one that comes too late is ignored."""
        waiting = self.pending.pop(envelope_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(Outcome(acknowledged=True, answer=answer, envelope_id=envelope_id))

    def gone(self) -> None:
        """Fail whatever still waits on this socket."""
        for envelope_id, waiting in self.pending.items():
            if not waiting.done():
                waiting.set_result(Outcome(acknowledged=False, reason="connection_failed", envelope_id=envelope_id))
        self.pending.clear()


class SocketPool:
    """All open sockets, as a transport."""

    name = "socket"

    def __init__(self, ack_timeout: float) -> None:
        self._ack_timeout = ack_timeout
        self._links: list[Link] = []
        self._turn = 0
        self.arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._links)

    def add(self, link: Link) -> int:
        """Take a new socket and return how many there are now."""
        self._links.append(link)
        self.arrived.set()
        return len(self._links)

    def remove(self, link: Link) -> None:
        """Forget a socket; what it had not acknowledged has failed."""
        if link in self._links:
            self._links.remove(link)
        if not self._links:
            self.arrived.clear()
        link.gone()

    async def attempt(self, envelope: Envelope, number: int, reason: str | None, *, cut: bool = False) -> Outcome:
        """Send to the next socket and wait for the acknowledgement."""
        if not self._links:
            return Outcome(acknowledged=False, reason="connection_failed")
        self._turn += 1
        link = self._links[self._turn % len(self._links)]
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        link.pending[envelope_id] = waiting
        if not await link.send(_message(envelope, envelope_id, number, reason)):
            self.remove(link)
        if cut:
            await self._drop(link)
        try:
            return await asyncio.wait_for(waiting, self._ack_timeout)
        except TimeoutError:
            link.pending.pop(envelope_id, None)
            return Outcome(acknowledged=False, reason="http_timeout", envelope_id=envelope_id)

    async def disconnect(self, reason: str = "refresh_requested", *, count: int | None = None) -> None:
        """Tell sockets to go, as Slack does before it closes them; ``warning`` leaves them open."""
        for link in list(self._links)[:count]:
            await link.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason != "warning":
                await self._drop(link)

    async def drop(self, *, count: int | None = None) -> None:
        """Close sockets without a word, as a broken network does."""
        for link in list(self._links)[:count]:
            await self._drop(link)

    async def _drop(self, link: Link) -> None:
        self.remove(link)
        await link.close()


def _message(envelope: Envelope, envelope_id: str, number: int, reason: str | None) -> Json:
    message: Json = {
        "envelope_id": envelope_id,
        "type": envelope.type,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.type != "events_api",
    }
    if envelope.type == "events_api" or number:
        message |= {"retry_attempt": number, "retry_reason": reason or ""}
    return message
