"""What is to be played, and what came of it, as lines of JSON that go from process to process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Case:
    """A story, a database that has been migrated (an SQLite file, or PostgreSQL's address and a template), a point."""

    story: str
    file: str | None = None
    server: str | None = None
    template: str | None = None
    point: str | None = None
    hit: int = 1

    @property
    def kind(self) -> str:
        """The kind of its database."""
        return "sqlite" if self.file else "postgresql"

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.story}, {self.kind}, {self.point or 'nobody is killed'} ({self.hit})"


@dataclass
class Verdict:
    """What came of a case. `met` lists the points of a process that lived to its end."""

    case: Case
    killed: bool = False
    problems: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    def text(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))


def read_verdict(line: str) -> Verdict:
    """Take a verdict from its line."""
    told = json.loads(line)
    return Verdict(Case(**told.pop("case")), **told)
