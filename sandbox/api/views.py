"""views.*: modals and home tabs."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call, Method
from sandbox.blocks.view import check_view
from sandbox.errors import SlackError
from sandbox.records import Json, View
from sandbox.shapes import view_json
from sandbox.state import current_state, with_ids


def open_(call: Call) -> Json:
    """views.open."""
    body = _body(call, "modal")
    trigger = call.workspace.triggers.take(call.required("trigger_id"))
    return _shown(call, call.workspace.views.open(trigger.user, body))


def push(call: Call) -> Json:
    """views.push: the trigger must come from inside a modal."""
    body = _body(call, "modal")
    trigger = call.workspace.triggers.take(call.required("trigger_id"))
    if trigger.view_id is None or call.workspace.views.find(view_id=trigger.view_id) is None:
        raise SlackError("invalid_trigger_id")
    return _shown(call, call.workspace.views.push(trigger.user, body))


def update(call: Call) -> Json:
    """views.update, by view_id or external_id."""
    body = _body(call, "modal")
    if not call.text("view_id") and not call.text("external_id"):
        raise SlackError("invalid_arguments", messages=["missing required field: view_id or external_id"])
    view = call.workspace.views.find(view_id=call.text("view_id"), external_id=call.text("external_id"))
    if view is None or view.kind != "modal":
        raise SlackError("not_found")
    _check_hash(call, view)
    return _shown(call, call.workspace.views.update(view, body))


def publish(call: Call) -> Json:
    """views.publish: a person's home tab."""
    user = call.required("user_id")
    body = _body(call, "home")
    if not call.workspace.app.home_tab:
        raise SlackError("not_enabled")
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    view = call.workspace.views.home(user)
    if view is not None:
        _check_hash(call, view)
    elif call.text("hash"):
        raise SlackError("hash_conflict")
    return _shown(call, call.workspace.views.publish(user, body))


def _body(call: Call, surface: str) -> Json:
    view: Any = call.structure("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", messages=["missing required field: view"])
    check_view(view, surface)
    return {**view, "blocks": with_ids(view["blocks"], call.workspace.ids.new("b"))}


def _check_hash(call: Call, view: View) -> None:
    if call.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")


def _shown(call: Call, view: View) -> Json:
    return {"view": view_json(call.workspace, view, current_state(view.blocks, view.values))}


_TRIGGER = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")
_VIEW = ("invalid_arguments", "view_too_large", "duplicate_external_id")
METHODS = (
    Method("views.open", open_, "t4", (), (*_TRIGGER, *_VIEW)),
    Method("views.push", push, "t4", (), (*_TRIGGER, *_VIEW, "push_limit_reached")),
    Method("views.update", update, "t4", (), (*_VIEW, "not_found", "hash_conflict")),
    Method("views.publish", publish, "t4", (), (*_VIEW, "hash_conflict", "not_enabled", "user_not_found")),
)
