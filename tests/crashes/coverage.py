"""Which functions of the product commit, and which methods call Slack: read from its source."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from bot.delivery.ports import Messenger
from bot.settings import ROOT


def committing(*places: str) -> set[str]:
    """Name the functions below these places (from the root) that have `….commit()` in them, as `Class.function`."""
    return {name for place in places for file in _files(ROOT / place) for name in _in_file(file)}


def calling() -> set[str]:
    """Name the methods of the port to Slack that may send a request."""
    methods = inspect.getmembers(Messenger, inspect.iscoroutinefunction)
    return {name for name, _ in methods if not name.startswith("_")}


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def _in_file(file: Path) -> Iterator[str]:
    def walk(node: ast.AST, names: tuple[str, ...]) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from walk(child, (*names, child.name))
            else:
                if _is_commit(child):
                    yield ".".join(names)
                yield from walk(child, names)

    return walk(ast.parse(file.read_text(encoding="utf-8")), ())


def _is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
