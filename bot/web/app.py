"""The web process: Slack's signed requests, health and figures, the privacy notice, and leaders' pages.

`/healthz` says that the process turns, and asks nobody: who restarts it must not do so because the database is away.
`/readyz` says whether it can do its work, each check with what to do, and 503 when one fails. `/metrics` is for
Prometheus. None of them names anybody. Every answer carries the strict headers.
"""

from collections.abc import Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.health.checks import Check, failing
from bot.health.metrics import CONTENT_TYPE, Figures
from bot.health.vitals import Vitals
from bot.web.headers import StrictHeaders
from bot.web.notice import notice_route


class Desk(Protocol):
    """Where it is asked how it stands."""

    async def examine(self) -> tuple[Vitals | None, tuple[Check, ...]]:
        """Measure and check."""
        ...


def create_web(
    slack: Sequence[Route],
    health: Desk,
    registry: CollectorRegistry | None = None,
    *,
    notice: str,
    pages: Sequence[BaseRoute] = (),
) -> Starlette:
    """Build the app. `slack` is the route of Slack's signed requests (none in Socket Mode), `notice` is Markdown, and
    `pages` are the leaders'."""
    figures = Figures(registry or CollectorRegistry())

    async def alive(request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readiness(request: Request) -> Response:
        found = (await health.examine())[1]
        told = [{"name": check.name, "ok": check.ok, "level": check.level, "say": check.say} for check in found]
        return JSONResponse({"ready": not failing(found), "checks": told}, 503 if failing(found) else 200)

    async def metrics(request: Request) -> Response:
        return Response(figures.text(*await health.examine()), media_type=CONTENT_TYPE)

    routes = [Route("/healthz", alive), Route("/readyz", readiness), Route("/metrics", metrics), notice_route(notice)]
    return Starlette(routes=[*routes, *slack, *pages], middleware=[Middleware(StrictHeaders)])
