"""Signed HTTP: payloads posted to the app's addresses with Slack's v0 signature.

Source: Slack, "Verifying requests from Slack" and "Events API" (three seconds, two redirects, retry headers).
"""

import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from sandbox.clocks import Wire
from sandbox.delivery.envelope import Envelope, Outcome
from sandbox.records import App, Json

MAX_REDIRECTS = 2


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the ``x-slack-signature`` of a body: HMAC-SHA256 over ``v0:timestamp:body``."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


class SignedHttp:
    """Posts to the app's addresses."""

    name = "http"

    def __init__(self, app: App, wire: Wire, ack_timeout: float) -> None:
        self._app = app
        self._wire = wire
        self._ack_timeout = ack_timeout
        self._session: aiohttp.ClientSession | None = None

    async def attempt(self, envelope: Envelope, number: int, reason: str | None, *, cut: bool = False) -> Outcome:
        """Post once and read the answer; any status from 200 to 299 within three seconds acknowledges."""
        if cut:
            return Outcome(acknowledged=False, reason="connection_failed")
        body, content_type = _encode(envelope)
        headers = self._headers(body, content_type, number, reason)
        try:
            async with self._open_session().post(
                self._address(envelope),
                data=body,
                headers=headers,
                max_redirects=MAX_REDIRECTS,
                timeout=aiohttp.ClientTimeout(total=self._ack_timeout),
            ) as answer:
                raw = await answer.text()
                return _outcome(answer, raw)
        except TimeoutError:
            return Outcome(acknowledged=False, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Outcome(acknowledged=False, reason="too_many_redirects")
        except aiohttp.ClientSSLError:
            return Outcome(acknowledged=False, reason="ssl_error")
        except aiohttp.ClientConnectionError:
            return Outcome(acknowledged=False, reason="connection_failed")

    async def verify(self, challenge: str) -> bool:
        """Send Slack's ``url_verification`` and say whether the app answered with the challenge."""
        payload: Json = {"type": "url_verification", "token": "sandbox", "challenge": challenge}
        body = json.dumps(payload).encode()
        headers = self._headers(body, "application/json", 0, None)
        async with self._open_session().post(self._app.events_url or "", data=body, headers=headers) as answer:
            return answer.status == 200 and challenge in await answer.text()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _address(self, envelope: Envelope) -> str:
        own = {"interactive": self._app.interactions_url, "slash_commands": self._app.commands_url}
        return own.get(envelope.type) or self._app.events_url or ""

    def _headers(self, body: bytes, content_type: str, number: int, reason: str | None) -> dict[str, str]:
        timestamp = str(int(self._wire.now()))
        headers = {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(self._app.signing_secret, timestamp, body),
        }
        if number:
            headers |= {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason or "unknown_error"}
        return headers


def _encode(envelope: Envelope) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if envelope.type == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    if envelope.type == "interactive":
        return urlencode({"payload": json.dumps(envelope.payload)}).encode(), form
    return urlencode(envelope.payload).encode(), form


def _outcome(answer: aiohttp.ClientResponse, raw: str) -> Outcome:
    if not 200 <= answer.status < 300:
        stop = answer.headers.get("x-slack-no-retry") == "1"
        return Outcome(acknowledged=False, reason="http_error", no_retry=stop)
    if not raw:
        return Outcome(acknowledged=True)
    if answer.content_type == "application/json":
        try:
            return Outcome(acknowledged=True, answer=json.loads(raw))
        except ValueError:
            return Outcome(acknowledged=True, answer={"text": raw})
    return Outcome(acknowledged=True, answer={"text": raw})
