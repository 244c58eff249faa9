"""Socket Mode's connection: when it counts as alive, and how it is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.clock import WireClock
from bot.slack import transport
from bot.slack.transport import DEAF, Socket


class Counter(WireClock):
    """A counter that a test moves; the machine's clock may say what it likes."""

    at = 0.0

    def monotonic(self) -> float:
        return self.at


@dataclass
class Client:
    """The SDK's client, as far as it tells about its connection."""

    last_ping_pong_time: float | None = None
    connected: bool = True
    current_session: str | None = "a"
    socket_mode_request_listeners: list[Any] = field(default_factory=list)

    async def is_connected(self) -> bool:
        return self.connected


class Handler:
    """Bolt's handler: what it was given, and when it may go on."""

    def __init__(self) -> None:
        self.client = Client()
        self.taken: list[str] = []
        self.done: list[str] = []
        self.goes_on = asyncio.Event()
        self.closed = 0
        self.says_goodbye = True

    async def handle(self, _client: object, request: str) -> None:
        self.taken.append(request)
        await self.goes_on.wait()
        self.done.append(request)

    async def close_async(self) -> None:
        self.closed += 1
        if not self.says_goodbye and self.closed == 1:
            await asyncio.Event().wait()


def socket(handler: Handler, wire: WireClock | None = None) -> Socket:
    """The connection under test."""
    return Socket(cast("AsyncSocketModeHandler", handler), wire or Counter())


async def test_a_connection_is_alive_while_slack_answers_pings() -> None:
    """Each new answer to a ping counts for a minute; a connection that only says that it stands is deaf after that."""
    handler, wire = Handler(), Counter()
    line = socket(handler, wire)
    assert await line.is_alive()
    for seconds in range(0, 600, 10):
        wire.at, handler.client.last_ping_pong_time = float(seconds), 1_000_000.0 + seconds
        assert await line.is_alive()
    wire.at += DEAF - 1
    assert await line.is_alive()
    wire.at += 1
    assert not await line.is_alive()
    handler.client.last_ping_pong_time = 5.0  # the machine's clock was set back; Slack answers all the same
    assert await line.is_alive()


async def test_a_connection_that_is_lost_is_not_alive() -> None:
    """What the SDK knows to be closed is not alive, however fresh the last answer is."""
    handler = Handler()
    handler.client.connected = False
    assert not await socket(handler).is_alive()


async def test_a_connection_that_was_made_anew_was_away() -> None:
    """Between two looks it may have been lost and made again: that is seen once, and then it is there again."""
    handler = Handler()
    line = socket(handler)
    assert [await line.was_there() for _ in range(2)] == [True, True]
    handler.client.current_session = "b"
    assert [await line.was_there() for _ in range(2)] == [False, True]
    handler.client.connected = False
    assert not await line.was_there()


async def test_what_was_taken_is_finished_and_nothing_new_is_taken() -> None:
    """At the end an envelope under way is finished first; one that comes meanwhile is left to Slack to bring again."""
    handler = Handler()
    line = socket(handler)
    (take,) = handler.client.socket_mode_request_listeners
    first = asyncio.create_task(take(handler.client, "first"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(line.close())
    await asyncio.sleep(0.01)
    await take(handler.client, "second")
    assert (handler.taken, handler.done, handler.closed) == (["first"], [], 0)
    handler.goes_on.set()
    await asyncio.gather(first, closing)
    assert (handler.taken, handler.done, handler.closed) == (["first"], ["first"], 1)


@pytest.mark.parametrize("stuck", ["an envelope", "the goodbye"])
async def test_nothing_keeps_it_from_ending(stuck: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope that hangs, or a Slack that does not answer the goodbye, is not waited for for long."""
    monkeypatch.setattr(transport, "FINISH", 0.05)
    monkeypatch.setattr(transport, "GOODBYE", 0.05)
    handler = Handler()
    line = socket(handler)
    hanging = asyncio.create_task(handler.client.socket_mode_request_listeners[0](handler.client, "first"))
    await asyncio.sleep(0)
    if stuck == "the goodbye":
        handler.goes_on.set()
        handler.says_goodbye = False
    await asyncio.wait_for(line.close(), 5)
    assert handler.closed == (2 if stuck == "the goodbye" else 1)
    handler.goes_on.set()
    await hanging
