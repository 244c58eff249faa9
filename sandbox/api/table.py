"""The table of all methods, and the one way a call goes through it: token, limits, scopes, then the method."""

from sandbox.api import apps, chat, conversations, files, reactions, users, views
from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import Json
from sandbox.workspace import Workspace

METHODS: dict[str, Method] = {
    method.name: method
    for family in (apps, chat, conversations, files, reactions, users, views)
    for method in family.METHODS
}

GENERAL_ERRORS = (
    "not_authed",
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "unknown_method",
    "missing_scope",
    "ratelimited",
    "invalid_arguments",
)
"""Errors any method can answer with."""


def run(workspace: Workspace, name: str, token: str | None, args: Json) -> Json:
    """Run one call and return the body of its answer. Raises `SlackError`."""
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    _check_token(workspace, method, token)
    workspace.limits.call(name, method.tier)
    call = Call(workspace, args)
    for scope in method.scopes:
        call.need(scope)
    return {"ok": True, **method.run(call)}


def _check_token(workspace: Workspace, method: Method, token: str | None) -> None:
    if method.token == "none":  # noqa: S105
        return
    if not token:
        raise SlackError("not_authed")
    right, other = workspace.app.bot_token, workspace.app.app_token
    if method.token == "app":  # noqa: S105
        right, other = other, right
    if token == other:
        raise SlackError("not_allowed_token_type")
    if token != right:
        raise SlackError("invalid_auth")
    if not workspace.app.installed:
        raise SlackError("account_inactive")
