"""The addresses of the story: its clock, its calendar, playing a week, and beginning afresh."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from sandbox.client.addresses import Address, acting
from sandbox.client.agenda import agenda
from sandbox.client.screens import Screens
from sandbox.client.story import STEPS, Pace, StoryControls, days_about, step
from sandbox.ids import secret
from sandbox.workspace import Workspace

BUSY = "The clock is moving already. Please wait until it stops."
PLAYING = "Your colleagues are playing the week. Press Stop first."


class Telling:
    """Passes on to the story's controls what a visitor presses; one thing at a time."""

    def __init__(self, workspace: Workspace, controls: StoryControls, screens: Screens) -> None:
        self._workspace = workspace
        self._controls = controls
        self._screens = screens
        self._moving = asyncio.Lock()
        self._run = secret(8)

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address("/story/state", self.state)
        yield Address("/story/due", self.due)
        yield Address("/story/play", self.play, "POST")
        yield Address("/story/stop", self.stop, "POST")
        yield Address("/story/reset", self.reset, "POST")
        yield Address("/story/{step}", self.step, "POST")
        yield Address("/calendar", self.calendar)

    async def state(self, request: Request) -> Response:
        """Say which telling of the story this is, and whether it has begun."""
        return JSONResponse({"run": self._run, "ready": self._controls.ready})

    async def step(self, request: Request) -> Response:
        """Move the clock."""
        name = request.path_params["step"]
        if name not in ("next", *STEPS):
            return PlainTextResponse("There is no such step.", 404)
        if busy := self._busy():
            return busy
        async with self._moving:
            said = await step(self._controls, name, self._person(await _fields(request)))
        self._workspace.changes.publish("clock")
        return JSONResponse({"said": said})

    async def play(self, request: Request) -> Response:
        """Begin to play the week; the pages hear of what happens as it does."""
        if busy := self._busy():
            return busy
        fields = await _fields(request)
        pace: Pace = "watch" if fields.get("pace") == "watch" else "quick"
        self._controls.play(pace, self._person(fields))
        self._workspace.changes.publish("clock")
        return JSONResponse({"said": "The week is being played."}, 202)

    async def stop(self, request: Request) -> Response:
        """Let what plays by itself end."""
        self._controls.stop()
        return JSONResponse({"said": "It stops after what is going on now."})

    async def reset(self, request: Request) -> Response:
        """Begin the story afresh; the page waits until another run says that it is ready."""
        self._controls.reset()
        return JSONResponse({"run": self._run}, 202)

    async def calendar(self, request: Request) -> Response:
        """Show the whole calendar."""
        reader = acting(self._workspace, request)
        days = list(agenda(await self._controls.beats(), self._controls.now(), reader.zone if reader else UTC))
        return HTMLResponse(self._screens.sheet("calendar.html", reader, days=days))

    async def due(self, request: Request) -> Response:
        """Give what the bar's calendar holds; asked for when it is opened, since every page has the bar."""
        reader = acting(self._workspace, request)
        days = await days_about(self._controls, reader.zone if reader else UTC)
        return HTMLResponse(self._screens.part("due.html", {"days": days}))

    def _busy(self) -> Response | None:
        if self._controls.playing is not None:
            return JSONResponse({"problem": PLAYING}, 409)
        return JSONResponse({"problem": BUSY}, 409) if self._moving.locked() else None

    def _person(self, fields: dict[str, str]) -> str | None:
        return fields.get("visitor") if fields.get("visitor") in self._workspace.users else None


async def _fields(request: Request) -> dict[str, str]:
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
