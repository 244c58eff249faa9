"""Faults for programs, as JSON: `GET /faults` lists them, `POST /faults` adds, `DELETE /faults[/<number>]` takes away.

What is posted is one fault, a list of them, or ``{"seed": …, "faults": […]}`` (see `faults_read`). Guarded as all
of the client is: what changes anything carries an ``Origin`` that is this host.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.client.addresses import Address
from sandbox.faults_read import FaultProblem, as_json, read_plan
from sandbox.workspace import Workspace


class FaultsApi:
    """Answers programs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def addresses(self) -> Iterator[Address]:
        """Give the addresses with what answers there."""
        yield Address("/faults", self.all)
        yield Address("/faults", self.add, "POST")
        yield Address("/faults", self.clear, "DELETE")
        yield Address("/faults/{number:int}", self.remove, "DELETE")

    async def all(self, request: Request) -> Response:
        """List the rules, with how often each has struck."""
        return JSONResponse(as_json(self._workspace.faults))

    async def add(self, request: Request) -> Response:
        """Add what was posted; all of it or nothing."""
        try:
            plan = read_plan(await request.json())
        except FaultProblem as problem:
            return JSONResponse({"problem": str(problem)}, 422)
        except ValueError:
            return JSONResponse({"problem": "This is not JSON."}, 422)
        plan.begin(self._workspace.faults)
        said = ", ".join(f"{fault.kind} for {fault.method}" for fault in plan.faults)
        self._workspace.journal.add("note", note="faults", said=f"set: {said or 'nothing'}")
        return JSONResponse(as_json(self._workspace.faults), 201)

    async def remove(self, request: Request) -> Response:
        """Take one rule away."""
        if not self._workspace.faults.remove(request.path_params["number"]):
            return JSONResponse({"problem": "There is no fault of that number."}, 404)
        self._workspace.journal.add("note", note="faults", said="one taken away")
        return JSONResponse(as_json(self._workspace.faults))

    async def clear(self, request: Request) -> Response:
        """Take all rules away."""
        self._workspace.faults.clear()
        self._workspace.journal.add("note", note="faults", said="all taken away")
        return JSONResponse(as_json(self._workspace.faults))
