"""ASGI middleware: the ``Date`` header is wire time, which clients may use as Slack's own clock."""

from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.clocks import Wire


class WireDate:
    """Adds the header to every answer, and the caller's connection to the scope so that a fault can cut it."""

    def __init__(self, app: ASGIApp, wire: Wire) -> None:
        self._app = app
        self._wire = wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # uvicorn hands out a bound method of its request; its transport is the only way to cut a connection without
        # an answer.
        scope["sandbox.transport"] = getattr(getattr(receive, "__self__", None), "transport", None)

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._wire.now(), usegmt=True).encode()
                message["headers"] = [*message.get("headers", []), (b"date", date)]
            await send(message)

        await self._app(scope, receive, dated)
