"""One address of the client: a path with what answers there. And who is acting, as a cookie remembers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from sandbox.client.reader import Reader
from sandbox.workspace import Workspace

COOKIE = "acting"


@dataclass(frozen=True)
class Address:
    """A path, what answers there, and by which method."""

    path: str
    answer: Callable[[Request], Awaitable[Response]]
    method: str = "GET"


def acting(workspace: Workspace, request: Request) -> Reader | None:
    """Return the person whom this browser acted as last, None when it has been nobody yet."""
    user = workspace.users.get(request.cookies.get(COOKIE, ""))
    return Reader(workspace, user) if user and not user.is_bot else None
