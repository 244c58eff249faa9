"""The server.

Slack's Web API, Socket Mode, uploads and response addresses over HTTP, in the loop of whoever calls `serve`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.arguments import read_arguments
from sandbox.delivery.sockets import MAX_SOCKETS, Link
from sandbox.errors import SlackError
from sandbox.records import Json
from sandbox.webapi import answer_call
from sandbox.wiredate import WireDate
from sandbox.workspace import Workspace


def create_app(workspace: Workspace, *, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the ASGI app; further `routes` (the browser client's) come first."""

    async def api(request: Request) -> Response:
        return await answer_call(workspace, request)

    async def upload(request: Request) -> Response:
        return await _upload(workspace, request)

    async def download(request: Request) -> Response:
        return _download(workspace, request)

    async def respond(request: Request) -> Response:
        return await _respond(workspace, request)

    async def link(websocket: WebSocket) -> None:
        await _link(workspace, websocket)

    own = [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/upload/v1/{ticket}", upload, methods=["POST"]),
        Route("/files/{file_id}/{name}", download, methods=["GET"]),
        Route("/response/{app}/{ticket}", respond, methods=["POST"]),
        WebSocketRoute("/link/", link),
    ]
    app = Starlette(routes=[*routes, *own], middleware=[Middleware(WireDate, wire=workspace.wire)])
    app.state.workspace = workspace
    return app


async def _upload(workspace: Workspace, request: Request) -> Response:
    file = workspace.files.by_ticket(request.path_params["ticket"])
    if file is None or file.completed:
        return PlainTextResponse("no such upload", 404)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            parts = [part for part in form.values() if not isinstance(part, str)]
            content = await parts[0].read() if parts else b""
    else:
        content = await request.body()
    if len(content) != file.length:
        return PlainTextResponse(f"{len(content)} bytes came, {file.length} were announced", 400)
    file.content = content
    return PlainTextResponse(f"OK - {len(content)}")


def _download(workspace: Workspace, request: Request) -> Response:
    if request.headers.get("authorization") != f"Bearer {workspace.app.bot_token}":
        return PlainTextResponse("a bot token is needed", 403)
    file = workspace.files.get(request.path_params["file_id"])
    if file is None or file.content is None:
        return PlainTextResponse("not found", 404)
    return Response(file.content, media_type=file.mimetype)


async def _respond(workspace: Workspace, request: Request) -> Response:
    try:
        body = await read_arguments(request)
        workspace.response_urls.use(request.path_params["ticket"], body)
    except SlackError as error:
        status = 404 if error.code in ("expired_url", "used_url") else 400
        workspace.journal.add("response_url", url=request.url.path, status=status, error=error.code)
        return JSONResponse(error.body(), status)
    workspace.journal.add("response_url", url=request.url.path, status=200, body=body)
    return PlainTextResponse("ok")


async def _link(workspace: Workspace, websocket: WebSocket) -> None:
    ticket = websocket.query_params.get("ticket", "")
    if ticket not in workspace.tickets:
        await websocket.close(code=4403)
        return
    workspace.tickets.discard(ticket)
    await websocket.accept()
    pool = workspace.dispatcher.sockets
    if len(pool) >= MAX_SOCKETS:
        await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await websocket.close()
        return
    await _talk(workspace, websocket)


async def _talk(workspace: Workspace, websocket: WebSocket) -> None:
    pool = workspace.dispatcher.sockets

    async def send(message: Json) -> None:
        await websocket.send_text(json.dumps(message))

    async def close() -> None:
        with contextlib.suppress(RuntimeError):
            await websocket.close()

    link = Link(send, close)
    hello = {
        "type": "hello",
        "num_connections": len(pool) + 1,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
        "connection_info": {"app_id": workspace.app.id},
    }
    await send(hello)
    pool.add(link)
    try:
        while True:
            message = json.loads(await websocket.receive_text())
            if "envelope_id" in message:
                link.acknowledge(message["envelope_id"], message.get("payload"))
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        pool.remove(link)


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers and its ticking: stopping is the caller's business, and happens at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, and say so."""
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        """Wait to be stopped."""
        await self.stopping.wait()
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, end the connections, and give running requests a second."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        if self.server_state.tasks:
            _, slow = await asyncio.wait(list(self.server_state.tasks), timeout=1)
            for task in slow:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(
    workspace: Workspace, host: str = "127.0.0.1", port: int = 0, *, routes: Sequence[BaseRoute] = ()
) -> AsyncIterator[str]:
    """Run the server in this loop and give its base address, such as ``http://127.0.0.1:8765`` (port 0: any free one).

    The workspace is closed at the end. Raises `OSError` when the port is taken.
    """
    listening = socket.create_server((host, port), backlog=512)
    # Connections inherit it. Without it an answer waits some 40 ms for the last one's acknowledgement, because asyncio
    # sets it only on sockets that name their protocol.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    workspace.base_url = f"http://{host}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(workspace, routes=routes),
        log_config=None,
        log_level="warning",
        access_log=False,
        date_header=False,
        server_header=False,
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await server.listening.wait()
        yield workspace.base_url
    finally:
        await workspace.close()
        server.stopping.set()
        await running
        listening.close()
