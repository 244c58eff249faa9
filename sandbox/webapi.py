"""Answers one HTTP request to ``/api/<method>``.

Arguments in, faults, the method, JSON out, and a line in the journal.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.api.table import METHODS, run
from sandbox.arguments import read_arguments, read_token
from sandbox.errors import RateLimited, SlackError
from sandbox.faults import Fault
from sandbox.records import Json
from sandbox.workspace import Workspace


class Cut(Response):
    """No answer at all: the connection is cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Abort the connection and wait until the server has noticed."""
        transport: Any = scope.get("sandbox.transport")
        if transport is not None:
            transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def answer_call(workspace: Workspace, request: Request) -> Response:
    """Answer one call."""
    method, began = request.path_params["method"], workspace.wire.now()
    try:
        args = await read_arguments(request)
    except SlackError as error:
        return JSONResponse(error.body())
    token = read_token(request, args)
    fault = workspace.faults.take(method)
    if fault is not None:
        return await _faulty(workspace, method, token, args, fault)
    return _run(workspace, method, token, args, began)


def _run(
    workspace: Workspace, method: str, token: str | None, args: Json, began: float, fault: str | None = None
) -> Response:
    status, headers = 200, _headers(workspace, method)
    try:
        body = run(workspace, method, token, args)
    except RateLimited as error:
        status, body = 429, error.body()
        headers["retry-after"] = str(error.retry_after)
    except SlackError as error:
        body = error.body()
    seconds = workspace.wire.now() - began
    workspace.journal.add("call", method=method, args=args, status=status, response=body, fault=fault, seconds=seconds)
    return JSONResponse(body, status, headers)


async def _faulty(workspace: Workspace, method: str, token: str | None, args: Json, fault: Fault) -> Response:
    """Go wrong as the fault says; those with ``after`` let the call take effect first.

    A call that waits takes effect even when the app has gone meanwhile, as Slack's do.
    """
    began = workspace.wire.now()
    if fault.kind == "slow_before":
        await workspace.wire.sleep(fault.seconds)
    if fault.kind.endswith("_after") or fault.kind in ("slow_before", "late"):
        answer = _run(workspace, method, token, args, began, fault.kind)
    else:
        answer = None
        workspace.journal.add("call", method=method, args=args, status=None, response=None, fault=fault.kind, seconds=0)
    if fault.kind == "late":
        _list_late(workspace, answer, fault.seconds)
    if fault.kind in ("slow_after", "timeout_before", "timeout_after"):
        await workspace.wire.sleep(fault.seconds)
    if answer is not None and fault.kind in ("slow_before", "slow_after", "late"):
        return answer
    return _spoilt(fault)


def _spoilt(fault: Fault) -> Response:
    """The answer that the app gets instead of the right one; none at all when the line is cut."""
    if fault.kind.startswith("timeout"):
        return Cut()
    if fault.kind.startswith("drop"):
        return Cut()
    if fault.kind == "429":
        return JSONResponse(SlackError("ratelimited").body(), 429, {"retry-after": str(int(fault.seconds))})
    if fault.kind.startswith("error"):
        return JSONResponse(SlackError(fault.error).body())
    return Response("Internal Server Error", 500, media_type="text/html")


def _list_late(workspace: Workspace, answer: Response | None, seconds: float) -> None:
    """Keep a message that was posted out of history for a while."""
    said = {} if answer is None else json.loads(bytes(answer.body))
    message = workspace.messages.get(str(said.get("channel")), str(said.get("ts")))
    if message is not None:
        message.listed_from = workspace.wire.now() + seconds


def _headers(workspace: Workspace, method: str) -> dict[str, str]:
    found = METHODS.get(method)
    accepted = ",".join(found.scopes) if found else ""
    return {"x-oauth-scopes": ",".join(sorted(workspace.app.scopes)), "x-accepted-oauth-scopes": accepted}
