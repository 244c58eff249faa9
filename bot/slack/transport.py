"""The two roads from Slack to the same app: Socket Mode, and signed HTTP requests on a Starlette route."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import WireClock
from bot.errors import SettingsProblem

EVENTS_PATH = "/slack/events"


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect over Socket Mode, at the address of the app's own client. Enter it inside a running event loop.

    The aiohttp client is the one that lost nothing in a burst of a thousand envelopes. Raises `SettingsProblem` for a
    token that Slack refuses.
    """
    handler = AsyncSocketModeHandler(app, app_token)
    try:
        try:  # the SDK's own first step, taken here: `connect` would try a refused token again for ever
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
        except SlackApiError as refused:
            code = refused.response.get("error")
            raise SettingsProblem(f"Slack refuses the app token ({code}). Check SLACK_APP_TOKEN.") from refused
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


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
    handler, verifier = AsyncSlackRequestHandler(app), SignatureVerifier(signing_secret, _SlacksClock(wire))

    async def take(request: Request) -> Response:
        if not _is_signed(verifier, await request.body(), request.headers):
            return Response(status_code=401)
        return await handler.handle(request)

    return Route(path, take, methods=["POST"])


class _SlacksClock(Clock):
    """What the SDK's verifier asks for the time."""

    def __init__(self, wire: WireClock) -> None:
        self._wire = wire

    def now(self) -> float:
        return self._wire.now().timestamp()


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        return verifier.is_valid_request(body, headers)
    except ValueError:  # a timestamp that is no number, a body that is no text
        return False
