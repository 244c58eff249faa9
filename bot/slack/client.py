"""Builds the one HTTP client for Slack's Web API. It sends each request once.

`retry_handlers=[]`: the SDK's default handler sends again after a lost connection, and chat.postMessage posts twice
then. One shared session: without it the SDK opens a new connection for each call. The time-out stands on the session,
because the SDK's own is ignored once a session is shared.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import WireClock
from bot.errors import SettingsProblem
from bot.slack.refusals import CALL_ERRORS

TOTAL_TIMEOUT = 15.0  # seconds for a whole request; `bot.delivery.rows.Timing.http` counts on it
CONNECT_TIMEOUT = 5.0  # seconds to a connection; when it runs out nothing was sent
TOO_MANY, BROKEN = 429, 500  # HTTP: slow down; the server's own fault, from here on
KEEP_ALIVE = 4.0  # seconds: below the five after which common servers close, so that no post meets a closed connection


#: What other rooms call the client, which only `bot/slack` may import from Slack's packages.
Client = AsyncWebClient


@dataclass(frozen=True)
class Who:
    """The app as Slack knows it: the workspace's id and address, and the bot user's id."""

    workspace: str
    url: str
    bot_user: str


async def introduced(client: AsyncWebClient) -> Who:
    """Ask Slack who we are. Raises `SettingsProblem` when the token is refused or nobody answers."""
    try:
        who = await client.auth_test()
    except SlackApiError as refused:
        raise SettingsProblem(
            f"Slack refuses the bot token ({refused.response.get('error')}). Check SLACK_BOT_TOKEN."
        ) from refused
    except CALL_ERRORS as silent:
        raise SettingsProblem("Slack does not answer. Check SLACK_API_URL and the network.") from silent
    return Who(str(who["team_id"]), str(who["url"]), str(who["user_id"]))


@asynccontextmanager
async def slack_client(
    token: str, api_url: str, wire: WireClock | None = None, told: Callable[[str], None] = lambda _how: None
) -> AsyncIterator[AsyncWebClient]:
    """Open the session and hand out the client; `api_url` is SLACK_API_URL and ends in a slash.

    Enter it inside a running event loop; leaving it closes the connections. `wire` hears what time Slack says it is,
    `told` how each request ended: answered, limited (429), broken (5xx) or silent.
    """
    timeout = aiohttp.ClientTimeout(total=TOTAL_TIMEOUT, connect=CONNECT_TIMEOUT)
    connector = aiohttp.TCPConnector(limit=50, keepalive_timeout=KEEP_ALIVE)
    listening = [] if wire is None else [_listening(wire)]
    tracing = [*listening, _counting(told)]
    async with aiohttp.ClientSession(timeout=timeout, connector=connector, trace_configs=tracing) as session:
        yield build_client(token, api_url, session)


def build_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Build the client over a session that is open already."""
    return AsyncWebClient(token=token, base_url=api_url, session=session, timeout=int(TOTAL_TIMEOUT), retry_handlers=[])


def _listening(wire: WireClock) -> aiohttp.TraceConfig:
    """Let the clock hear the `Date` of each answer, refusals too."""

    async def asked(_session: aiohttp.ClientSession, call: SimpleNamespace, _said: object) -> None:
        call.asked_at = wire.monotonic()

    async def answered(
        _session: aiohttp.ClientSession, call: SimpleNamespace, said: aiohttp.TraceRequestEndParams
    ) -> None:
        wire.hear(said.response.headers.get("Date"), call.asked_at)

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(asked)
    tracing.on_request_end.append(answered)
    return tracing


def _counting(told: Callable[[str], None]) -> aiohttp.TraceConfig:
    async def answered(
        _session: aiohttp.ClientSession, _call: SimpleNamespace, said: aiohttp.TraceRequestEndParams
    ) -> None:
        status = said.response.status
        told("limited" if status == TOO_MANY else "broken" if status >= BROKEN else "answered")

    async def silent(_session: aiohttp.ClientSession, _call: SimpleNamespace, _said: object) -> None:
        told("silent")

    tracing = aiohttp.TraceConfig()
    tracing.on_request_end.append(answered)
    tracing.on_request_exception.append(silent)
    return tracing
