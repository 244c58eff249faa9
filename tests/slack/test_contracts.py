"""What the design leans on in Slack's own packages. When one of these fails after a package was raised, look at
`docs/decisions` before anything else: nothing lost and nothing twice stand on them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import slack_client
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.slack.stand_ins import payload, send, stand_in_slack


@pytest.fixture
async def client() -> AsyncIterator[AsyncWebClient]:
    """A client of a Slack that says who we are."""
    async with stand_in_slack() as (_, to_slack):
        yield to_slack


def bare_app(client: AsyncWebClient, **settings: Any) -> AsyncApp:
    """Bolt as it comes, with the settings that ours uses and nothing of ours."""
    usual = {"process_before_response": True, "raise_error_for_unhandled_request": True}
    return AsyncApp(client=client, name="bare", logger=logging.getLogger("bare"), **{**usual, **settings})


@dataclass
class Line:
    """The socket to Slack: keeps what is acknowledged."""

    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("line"))
    acknowledged: list[str] = field(default_factory=list)

    async def send_socket_mode_response(self, response: SocketModeResponse) -> None:
        self.acknowledged.append(response.envelope_id)


async def over_socket(app: AsyncApp, body: dict[str, Any]) -> list[str]:
    """Bring an event over Socket Mode; which envelopes were acknowledged."""
    line, envelope = Line(), SocketModeRequest(type="events_api", envelope_id="envelope-1", payload=body)
    await send_async_response(line, envelope, await run_async_bolt_app(app, envelope), 0.0)  # type: ignore[arg-type]
    return line.acknowledged


# --- the web client ---------------------------------------------------------------------------------------------------


async def posts_after_a_lost_answer(handlers: list[Any]) -> int:
    """How often a message stands in Slack when the line was cut after Slack had taken it."""
    workspace = Workspace()
    channel = workspace.add_channel("team", [workspace.add_user("ana").id]).id
    async with serve(workspace) as base_url, slack_client(workspace.app.bot_token, f"{base_url}/api/") as client:
        client.retry_handlers[:] = handlers
        workspace.faults.add("chat.postMessage", "drop_after")
        await asyncio.gather(client.chat_postMessage(channel=channel, text="once"), return_exceptions=True)
        return len(workspace.messages.in_channel(channel))


async def test_without_retry_handlers_a_request_leaves_once() -> None:
    """The client that is built for us sends a request once, whatever becomes of the answer."""
    assert await posts_after_a_lost_answer([]) == 1


async def test_the_clients_own_retry_would_post_twice() -> None:
    """The handler that the client has by default posts again what Slack had taken: this is why ours has none."""
    assert [type(handler) for handler in AsyncWebClient("xoxb-1").retry_handlers] == [AsyncConnectionErrorRetryHandler]
    assert await posts_after_a_lost_answer([AsyncConnectionErrorRetryHandler(max_retry_count=1)]) == 2


# --- Bolt: store, then acknowledge ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("waits", "first"), [(True, "stored"), (False, "answered")])
async def test_bolt_answers_after_the_listener_when_it_is_told_to(
    client: AsyncWebClient, waits: bool, first: str
) -> None:
    """With `process_before_response` Slack hears of success once the event is stored; by default it hears before."""
    happened: list[str] = []
    app, finished = bare_app(client, process_before_response=waits), asyncio.Event()

    async def store(body: dict[str, Any]) -> None:
        await asyncio.sleep(0.05)
        happened.append("stored")
        finished.set()

    app.event("message")(store)
    assert (await send(app, payload("message_reply"))).status == 200
    happened.append("answered")
    await finished.wait()
    assert happened[0] == first


async def test_what_a_listener_could_not_store_is_not_acknowledged(client: AsyncWebClient) -> None:
    """The status of the error handler is what Slack hears over HTTP, and over a socket anything but 200 is silence."""
    app = bare_app(client)

    async def breaks(body: dict[str, Any]) -> None:
        raise LookupError

    async def said(error: Exception) -> BoltResponse:
        assert isinstance(error, LookupError)
        return BoltResponse(status=503, body="")

    app.event("message")(breaks)
    app.error(said)
    assert (await send(app, payload("message_reply"))).status == 503
    assert await over_socket(app, payload("message_reply")) == []


async def test_a_socket_acknowledges_what_is_well(client: AsyncWebClient) -> None:
    """An event that was stored is acknowledged over the socket, by its envelope."""
    app = bare_app(client)

    async def stores(body: dict[str, Any]) -> None:
        pass

    app.event("message")(stores)
    assert await over_socket(app, payload("message_reply")) == ["envelope-1"]


async def test_what_nobody_listens_to_is_an_error_that_can_be_answered(client: AsyncWebClient) -> None:
    """Bolt answers 404 to what no listener wants, which Slack repeats; with the setting ours uses it can be a 200."""
    strict, ours = bare_app(client, raise_error_for_unhandled_request=False), bare_app(client)

    async def leaves_alone(error: Exception) -> BoltResponse:
        assert isinstance(error, BoltUnhandledRequestError)
        return BoltResponse(status=200, body="")

    ours.error(leaves_alone)
    for name in ("unknown_event", "rate_limited", "tap_unknown"):
        assert (await send(strict, payload(name))).status == 404
        assert (await send(ours, payload(name))).status == 200
    assert await over_socket(strict, payload("unknown_event")) == []


async def test_bolt_does_not_look_whether_an_event_came_before(client: AsyncWebClient) -> None:
    """The same event brought twice runs twice: that it counts once is our own doing."""
    app, heard = bare_app(client), list[str]()

    async def hears(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    app.event("message")(hears)
    for _ in range(2):
        await send(app, payload("message_reply"))
    assert len(heard) == 2
    assert len(set(heard)) == 1


async def test_what_we_post_ourselves_never_reaches_a_listener(client: AsyncWebClient) -> None:
    """Bolt drops our own messages' events, so a message's arrival is learned from Slack's answer and from looking."""
    app, heard = bare_app(client), list[str]()

    async def hears(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    app.event("message")(hears)
    echo = payload("message_reply")
    echo["event"] |= {"user": "U0WAYMARK1", "bot_id": "B0WAYMARK1"}
    assert (await send(app, echo)).status == 200
    assert heard == []
