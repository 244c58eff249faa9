"""`/page` and `/report`: what a leader reads. A signed link opens a visit, which is a cookie, and a clean address.

A browser that was led here by a person exchanges the link at once. Whatever else asks for the address (a preview, a
scanner, an old browser) gets a page with one button: what only looks is given no visit and no figures, nor is HEAD.
Every address here is relative, so that a proxy may put the pages under a folder of its own.
"""

import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.content.drawings import Drawings
from bot.content.pages import Pages
from bot.content.spreadsheet import Sheet, as_csv, as_xlsx
from bot.content.texts import Texts
from bot.digests.charts.chosen import Chart, charts_of
from bot.digests.charts.then_and_now import then_and_now
from bot.errors import AskAgain, OurFault, TryLater, WaymarkError
from bot.insight.publishing import Level, one_breakdown
from bot.pages.desk import PageDesk, path_of
from bot.pages.facts import LeadersPage
from bot.pages.groups import groups_of
from bot.pages.links import VISIT_LIFE, LinkOver, LinkRefused, Purpose, VisitOver
from bot.pages.report import report_facts
from bot.pages.report_sheets import sheets_of_report
from bot.pages.sheets import sheets_of_page
from bot.pages.then_and_now import MOST_DRAWN, AskedTwice
from bot.web.headers import StrictHeaders, with_own_style

LOG = structlog.get_logger("web")
STATUS: Mapping[type[WaymarkError], int] = {VisitOver: 401, LinkRefused: 403, LinkOver: 410}
MOST = 4096
"""Bytes of a form: nobody fills our memory with one."""
LONGEST_SEARCH = 100
"""Characters, as in Slack."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Dress:
    """The templates, and the style that all pages have, with the policy that allows this style and no other."""

    pages: Pages
    texts: Texts
    drawings: Drawings
    style: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, content: Path, texts: Texts) -> "Dress":
        """Read the style once."""
        here = Path(__file__).parent
        style = "".join((here / name).read_text(encoding="utf-8") for name in ("page.css", "leader.css"))
        pages, drawings = Pages(content / "pages", texts), Drawings(content / "charts", texts)
        return cls(pages, texts, drawings, style, with_own_style(style, forms=True))

    def page(
        self, name: str, facts: Mapping[str, Any], status: int = 200, *, language: str = "en", zone: str = "UTC"
    ) -> Response:
        """Render a page as an answer."""
        drawn = {"drawn": partial(self._drawn, language), "drawn_again": partial(self._drawn_again, language)}
        known = {**facts, "style": self.style, "most_drawn": MOST_DRAWN, "label": self.texts.labels(language), **drawn}
        return HTMLResponse(self.pages.render(name, known, language=language, zone=zone), status, headers=self.headers)

    def _drawn(self, language: str, page: LeadersPage) -> list[tuple[str, Markup]]:
        """The charts of a breakdown, each with its title."""
        return self._drawings(language, charts_of(groups_of(page.areas, self._nameless(language, page))))

    def _drawn_again(self, language: str, page: LeadersPage, asked: AskedTwice) -> list[tuple[str, Markup]]:
        """The same of a question that was asked twice; none where of no group both may be shown."""
        chart = then_and_now(asked.pairs(self._nameless(language, page)))
        return self._drawings(language, [] if chart is None else [chart])

    def _drawings(self, language: str, charts: Iterable[Chart]) -> list[tuple[str, Markup]]:
        """The templates of drawings have escaped what is in them."""
        drawn = [self.drawings.draw(chart, language) for chart in charts]
        return [(drawing.title, Markup(drawing.svg)) for drawing in drawn]  # noqa: S704 - escaped where it is drawn

    def _nameless(self, language: str, page: LeadersPage) -> str:
        return self.texts.labels(language)[f"chart.nameless.{page.level}"]


@dataclass(frozen=True)
class Named:
    """Tables by their names in an address; what a file of all of them is called, and how that of one begins."""

    whole: str
    begins: str
    tables: Mapping[str, Sheet]

    def file(self, table: str) -> str:
        """What the file of one table is called: of a page's figures it says by what they are."""
        return self.whole if table == "figures" else f"{self.begins}-{table}"


class LeadersPages:
    """The routes of one purpose, over the desk that knows and the templates that say."""

    def __init__(self, desk: PageDesk, dress: Dress, purpose: Purpose) -> None:
        self._desk = desk
        self._dress = dress
        self._purpose = purpose
        self._cookie = f"waymark_{purpose.value}"

    def mount(self) -> Mount:
        """Build the routes, with the strict headers on each answer."""
        routes = [
            Route("/open", self._told(self._arrive), methods=["GET"]),
            Route("/open", self._told(self._open), methods=["POST"]),
            Route("/close", self._told(self._close), methods=["POST"]),
            Route("/{table}.csv", self._told(self._csv), methods=["GET"]),
            Route("/tables.xlsx", self._told(self._xlsx), methods=["GET"]),
            Route("/", self._told(self._report if self._purpose is Purpose.REPORT else self._show), methods=["GET"]),
        ]
        return Mount(path_of(self._purpose), routes=routes, middleware=[Middleware(StrictHeaders)])

    # --- a visit begins and ends -------------------------------------------------------------------------------------

    async def _arrive(self, request: Request) -> Response:
        token = request.query_params.get("link", "")
        visit = await self._desk.open(token, self._purpose)
        if request.method == "HEAD" or not _is_led_here(request):
            return self._dress.page("open", {"link": token})
        return self._visiting(visit)

    async def _open(self, request: Request) -> Response:
        return self._visiting(await self._desk.open(await _field(request, "link"), self._purpose))

    def _visiting(self, visit: str) -> Response:
        """Give the visit to the browser, and lead it to the clean address: the link stays in no address bar."""
        answer, base = RedirectResponse("./", status_code=303), urlsplit(self._desk.address)
        answer.set_cookie(
            self._cookie,
            visit,
            max_age=VISIT_LIFE,
            path=self._path,
            secure=base.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _close(self, request: Request) -> Response:
        self._desk.check_form(self._visit(request), await _field(request, "key"))
        answer = self._dress.page("closed", {})
        answer.delete_cookie(self._cookie, path=self._path)
        return answer

    @property
    def _path(self) -> str:
        return f"{urlsplit(self._desk.address).path}{path_of(self._purpose)}"

    def _visit(self, request: Request) -> str:
        return request.cookies.get(self._cookie, "")

    # --- what a visit shows ------------------------------------------------------------------------------------------

    async def _show(self, request: Request) -> Response:
        visit = self._visit(request)
        page = await self._desk.page(visit, self._purpose, _level(request), _wanted(request))
        return self._dressed("leader", {"page": page}, visit)

    async def _report(self, request: Request) -> Response:
        visit = self._visit(request)
        parts = await self._desk.report(visit)
        return self._dressed("report", {**report_facts(parts), "tables": list(sheets_of_report(parts))}, visit)

    def _dressed(self, name: str, facts: Mapping[str, Any], visit: str) -> Response:
        page = facts["page"]
        known = {**facts, "form_key": self._desk.form_key(visit)}
        return self._dress.page(name, known, language=page.language, zone=page.zone)

    async def _csv(self, request: Request) -> Response:
        named, name = await self._tables(request), request.path_params["table"]
        if name not in named.tables:
            raise AskAgain("There is no such file. Choose one of those on the page.")
        return _file(as_csv(named.tables[name]), "text/csv; charset=utf-8", f"{named.file(name)}.csv")

    async def _xlsx(self, request: Request) -> Response:
        named = await self._tables(request)
        return _file(as_xlsx(named.tables.values()), XLSX, f"{named.whole}.xlsx")

    async def _tables(self, request: Request) -> Named:
        """What this page or report shows as tables, and what a file of it is called."""
        visit = self._visit(request)
        if self._purpose is Purpose.REPORT:
            return Named("waymark-report", "waymark-report", sheets_of_report(await self._desk.report(visit)))
        page = await self._desk.page(visit, self._purpose, _level(request))
        return Named(f"waymark-by-{page.level}", "waymark", sheets_of_page(page))

    def _told(self, answer: Answer) -> Answer:
        """Answer; what does not work is a page in words, that says the same whatever was not theirs."""

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except AskAgain as problem:
                status = STATUS.get(type(problem), 400)
                return self._dress.page("refused", {"sentence": problem.sentence, "back": status == 400}, status)
            except TryLater as problem:
                return self._dress.page("refused", {"sentence": problem.sentence, "back": True}, 503)
            except Exception as problem:  # noqa: BLE001 - its message may hold people's words, which no log may have
                _note(problem)
                return self._dress.page("refused", {"sentence": OurFault().sentence, "back": True}, 500)

        return told


def _note(problem: Exception) -> None:
    """Log what broke and where, without its message."""
    frames = traceback.extract_tb(problem.__traceback__)[-8:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    LOG.error("page_failed", error=type(problem).__name__, at=places)


def leaders_pages(desk: PageDesk, content: Path, texts: Texts) -> list[Mount]:
    """Build the routes of every purpose, with the templates under a folder of content."""
    dress = Dress.of(content, texts)
    return [LeadersPages(desk, dress, purpose).mount() for purpose in Purpose]


def _is_led_here(request: Request) -> bool:
    """Whether a browser says that a person's tap leads it here, and that it is not only looking ahead."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and "sec-purpose" not in headers and "purpose" not in headers


async def _field(request: Request, name: str) -> str:
    """Read one field of a small form. Raises `LinkRefused` for a form that is none of ours."""
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > MOST:
        raise LinkRefused
    form = await request.form(max_files=0, max_fields=4)
    return str(form.get(name, ""))


def _wanted(request: Request) -> str:
    """The words that are looked for among what was learned."""
    return " ".join(request.query_params.get("find", "").split())[:LONGEST_SEARCH]


def _level(request: Request) -> Level:
    """The one breakdown that is asked for. Raises `StackedBreakdown` for two, `AskAgain` for one that is none."""
    try:
        return one_breakdown([Level(value) for value in request.query_params.getlist("by")])
    except ValueError as unknown:
        raise AskAgain("There is no such breakdown. Choose one of those on the page.") from unknown


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
