"""The one way to read templates: sandboxed, so that they reach nothing; strict, so that each fact must be there.

Templates are compiled once in a process, whoever reads them: a template that was changed is compiled anew.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

Finalize = Callable[[object], str]


class Compiled(BytecodeCache):
    """What the templates of one kind were compiled to, by file; Jinja asks whether the file is still the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what a template was compiled to, if it has not changed since."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to, in the place of what an older text of it was."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)


@cache
def _compiled(as_markup: bool, finalize: Finalize | None) -> Compiled:
    """A store for each pair: what is constant in a template is escaped while it is compiled, by these two."""
    return Compiled()


def sandboxed(
    folders: Sequence[Path], *, as_markup: bool, finalize: Finalize | None = None
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
        bytecode_cache=_compiled(as_markup, finalize),
    )
