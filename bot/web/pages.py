"""`/page`: a leader's page. A signed link opens a visit, which is a cookie; the page itself has a clean address.

A browser that was led here by a person exchanges the link at once. Whatever else asks for the address (a preview, a
scanner, an old browser) gets a page with one button: what only looks is given no visit and no figures, nor is HEAD.
Every address here is relative, so that a proxy may put the pages under a folder of its own.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.content.pages import Pages
from bot.content.texts import Texts
from bot.errors import AskAgain, WaymarkError
from bot.insight.publishing import Level, one_breakdown
from bot.pages.desk import PATH, PageDesk
from bot.pages.links import VISIT_LIFE, LinkOver, LinkRefused, VisitOver
from bot.web.headers import NOTHING, StrictHeaders

COOKIE = "waymark_page"
MOST = 4096
"""Bytes of a form with a link: nobody fills our memory with another one."""
STATUS: Mapping[type[WaymarkError], int] = {VisitOver: 401, LinkRefused: 403, LinkOver: 410}
Answer = Callable[[Request], Awaitable[Response]]


class LeadersPages:
    """The routes of the page, over the desk that knows and the templates that say."""

    def __init__(self, desk: PageDesk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages
        here = Path(__file__).parent
        self._style = "".join((here / name).read_text(encoding="utf-8") for name in ("page.css", "leader.css"))
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        own_forms = NOTHING.replace("form-action 'none'", "form-action 'self'")
        self._policy = f"{own_forms}; style-src 'sha256-{digest}'"

    def mount(self) -> Mount:
        """Build the routes, with the strict headers on each answer."""
        routes = [
            Route("/open", self._told(self._arrive), methods=["GET"]),
            Route("/open", self._told(self._open), methods=["POST"]),
            Route("/", self._told(self._show), methods=["GET"]),
        ]
        return Mount(PATH, routes=routes, middleware=[Middleware(StrictHeaders)])

    # --- from a link to a visit --------------------------------------------------------------------------------------

    async def _arrive(self, request: Request) -> Response:
        token = request.query_params.get("link", "")
        visit = await self._desk.open(token)
        if request.method == "HEAD" or not _is_led_here(request):
            return self._page("open", {"link": token})
        return self._visiting(visit)

    async def _open(self, request: Request) -> Response:
        if not 0 < int(request.headers.get("content-length") or 0) <= MOST:
            raise LinkRefused
        form = await request.form()
        return self._visiting(await self._desk.open(str(form.get("link", ""))))

    def _visiting(self, visit: str) -> Response:
        """Give the visit to the browser, and lead it to the clean address: the link stays in no address bar."""
        answer = RedirectResponse("./", status_code=303)
        base = urlsplit(self._desk.address)
        answer.set_cookie(
            COOKIE,
            visit,
            max_age=VISIT_LIFE,
            path=f"{base.path}{PATH}",
            secure=base.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    # --- the page ----------------------------------------------------------------------------------------------------

    async def _show(self, request: Request) -> Response:
        page = await self._desk.page(request.cookies.get(COOKIE, ""), _level(request))
        return self._page("leader", {"page": page}, zone=page.zone)

    def _page(self, name: str, facts: Mapping[str, Any], status: int = 200, zone: str = "UTC") -> Response:
        said = self._pages.render(name, {**facts, "style": self._style}, zone=zone)
        return HTMLResponse(said, status, headers={"content-security-policy": self._policy})

    def _told(self, answer: Answer) -> Answer:
        """Answer; what does not work is a page in words, that says the same whatever was not theirs."""

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except AskAgain as problem:
                status = STATUS.get(type(problem), 400)
                return self._page("refused", {"sentence": problem.sentence, "back": status == 400}, status)

        return told


def leaders_pages(desk: PageDesk, content: Path, texts: Texts) -> Mount:
    """Build the page's routes with the templates under a folder of content."""
    return LeadersPages(desk, Pages(content / "pages", texts)).mount()


def _is_led_here(request: Request) -> bool:
    """Whether a browser says that a person's tap leads it here, and that it is not only looking ahead."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and "sec-purpose" not in headers and "purpose" not in headers


def _level(request: Request) -> Level:
    """The one breakdown that is asked for. Raises `StackedBreakdown` for two, `AskAgain` for one that is none."""
    try:
        return one_breakdown([Level(value) for value in request.query_params.getlist("by")])
    except ValueError as unknown:
        raise AskAgain("There is no such breakdown. Choose one of those on the page.") from unknown
