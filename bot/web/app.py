"""The web process: Slack's signed requests, and health. Report pages come to stand beside them."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import WaymarkError

Check = Callable[[], Awaitable[None]]


def create_web(slack: Sequence[Route], ready: Check) -> Starlette:
    """Build the app. `slack` is the route of Slack's signed requests (none in Socket Mode); `ready` raises when not."""

    async def alive(request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readiness(request: Request) -> Response:
        try:
            await ready()
        except WaymarkError as problem:
            return JSONResponse({"ready": False, "why": problem.sentence}, status_code=503)
        return JSONResponse({"ready": True})

    return Starlette(routes=[Route("/healthz", alive), Route("/readyz", readiness), *slack])
