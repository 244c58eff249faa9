"""Names every commit and every call to Slack that a process makes, and kills it at one of them.

Nothing of this is in the product: the process that is to die wraps `UnitOfWork.commit`, the SDK's one way to call Slack
and Socket Mode's one way to send, before it starts to work. A point's name says which function of the product is at it,
what for, and whether it is before or after.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.responses import Response

import bot
from bot.storage.unit_of_work import UnitOfWork

PRODUCT = str(Path(bot.__file__).parent)
STORAGE = str(Path(PRODUCT) / "storage")
TELLING: dict[str, Callable[[Any], str]] = {
    "happening": lambda value: type(value).__name__,
    "event": lambda value: type(value).__name__,
    "due": lambda value: str(value.beat.kind),
}
"""Local names that tell what a commit is about."""


@dataclass
class Points:
    """The points that this process has met. It dies at the `hit`-th meeting with the one that is armed."""

    armed: str | None = None
    hit: int = 1
    met: list[str] = field(default_factory=list)

    def reach(self, name: str) -> None:
        """Come to a point, and go no further if it is the one."""
        self.met.append(name)
        if name == self.armed and self.met.count(name) == self.hit:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Wrap what a process does that others can see. For a process that lives for one test only."""
        _wrap(UnitOfWork, "commit", lambda _arguments: f"{_place()} commits", self)
        _wrap(AsyncWebClient, "api_call", lambda arguments: f"{_place(public=True)} calls {arguments[1]}", self)
        _wrap(AsyncWebhookClient, "send_dict", lambda _arguments: f"{_place(public=True)} calls response_url", self)
        _wrap(SocketModeClient, "send_message", lambda _arguments: "acknowledges by the socket", self)
        _wrap(Response, "__call__", lambda _arguments: "acknowledges by HTTP", self)


def _wrap(owner: type, name: str, told: Callable[[tuple[Any, ...]], str], points: Points) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*arguments: Any, **named: Any) -> Any:
        point = told(arguments)
        points.reach(f"{point}:before")
        try:
            return await original(*arguments, **named)
        finally:
            points.reach(f"{point}:after")

    setattr(owner, name, wrapped)


def _place(*, public: bool = False) -> str:
    """Name the method of the product that is at this point (or the public one behind it), and what it does it for.

    Where there is no method, it is the function.
    """
    functions = []
    for frame in _frames(sys._getframe(1)):
        file, name = frame.f_code.co_filename, frame.f_code.co_qualname.partition(".<locals>")[0]
        inside = file.startswith(PRODUCT) and not file.startswith(STORAGE)
        if not inside or (public and name.rpartition(".")[2].startswith("_")):
            continue
        if "." in name:
            about = next((told(frame.f_locals[key]) for key, told in TELLING.items() if key in frame.f_locals), None)
            return name if about is None else f"{name} of {about}"
        functions.append(name)
    return functions[0] if functions else "somebody"


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
