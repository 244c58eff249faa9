"""The client's addresses.

`/` who to be; `/as/<user>/…` what that person sees; `/as/<user>/act/<act>` what they do; `/as/<user>/live` what
changes; `/archives/…` messages by their own address; `/story/<step>` the clock. The acting person is part of the
address, so that two tabs can be two people; a cookie remembers the last one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from urllib.parse import quote

from sse_starlette.sse import EventSourceResponse
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.client.acts import ACTS, Acting, perform
from sandbox.client.guard import Guard
from sandbox.client.live import PING_SECONDS, changes_for
from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.client.screens import Screens, Spot
from sandbox.client.story import STEPS, StoryControls, step
from sandbox.client.timeline import PICTURES
from sandbox.records import Channel, StoredFile
from sandbox.workspace import Workspace

COOKIE = "acting"
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(
    workspace: Workspace, story_controls: StoryControls | None = None, *, hosts: Collection[str] = ()
) -> list[BaseRoute]:
    """Return the client's routes, for `serve(workspace, routes=…)`.

    Without `story_controls` there is no clock bar. `hosts` are names this server may be called by besides those of
    this machine.
    """
    pages = _Pages(workspace, story_controls)
    guard = [Middleware(Guard, hosts=hosts)]

    def route(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
        return Route(path, endpoint, methods=[method], middleware=guard)

    files = StaticFiles(directory=Path(__file__).parent / "static")
    return [
        route("/", pages.start),
        route("/people", pages.people),
        route("/as/{user}", pages.first),
        route("/as/{user}/in/{channel}", pages.conversation),
        route("/as/{user}/app/{tab}", pages.app),
        route("/as/{user}/file/{file}/{name}", pages.file),
        route("/as/{user}/live", pages.live),
        route("/as/{user}/act/{act}", pages.act, "POST"),
        route("/archives/{channel}/{message}", pages.permalink),
        route("/story/{step}", pages.story, "POST"),
        Mount("/client", files, middleware=guard),
    ]


class _Pages:
    def __init__(self, workspace: Workspace, controls: StoryControls | None) -> None:
        self._workspace = workspace
        self._controls = controls
        self._memory = Memory()
        self._screens = Screens(workspace, controls, self._memory)
        self._moving = asyncio.Lock()

    async def start(self, request: Request) -> Response:
        """Go on as whoever one was, or choose."""
        known = request.cookies.get(COOKIE, "")
        if known in self._workspace.users:
            return RedirectResponse(f"/as/{known}", 303)
        return await self.people(request)

    async def people(self, request: Request) -> Response:
        """Show whom one can be."""
        return HTMLResponse(self._screens.welcome())

    async def first(self, request: Request) -> Response:
        """Go to the conversation a person would open first: one with news, else the first one, else the app's."""
        reader = self._reader(request)
        if reader is None:
            return self._nobody()
        channels = list(reader.channels())
        news = [channel for channel in channels if self._memory.unread(reader, channel)]
        start = next(iter(news or channels), None) or self._app_channel(reader)
        return RedirectResponse(reader.channel_path(start), 303)

    async def conversation(self, request: Request) -> Response:
        """Show a channel or another conversation."""
        reader = self._reader(request)
        if reader is None:
            return self._nobody()
        channel = self._workspace.channels.get(request.path_params["channel"])
        if channel is None or not reader.knows(channel):
            return self._problem(reader, "No such channel", f"{reader.user.real_name} sees no channel here.")
        if not reader.may_see(channel):
            words = f"{reader.user.real_name} is not in #{channel.name}. Anyone may join it."
            return self._problem(reader, f"#{channel.name}", words, join=channel)
        return await self._show(request, reader, channel)

    async def app(self, request: Request) -> Response:
        """Show the app's home tab, or the conversation with it."""
        reader = self._reader(request)
        if reader is None:
            return self._nobody()
        tab = request.path_params["tab"]
        if tab not in ("home", "messages"):
            return self._problem(reader, "No such tab", "The app has two tabs here: Home and Messages.")
        return await self._show(request, reader, self._app_channel(reader) if tab == "messages" else None)

    async def file(self, request: Request) -> Response:
        """Give a file that this person can see; only pictures open in the browser."""
        reader = self._reader(request)
        file = self._workspace.files.get(request.path_params["file"])
        if reader is None or file is None or file.content is None or not _may_open(reader, file):
            return PlainTextResponse("There is no such file here.", 404)
        kind = "inline" if file.mimetype in PICTURES else "attachment"
        media_type = file.mimetype if file.mimetype in PICTURES else "application/octet-stream"
        disposition = f"{kind}; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, media_type=media_type, headers={"content-disposition": disposition})

    async def live(self, request: Request) -> Response:
        """Tell a page of changes."""
        reader = self._reader(request)
        if reader is None:
            return self._nobody()
        return EventSourceResponse(changes_for(reader), ping=PING_SECONDS)

    async def act(self, request: Request) -> Response:
        """Do something as a person."""
        reader, name = self._reader(request), request.path_params["act"]
        if reader is None or name not in ACTS:
            return PlainTextResponse("There is no such act.", 404)
        async with request.form() as form:
            acting = Acting(self._workspace.person(reader.user.id), reader, form, self._memory)
            answer = await perform(name, acting)
        return JSONResponse(answer.body, answer.status)

    async def permalink(self, request: Request) -> Response:
        """Go to a message as the person one acts as."""
        user = self._workspace.users.get(request.cookies.get(COOKIE, ""))
        if user is None:
            return RedirectResponse("/people", 303)
        reader = Reader(self._workspace, user)
        path = reader.inside(f"{self._workspace.base_url}{request.url.path}")
        if path is None:
            return self._problem(reader, "No such message", f"{user.real_name} sees no message here.")
        return RedirectResponse(path, 303)

    async def story(self, request: Request) -> Response:
        """Move the clock; one step at a time."""
        name = request.path_params["step"]
        if self._controls is None or name not in ("next", *STEPS):
            return PlainTextResponse("There is no such step.", 404)
        if self._moving.locked():
            return JSONResponse({"problem": "The clock is moving already. Please wait until it stops."}, 409)
        async with self._moving:
            said = await step(self._controls, name)
        self._workspace.changes.publish("clock")
        return JSONResponse({"said": said})

    async def _show(self, request: Request, reader: Reader, channel: Channel | None) -> Response:
        query = request.query_params
        spot = Spot(request.url.path, channel, query.get("thread") if channel else None, "all" in query)
        if "x-panes" in request.headers:
            return JSONResponse(await self._screens.panes(reader, spot))
        page = HTMLResponse(await self._screens.page(reader, spot))
        page.set_cookie(COOKIE, reader.user.id, httponly=True, samesite="strict")
        return page

    def _reader(self, request: Request) -> Reader | None:
        user = self._workspace.users.get(request.path_params["user"])
        return Reader(self._workspace, user) if user and not user.is_bot else None

    def _app_channel(self, reader: Reader) -> Channel:
        return self._workspace.direct(reader.user.id, self._workspace.app.bot_user)

    def _nobody(self) -> Response:
        return HTMLResponse(
            self._screens.problem("Nobody by that name", "There is no such person here.", "/people"), 404
        )

    def _problem(self, reader: Reader, heading: str, words: str, join: Channel | None = None) -> Response:
        return HTMLResponse(self._screens.problem(heading, words, reader.home, join, reader.home), 404)


def _may_open(reader: Reader, file: StoredFile) -> bool:
    """Whether a person may open a file: it is in a conversation of theirs, or stands in blocks only."""
    channels = [reader.workspace.channels.get(channel) for channel, _ in file.shared]
    return not channels or any(channel is not None and reader.may_see(channel) for channel in channels)
