"""The house rules that Ruff cannot say, each a function from a module's syntax to what is wrong with it.

Pure: source in, findings out. `test_code.py` turns each one on the tree and on a snippet it must refuse.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

ASKS_THE_TIME = frozenset({
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns",
    "time.sleep", "time.localtime", "time.gmtime", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "datetime.date.today", "asyncio.sleep", "anyio.sleep",
})  # fmt: skip
READS_THE_ENVIRONMENT = frozenset({"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"})
BLOCK_KIT_TYPES = frozenset({
    "section", "actions", "context", "context_actions", "divider", "header", "input", "image", "rich_text", "markdown",
    "table", "video", "alert", "card", "carousel", "container", "modal", "home", "button", "plain_text", "mrkdwn",
    "plain_text_input", "static_select", "external_select", "users_select", "conversations_select", "channels_select",
    "multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select", "datepicker",
    "timepicker", "datetimepicker", "checkboxes", "radio_buttons", "overflow", "number_input", "email_text_input",
    "url_text_input", "data_table", "data_visualization",
})  # fmt: skip
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc", "stuff"})


@dataclass(frozen=True)
class Finding:
    """One thing that breaks a rule: the line, the function around it (dotted, empty at the top), and what it is."""

    line: int
    where: str
    what: str


def names_used(tree: ast.Module, wanted: frozenset[str]) -> Iterator[Finding]:
    """Each use of one of the dotted names, called or not, whatever it was imported as.

    `asyncio.sleep(0)` is none: it lets others run and waits for nothing.
    """
    known = _imported(tree)
    harmless = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and _yields(node, known)}
    for node, where in _with_place(tree):
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in harmless:
            name = _dotted(node, known)
            if name in wanted:
                yield Finding(node.lineno, where, name)


def imports_of(tree: ast.Module, packages: frozenset[str]) -> Iterator[Finding]:
    """Each import, at the top or inside a function, of one of the packages."""
    for node, where in _with_place(tree):
        for name in _modules(node):
            if name.split(".")[0] in packages:
                yield Finding(getattr(node, "lineno", 0), where, name)


def block_kit_literals(tree: ast.Module) -> Iterator[Finding]:
    """Each dictionary written out with a `type` that only Block Kit has."""
    for node, where in _with_place(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                kind = value.value if isinstance(value, ast.Constant) else None
                if isinstance(key, ast.Constant) and key.value == "type" and kind in BLOCK_KIT_TYPES:
                    yield Finding(node.lineno, where, str(kind))


def broad_excepts(tree: ast.Module) -> Iterator[Finding]:
    """Each place that catches everything: `except:`, `except Exception`, `suppress(Exception)`."""
    for node, where in _with_place(tree):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type)):
            yield Finding(node.lineno, where, "except")
        if (
            isinstance(node, ast.Call)
            and _dotted(node.func, {}).endswith("suppress")
            and any(map(_is_broad, node.args))
        ):
            yield Finding(node.lineno, where, "suppress")


def acts_at_import(tree: ast.Module) -> Iterator[Finding]:
    """Each statement at the top of a module that does something instead of defining something."""
    for node in tree.body:
        if isinstance(node, ast.For | ast.While | ast.With | ast.Delete | ast.Assert | ast.Raise) or (
            isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
        ):
            yield Finding(node.lineno, "", type(node).__name__)


def undescribed_tests(tree: ast.Module) -> Iterator[Finding]:
    """Each test whose docstring is not one sentence."""
    for node, where in _with_place(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            said = " ".join((ast.get_docstring(node) or "").split())
            if not said:
                yield Finding(node.lineno, f"{where}.{node.name}".strip("."), "says nothing")
            elif not said.endswith((".", "?", "!")) or re.search(r"[.?!] +[A-Z]", said):
                yield Finding(node.lineno, f"{where}.{node.name}".strip("."), "does not say it in one sentence")


def vague_name(path: str) -> bool:
    """Whether a module's or package's name says nothing about what is in it."""
    return any(part.removesuffix(".py") in VAGUE_NAMES for part in path.split("/"))


def _with_place(tree: ast.AST, where: str = "") -> Iterator[tuple[ast.AST, str]]:
    for child in ast.iter_child_nodes(tree):
        yield child, where
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _with_place(child, f"{where}.{child.name}".strip(".") if named else where)  # type: ignore[attr-defined]


def _imported(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `{"dt": "datetime.datetime"}`."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def _dotted(node: ast.AST, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, known)}.{node.attr}"
    return ""


def _yields(call: ast.Call, known: dict[str, str]) -> bool:
    return _dotted(call.func, known) == "asyncio.sleep" and [getattr(arg, "value", None) for arg in call.args] == [0]


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def _is_broad(node: ast.AST) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(_dotted(part, {}).removeprefix("builtins.") in {"Exception", "BaseException"} for part in parts)
