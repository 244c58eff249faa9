"""What the bot asks of Slack, read from its source: the Web API methods it calls and the events it listens to.

The scopes that each needs are Slack's, from the pages of its methods and events; for conversations only the kinds that
the bot works with are listed (public and private channels, and direct messages with one person).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator

from slack_sdk.web.async_client import AsyncWebClient

_READ = frozenset({"channels:read", "groups:read"})
_HISTORY = frozenset({"channels:history", "groups:history", "im:history"})
_NONE: frozenset[str] = frozenset()

METHOD_SCOPES: dict[str, frozenset[str]] = {
    "apps.connections.open": _NONE,  # connections:write, of the app-level token
    "auth.test": _NONE,
    "bots.info": frozenset({"users:read"}),
    "chat.delete": frozenset({"chat:write"}),
    "chat.getPermalink": _NONE,
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": _HISTORY,
    "dnd.info": frozenset({"dnd:read"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "reactions.add": frozenset({"reactions:write"}),
    "reactions.get": frozenset({"reactions:read"}),
    "reactions.remove": frozenset({"reactions:write"}),
    "team.info": frozenset({"team:read"}),
    "users.conversations": _READ,
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": _NONE,
    "views.publish": _NONE,
    "views.push": _NONE,
    "views.update": _NONE,
}
EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_home_opened": _NONE,
    "app_uninstalled": _NONE,
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "member_joined_channel": _READ,
    "member_left_channel": _READ,
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "tokens_revoked": _NONE,
}
# Bolt's shorthands in listeners, and what they call.
SHORTHANDS = {"say": "chat.postMessage"}
_CLIENT_METHODS = {
    name: name.replace("_", ".")
    for name, _ in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction)
    if "_" in name and not name.startswith("_") and name != "api_call"
}


def methods_called(trees: Iterable[ast.Module]) -> set[str]:
    """Slack's names of the Web API methods that the modules call, by the client's methods or by `api_call`."""
    return {name for tree in trees for node in ast.walk(tree) for name in _methods_at(node)}


def _methods_at(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in _CLIENT_METHODS:
        yield _CLIENT_METHODS[node.attr]
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if isinstance(node.func, ast.Name) and called in SHORTHANDS:
            yield SHORTHANDS[called]
        if called == "api_call" and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def events_heard(trees: Iterable[ast.Module]) -> set[str]:
    """The types of event with a listener: `app.event("…")`, `app.event({"type": "…"})`, `app.message(…)`.

    The type may be a loop's variable, if the loop runs over types that are written out.
    """
    return {name for tree in trees for name in _events_in(tree, {})}


def _events_in(node: ast.AST, loops: dict[str, list[str]]) -> Iterator[str]:
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
        loops = loops | {node.target.id: list(_words(node.iter, loops))}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "message":
            yield "message"
        if node.func.attr == "event" and node.args:
            yield from _words(node.args[0], loops)
    for child in ast.iter_child_nodes(node):
        yield from _events_in(child, loops)


def _words(node: ast.AST, loops: dict[str, list[str]]) -> Iterator[str]:
    """The types that an argument stands for; none for what is not written out, such as the catch-all."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.Name):
        yield from loops.get(node.id, [])
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _words(element, loops)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "type":
                yield from _words(value, loops)


def scopes_needed(methods: Iterable[str], events: Iterable[str]) -> set[str]:
    """The bot scopes that these methods and events need. Raises KeyError for one whose scopes are not in the tables."""
    needed = [METHOD_SCOPES[name] for name in methods] + [EVENT_SCOPES[name] for name in events]
    return set().union(*needed)
