"""Modals, the home tab and the app itself: opening, filling in, submitting, closing, removing.

Slack's client checks the inputs before it sends them (required, lengths, addresses, numbers); so does `submit`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.blocks.view import check_view
from sandbox.errors import AppAnsweredBadly, AppFailed, PersonError, SlackError
from sandbox.people.actor import Actor
from sandbox.people.fill import fill
from sandbox.records import Json, View
from sandbox.shapes import view_json
from sandbox.state import MANY, STATE_KEYS, current_state, elements, with_ids

SubmitKind = Literal["closed", "errors", "updated", "pushed", "cleared"]


@dataclass(frozen=True)
class SubmitResult:
    """What a person sees after submitting.

    The errors by block id, or the view now in front (None when all are closed).
    """

    kind: SubmitKind
    errors: dict[str, str] = field(default_factory=dict)
    view: View | None = None


class Modals(Actor):
    """What a person does with views."""

    async def open_home(self, tab: str = "home") -> View | None:
        """Open the app's home tab (or its ``messages`` tab); the app is told, and may publish a moment later."""
        channel = self.workspace.direct(self.id, self.workspace.app.bot_user)
        view = self.workspace.views.home(self.id)
        shown = view_json(self.workspace, view, current_state(view.blocks, view.values)) if view else None
        self._note("open_home", tab=tab)
        await self._settle(self.workspace.events.home_opened(self.id, channel, shown, tab))
        return self.workspace.views.home(self.id)

    async def remove_app(self) -> None:
        """Take the app out of the workspace: it is told, and its tokens are refused from then on."""
        self._note("remove_app")
        self.workspace.app.installed = False
        await self._settle(self.workspace.events.uninstalled())

    async def wait_for_home(self, *, other_than: str | None = None, timeout: float = 5.0) -> View | None:
        """Wait until the home tab is published, with a hash other than the given one."""

        def look() -> View | None:
            view = self.workspace.views.home(self.id)
            return view if view and view.hash != other_than else None

        return await self.workspace.changes.wait_for(look, timeout)

    async def open_modal(self, timeout: float = 5.0, *, other_than: str | None = None) -> View | None:
        """Wait until a modal is in front of this person (with a hash other than the given one)."""

        def look() -> View | None:
            view = self.workspace.views.top(self.id)
            return view if view and view.hash != other_than else None

        return await self.workspace.changes.wait_for(look, timeout)

    async def submit(self, view_id: str, values: Mapping[str, Any] | None = None) -> SubmitResult:
        """Submit the modal in front.

        `values` is what `fill` returns, or its simple keys and values. Raises `PersonError` when the modal is not in
        front, and `AppFailed` when the app does not answer or answers what Slack would not accept.
        """
        view = self._front(view_id)
        view.values = self._states(view, values or {})
        self._note("submit", view=view.id, callback_id=view.body.get("callback_id"), values=view.values)
        problems = client_problems(view)
        if problems:
            return SubmitResult("errors", problems, view)
        outcome = await self.workspace.interactions.submission(self.id, view)
        return self._respond(view, outcome.answer if isinstance(outcome.answer, dict) else {})

    async def close(self, view_id: str, *, all_views: bool = False) -> None:
        """Close the modal in front; the app is told if the view asked for it."""
        view = self._front(view_id)
        self._note("close", view=view.id)
        cleared = all_views or bool(view.body.get("clear_on_close"))
        gone = self.workspace.views.stack(self.id) if cleared else [view]
        for one in reversed(gone):
            self.workspace.views.close(one)
        for one in reversed(gone):
            if one.body.get("notify_on_close"):
                await self.workspace.interactions.closed(self.id, one, is_cleared=cleared)

    async def suggestions(self, view_id: str, action_id: str, typed: str) -> list[Json]:
        """Type into an external select and return the options the app offers."""
        view = self._front(view_id)
        block = next((block for block, element in elements(view.blocks) if element["action_id"] == action_id), None)
        if block is None:
            raise PersonError(f"The view has no element {action_id}.")
        outcome = await self.workspace.interactions.suggestion(self.id, block["block_id"], action_id, typed, view)
        answer = outcome.answer if isinstance(outcome.answer, dict) else {}
        groups = [group["options"] for group in answer.get("option_groups", [])]
        return [*answer.get("options", []), *(option for options in groups for option in options)]

    def _front(self, view_id: str) -> View:
        view = self.workspace.views.top(self.id)
        if view is None or view.id != view_id:
            raise PersonError(f"{self.user.name} does not have the modal {view_id} in front.")
        return view

    def _states(self, view: View, values: Mapping[str, Any]) -> dict[str, Json]:
        if values and all(_is_state_map(value) for value in values.values()):
            given = {(block_id, action_id) for block_id, actions in values.items() for action_id in actions}
            there = {(block["block_id"], element["action_id"]) for block, element in elements(view.blocks)}
            if given - there:
                raise PersonError(f"The view has no inputs {sorted(given - there)}.")
            state = current_state(view.blocks, view.values)
            for block_id, actions in values.items():
                state[block_id] = {**state.get(block_id, {}), **actions}
            return state
        return fill(view, values)

    def _respond(self, view: View, answer: Json) -> SubmitResult:
        action = answer.get("response_action")
        try:
            if action is None:
                return self._closed(view)
            if action == "errors":
                return SubmitResult("errors", self._error_texts(view, answer), view)
            if action == "clear":
                self.workspace.views.clear(self.id)
                return SubmitResult("cleared")
            return self._shown(view, str(action), answer)
        except AppFailed as failure:
            self._note("bad_answer", view=view.id, why=str(failure), answer=answer)
            raise

    def _closed(self, view: View) -> SubmitResult:
        self.workspace.views.close(view)
        return SubmitResult("closed", view=self.workspace.views.top(self.id))

    def _error_texts(self, view: View, answer: Json) -> dict[str, str]:
        errors = answer.get("errors")
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise AppAnsweredBadly("response_action errors came without errors")
        if not set(errors) <= inputs:
            raise AppAnsweredBadly(f"errors for blocks that are no inputs: {sorted(set(errors) - inputs)}")
        return {str(block_id): str(text) for block_id, text in errors.items()}

    def _shown(self, view: View, action: str, answer: Json) -> SubmitResult:
        body = answer.get("view")
        if action not in ("update", "push") or not isinstance(body, dict):
            raise AppAnsweredBadly(f"unknown or incomplete response_action {action}")
        try:
            check_view(body, "modal")
            body = {**body, "blocks": with_ids(body["blocks"], self.workspace.ids.new("b"))}
            views = self.workspace.views
            shown = views.update(view, body) if action == "update" else views.push(self.id, body)
        except SlackError as error:
            raise AppAnsweredBadly(f"{error.code}: {error.messages}") from error
        return SubmitResult("updated" if action == "update" else "pushed", view=shown)


def client_problems(view: View) -> dict[str, str]:
    """Return what Slack's client itself would say about the inputs, by block id, before it sends anything."""
    problems: dict[str, str] = {}
    state = current_state(view.blocks, view.values)
    for block, element in elements(view.blocks):
        if block["type"] != "input" or element["type"] not in STATE_KEYS:
            continue
        value = state[block["block_id"]][element["action_id"]][STATE_KEYS[element["type"]][0]]
        problem = _problem(block, element, value)
        if problem:
            problems[block["block_id"]] = problem
    return problems


def _problem(block: Json, element: Json, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    kind = element["type"]
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_problem(element, value)
    if kind == "plain_text_input" and len(value) > element.get("max_length", 3000):
        return f"Must be {element.get('max_length', 3000)} characters or fewer."
    if kind == "plain_text_input" and len(value) < element.get("min_length", 0):
        return f"Must be {element['min_length']} characters or more."
    if kind in MANY and len(value) > element.get("max_selected_items", 1000):
        return f"Choose {element['max_selected_items']} or fewer."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    low, high = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return None if low <= float(value) <= high else "The number is out of range."


def _is_state_map(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(one, dict) and "type" in one for one in value.values())
    )
