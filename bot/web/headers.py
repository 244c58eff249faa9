"""Headers that every answer of the web process carries, so that a browser does nothing with it but show it.

Nothing may be loaded, run, framed, sniffed or kept. A page that needs its own style names it in its own policy.
`Strict-Transport-Security` is left to whoever ends TLS: this process speaks plain HTTP behind it.
"""

import base64
import hashlib

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": NOTHING,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


def with_own_style(style: str, *, forms: bool = False) -> dict[str, str]:
    """The header of a page that holds this style, and may send forms to where it came from; nothing else is allowed."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = NOTHING.replace("form-action 'none'", "form-action 'self'") if forms else NOTHING
    return {"content-security-policy": f"{policy}; style-src 'sha256-{digest}'"}


class StrictHeaders:
    """ASGI middleware that adds them to each answer, errors too, where the answer has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to what comes back."""

        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, strictly)
