"""The client's addresses.

`/` who to be; `/as/<user>/…` what that person sees; `/as/<user>/act/<act>` what they do; `/as/<user>/live` what
changes; `/archives/…` messages by their own address. `/story/…` and `/calendar` are in `telling.py`, `/guide/…` and
`/try` in `guiding.py`, `/behind` in `curtain.py`, `/behind/faults` in `faults_page.py` and `/faults` in
`faults_api.py`. The acting person is part of the address, so that two tabs can be two people; a cookie remembers the
last one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import quote

from sse_starlette.sse import EventSourceResponse
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.client.acts import ACTS, Acting, perform
from sandbox.client.addresses import COOKIE, Address, acting
from sandbox.client.curtain import Curtain
from sandbox.client.faults_api import FaultsApi
from sandbox.client.faults_page import FaultsPage
from sandbox.client.guard import Guard
from sandbox.client.guide import Guide, Progress
from sandbox.client.guiding import Guiding
from sandbox.client.ledger import Ledger
from sandbox.client.live import PING_SECONDS, changes_for
from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.client.screens import Screens, Spot
from sandbox.client.story import StoryControls
from sandbox.client.telling import Telling
from sandbox.client.timeline import PICTURES
from sandbox.records import Channel, StoredFile
from sandbox.workspace import Workspace


def routes(
    workspace: Workspace,
    story_controls: StoryControls | None = None,
    *,
    guide: Guide | None = None,
    ledger: Ledger | None = None,
    hosts: Collection[str] = (),
) -> list[BaseRoute]:
    """Return the client's routes, for `serve(workspace, routes=…)`.

    Without `story_controls` there is no clock bar, without `guide` no guided path, without `ledger` nothing of the
    app's own ledger. `hosts` are names this server may be called by besides those of this machine.
    """
    memory, progress = Memory(), Progress()
    screens = Screens(workspace, memory, story_controls, guide, progress)
    addresses = [*_Pages(workspace, screens, memory, guide, progress).addresses()]
    addresses += Curtain(workspace, ledger, screens).addresses()
    addresses += [*FaultsPage(workspace, screens).addresses(), *FaultsApi(workspace).addresses()]
    if story_controls is not None:
        addresses += Telling(workspace, story_controls, screens).addresses()
    if guide is not None:
        addresses += Guiding(workspace, guide, progress, screens).addresses()
    guard = [Middleware(Guard, hosts=hosts)]
    files = StaticFiles(directory=Path(__file__).parent / "static")
    return [
        *(Route(one.path, one.answer, methods=[one.method], middleware=guard) for one in addresses),
        Mount("/client", files, middleware=guard),
    ]


class _Pages:
    def __init__(
        self, workspace: Workspace, screens: Screens, memory: Memory, guide: Guide | None, progress: Progress
    ) -> None:
        self._workspace = workspace
        self._screens = screens
        self._memory = memory
        self._guide = guide
        self._progress = progress

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address("/", self.start)
        yield Address("/people", self.people)
        yield Address("/as/{user}", self.first)
        yield Address("/as/{user}/in/{channel}", self.conversation)
        yield Address("/as/{user}/app/{tab}", self.app)
        yield Address("/as/{user}/file/{file}/{name}", self.file)
        yield Address("/as/{user}/live", self.live)
        yield Address("/as/{user}/act/{act}", self.act, "POST")
        yield Address("/archives/{channel}/{message}", self.permalink)

    async def start(self, request: Request) -> Response:
        """Go on as whoever one was; whoever comes to this story for the first time is welcomed."""
        known = acting(self._workspace, request)
        if known and (self._guide is None or self._progress.welcomed):
            return RedirectResponse(known.home, 303)
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
        reader = acting(self._workspace, request)
        if reader is None:
            return RedirectResponse("/people", 303)
        path = reader.inside(f"{self._workspace.base_url}{request.url.path}")
        if path is None:
            return self._problem(reader, "No such message", f"{reader.user.real_name} sees no message here.")
        return RedirectResponse(path, 303)

    async def _show(self, request: Request, reader: Reader, channel: Channel | None) -> Response:
        query = request.query_params
        following = request.headers.get("x-panes") == "follow"
        thread = query.get("thread") if channel else None
        spot = Spot(request.url.path, channel, thread, "all" in query, arriving=not following)
        # A page that only follows what changes may be of the story before a fresh start: that is no visit.
        self._progress.welcomed |= not following
        if self._guide:
            self._guide.visited(reader.user.id, spot.path.removeprefix(f"{reader.home}/"))
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
