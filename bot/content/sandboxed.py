"""The one way to read templates: sandboxed, so that they reach nothing; strict, so that each fact must be there."""

from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def sandboxed(
    folders: Sequence[Path], *, as_markup: bool, finalize: Callable[[object], str] | None = None
) -> ImmutableSandboxedEnvironment:
    """Build an environment over these folders, the first one first. `as_markup` escapes for HTML and XML.

    A line that holds only a statement leaves no line behind.
    """
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=as_markup,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
