"""What is in the repository: the files that Git tracks, and the modules among them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


@cache
def tracked_files() -> tuple[str, ...]:
    """Paths from the root: what Git tracks, and what is new and not ignored. Without Git, all that looks like ours."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    except (FileNotFoundError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        listed = [path.as_posix() for path in found if not NOT_OURS & set(path.parts)]
    return tuple(sorted(name for name in listed if (ROOT / name).is_file()))


def modules(*packages: str) -> list[str]:
    """The Python files under the given top-level directories."""
    return [
        name for name in tracked_files() if name.endswith(".py") and name.startswith(tuple(f"{p}/" for p in packages))
    ]


@cache
def syntax(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def text(name: str) -> str:
    """A file's text, or nothing if it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
