"""The web process: Slack's signed requests, and health. Report pages come to stand beside them."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import WaymarkError

SlackEndpoint = Callable[[Request], Awaitable[Response]]
Check = Callable[[], Awaitable[None]]


def create_web(slack: SlackEndpoint | None, ready: Check) -> Starlette:
    """Build the app. `slack` answers Slack's signed requests (None in Socket Mode); `ready` raises when not ready."""

    async def alive(request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readiness(request: Request) -> Response:
        try:
            await ready()
        except WaymarkError as problem:
            return JSONResponse({"ready": False, "why": problem.sentence}, status_code=503)
        return JSONResponse({"ready": True})

    routes = [Route("/healthz", alive), Route("/readyz", readiness)]
    if slack is not None:
        routes.append(Route("/slack/events", slack, methods=["POST"]))
    return Starlette(routes=routes)
