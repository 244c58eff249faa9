"""The two roads from Slack to the same app: Socket Mode, and signed HTTP requests on a Starlette route."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import WireClock
from bot.errors import SettingsProblem
from bot.slack.refusals import CALL_ERRORS

EVENTS_PATH = "/slack/events"
DEAF = 60.0  # seconds without an answer to a ping, of which the SDK sends one every ten
FINISH = 4.0  # seconds that what was taken gets when the process stops
SIGNATURE_LASTS = 300  # seconds, as Slack advises
BETWEEN_QUESTIONS = 10.0  # seconds between two questions to Slack what time it is
SLACK_MAY_TAKE = 1.5  # seconds that it gets to say so: it waits three for our own answer
GOODBYE = 1.0  # seconds that Slack gets to answer the closing of the connection


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str, wire: WireClock | None = None) -> AsyncIterator["Socket"]:
    """Connect over Socket Mode, at the address of the app's own client. Enter it inside a running event loop.

    The aiohttp client is the one that lost nothing in a burst of a thousand envelopes. Raises `SettingsProblem` for a
    token that Slack refuses.
    """
    handler = AsyncSocketModeHandler(app, app_token)
    socket = Socket(handler, wire or WireClock())
    try:
        try:  # the SDK's own first step, taken here: `connect` would try a refused token again for ever
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
        except SlackApiError as refused:
            code = refused.response.get("error")
            raise SettingsProblem(f"Slack refuses the app token ({code}). Check SLACK_APP_TOKEN.") from refused
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield socket
    finally:
        await socket.close()


class Socket:
    """Socket Mode's connection: whether Slack is at its other end, and how to leave it in good order.

    `is_connected` of the SDK goes by the machine's clock, and a connection that says that it stands may have been deaf
    for hours. Here it counts when Slack last answered a ping, by a counter that nobody can set.
    """

    def __init__(self, handler: AsyncSocketModeHandler, wire: WireClock) -> None:
        self._handler = handler
        self._wire = wire
        self._pong: float | None = None
        self._heard_at = wire.monotonic()
        self._connection: object = None
        self._under_way: set[asyncio.Task[object]] = set()
        self._closing = False
        handler.client.socket_mode_request_listeners[:] = [self._take]

    async def is_alive(self) -> bool:
        """Tell whether Slack is there. To be asked every few seconds: it sees only whether the last pong is another."""
        pong = self._handler.client.last_ping_pong_time
        if pong is not None and pong != self._pong:
            self._pong, self._heard_at = pong, self._wire.monotonic()
        fresh = self._wire.monotonic() - self._heard_at < DEAF
        return fresh and await self._handler.client.is_connected()

    async def was_there(self) -> bool:
        """Tell whether Slack is there, and was since this was last asked: False once on each new connection."""
        connection, before = self._handler.client.current_session, self._connection
        self._connection = connection
        return await self.is_alive() and before in (None, connection)

    async def close(self) -> None:
        """Take nothing new, finish what was taken, leave. What is not acknowledged Slack brings to somebody else."""
        self._closing = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FINISH)
        try:
            async with asyncio.timeout(GOODBYE):  # Slack may not answer the closing of the connection
                await self._handler.close_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        if self._closing or task is None:
            return
        self._under_way.add(task)
        try:
            await self._handler.handle(client, request)  # type: ignore[arg-type]
        finally:
            self._under_way.discard(task)


def http_route(app: AsyncApp, signing_secret: str, wire: WireClock, path: str = EVENTS_PATH) -> Route:
    """Build the route for events, taps, forms and commands. What Slack did not sign with the secret is refused.

    A signature may be five minutes old, by Slack's own clock: Bolt's check would go by the machine's, and refuse
    everything on a machine whose clock is wrong. Raises `SettingsProblem` without a secret: anybody could sign with
    an empty one.
    """
    if not signing_secret:
        raise SettingsProblem(
            "Please set SLACK_SIGNING_SECRET: without it nobody can tell Slack's requests from others."
        )
    handler, signatures = AsyncSlackRequestHandler(app), Signatures(signing_secret, wire, app.client)

    async def take(request: Request) -> Response:
        if not await signatures.hold(await request.body(), request.headers):
            return Response(status_code=401)
        return await handler.handle(request)

    return Route(path, take, methods=["POST"])


class Signatures:
    """Tells whether Slack signed a request, and lately.

    A machine that stood still together with its counter takes each request for one from the future. So where only the
    time is wrong, Slack is asked for it once, and the request is judged again. Without the secret nobody can make this
    process ask, and with an old request that was overheard only now and then.
    """

    def __init__(self, secret: str, wire: WireClock, client: AsyncWebClient) -> None:
        self._verifier = SignatureVerifier(secret)
        self._wire = wire
        self._client = client
        self._asking = asyncio.Lock()
        self._asked_at: float | None = None

    async def hold(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Judge a request. Everything but a fresh signature is refused, whatever is wrong with it."""
        try:
            at = int(headers.get("x-slack-request-timestamp", ""))
            signed = self._verifier.generate_signature(timestamp=str(at), body=body) or ""
        except ValueError:  # a timestamp that is no number, a body that is no text
            return False
        if not hmac.compare_digest(signed.encode(), headers.get("x-slack-signature", "").encode()):
            return False
        if not self._is_fresh(at):
            await self._ask_the_time()
        return self._is_fresh(at)

    def _is_fresh(self, at: int) -> bool:
        return abs(self._wire.now().timestamp() - at) <= SIGNATURE_LASTS

    async def _ask_the_time(self) -> None:
        """The clock hears it from the answer, a refusal too."""
        async with self._asking:
            now = self._wire.monotonic()
            if self._asked_at is not None and now - self._asked_at < BETWEEN_QUESTIONS:
                return
            self._asked_at = now
            with suppress(TimeoutError, *CALL_ERRORS):
                async with asyncio.timeout(SLACK_MAY_TAKE):
                    await self._client.auth_test()
