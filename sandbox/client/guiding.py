"""The addresses of the guided path: beginning it, hiding it, skipping a step, and what to try after it."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.client.addresses import Address, acting
from sandbox.client.guide import Guide, Progress, ended, step_path
from sandbox.client.screens import Screens
from sandbox.workspace import Workspace


class Guiding:
    """Answers what a visitor does with the path itself."""

    def __init__(self, workspace: Workspace, guide: Guide, progress: Progress, screens: Screens) -> None:
        self._workspace = workspace
        self._guide = guide
        self._progress = progress
        self._screens = screens

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address("/guide/begin", self.begin, "POST")
        yield Address("/guide/{act}", self.act, "POST")
        yield Address("/try", self.ideas)

    async def begin(self, request: Request) -> Response:
        """Show the path, and go to its first open step."""
        self._progress.show()
        steps = await self._guide.steps()
        first = next((step for step in steps if not step.done), steps[0])
        return RedirectResponse(step_path(first), 303)

    async def act(self, request: Request) -> Response:
        """Show the path, hide it, skip the step it is at, or close the note at the story's end."""
        name = request.path_params["act"]
        if name == "close":
            self._progress.ending_hidden = True
            said = "The note is closed. You find its links under What to try."
        elif name == "show":
            self._progress.show(asked=True)
            said = "The guide is open."
        elif name == "hide":
            self._progress.hide()
            said = "The guide is hidden. You find it in the menu."
        elif name == "skip":
            async with request.form() as form:
                self._progress.skipped.add(str(form.get("step", "")))
            said = "Skipped."
        elif name == "again":
            self._progress.skipped.clear()
            said = "Skipped steps are open again."
        else:
            return PlainTextResponse("The guide does no such thing.", 404)
        return JSONResponse({"said": said})

    async def ideas(self, request: Request) -> Response:
        """Show what to try next, by role. Whoever comes here has read the end of the path."""
        if self._progress.told is not None:
            self._progress.hide()
        reader = acting(self._workspace, request)
        groups = [
            (
                group.role,
                [(idea, step_path(idea), self._workspace.users[idea.person].real_name) for idea in group.ideas],
            )
            for group in await self._guide.ideas()
        ]
        over = await self._guide.over()
        end = ended(over, reader) if over and reader else None
        return HTMLResponse(self._screens.sheet("try.html", reader, groups=groups, end=end, note=self._guide.note))
