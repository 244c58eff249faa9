"""Faults for people: a page behind the curtain where bad luck is set, seen and ended. Plain forms, no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.api.table import METHODS
from sandbox.client.addresses import Address, acting
from sandbox.client.screens import Screens
from sandbox.faults import CALL_FAULTS, MEANINGS, Fault
from sandbox.faults_read import FaultProblem, read_fault
from sandbox.workspace import Workspace

PATH = "/behind/faults"
PERCENT = "percent"
USUAL = {"kind": "500_after", "method": "chat.postMessage", PERCENT: "100", "times": "1", "seconds": "2", "error": ""}
"""What the form proposes."""
TOLD = ("message", "reaction_added", "app_home_opened", "block_actions", "view_submission", "slash_commands")
"""What the app may be told of, offered beside the methods."""


@dataclass(frozen=True)
class Shown:
    """A rule as the page says it."""

    number: int
    what: str
    meaning: str
    chance: str
    count: str
    is_spent: bool


class FaultsPage:
    """The page and its three forms."""

    def __init__(self, workspace: Workspace, screens: Screens) -> None:
        self._workspace = workspace
        self._screens = screens

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address(PATH, self.page)
        yield Address(PATH, self.add, "POST")
        yield Address(f"{PATH}/clear", self.clear, "POST")
        yield Address(f"{PATH}/{{number:int}}/remove", self.remove, "POST")

    async def page(self, request: Request) -> Response:
        """Show the rules and the form."""
        return HTMLResponse(self._drawn(request))

    async def add(self, request: Request) -> Response:
        """Add the rule of the form; what is wrong with it is said above it, and what was typed stays."""
        async with request.form() as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            fault = self._workspace.faults.put(_fault(fields))
        except FaultProblem as problem:
            return HTMLResponse(self._drawn(request, fields, str(problem)), 422)
        self._workspace.journal.add("note", note="faults", said=f"set: {fault.kind} for {fault.method}")
        return RedirectResponse(f"{PATH}#set", 303)

    async def remove(self, request: Request) -> Response:
        """Take one rule away."""
        if self._workspace.faults.remove(request.path_params["number"]):
            self._workspace.journal.add("note", note="faults", said="one taken away")
        return RedirectResponse(f"{PATH}#set", 303)

    async def clear(self, request: Request) -> Response:
        """Take all rules away."""
        self._workspace.faults.clear()
        self._workspace.journal.add("note", note="faults", said="all taken away")
        return RedirectResponse(f"{PATH}#set", 303)

    def _drawn(self, request: Request, fields: Mapping[str, str] | None = None, problem: str = "") -> str:
        faults = self._workspace.faults
        return self._screens.sheet(
            "faults.html",
            acting(self._workspace, request),
            rules=[_shown(rule) for rule in faults.rules],
            struck=faults.struck.most_common(),
            meanings=MEANINGS,
            kinds_of_calls=[kind for kind in MEANINGS if kind in CALL_FAULTS],
            kinds_of_deliveries=[kind for kind in MEANINGS if kind not in CALL_FAULTS],
            names=["*", *METHODS, *TOLD],
            fields={**USUAL, **(fields or {})},
            problem=problem,
        )


def _fault(fields: Mapping[str, str]) -> Fault:
    """Read the form: chance in percent, as people say it."""
    percent = fields.get(PERCENT, "").strip()
    try:
        probability = float(percent or 100) / 100
    except ValueError:
        raise FaultProblem(f"The chance must be a number from 1 to 100, not “{percent}”.") from None
    if not 0 < probability <= 1:
        raise FaultProblem(f"The chance must be a number from 1 to 100, not “{percent}”.")
    rest = {name: value for name, value in fields.items() if name != PERCENT}
    return read_fault({**rest, "probability": probability})


def _shown(rule: Fault) -> Shown:
    meaning = MEANINGS[rule.kind]
    seconds = "1 second" if rule.seconds == 1 else f"{rule.seconds:g} seconds"
    meaning = meaning.replace("how many seconds", seconds).replace("so many seconds", seconds)
    if rule.kind in ("error", "error_after"):
        meaning = meaning.replace("An error word", f"The error word “{rule.error}”")
    chance = "each time" if rule.probability == 1 else f"{rule.probability:.3%}".rstrip("0%").rstrip(".") + " in 100"
    count = f"struck {rule.taken} of {rule.times} times" if rule.times else f"struck {rule.taken} times, no end"
    return Shown(rule.number, rule.method, meaning, chance, count, rule.is_spent)
