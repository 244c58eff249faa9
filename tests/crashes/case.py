"""One case: a process is killed at a point, another finishes its work, and all must be as if nothing had been.

The processes are forked from this one while it is small and has no threads; then this one becomes Slack (the sandbox),
so that Slack outlives them both. Engines and event loops are made after the fork.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.crashes import hearing, sending, stories, weeks
from tests.crashes.coach import coach
from tests.crashes.points import Points
from tests.crashes.verdicts import Case, Verdict
from tests.crashes.worker import Work, Worker, WorkerFailed, deliver
from tests.support.postgres import PostgresServer


@dataclass(frozen=True)
class Kind:
    """A kind of story: what its processes do, how it is told, and how many seconds a process may take."""

    work: Work
    play: Callable[[str, Worker, Worker, Verdict], Coroutine[None, None, None]]
    patience: float
    each: bool
    """Whether a point that two of its stories meet is another one in each."""


SENDING = Kind(deliver, sending.play, 60.0, each=True)
HEARING = Kind(coach, hearing.play, 600.0, each=False)
STORIES = {**dict.fromkeys(stories.STORIES, SENDING), **dict.fromkeys(weeks.STORIES, HEARING)}


def judge(case: Case) -> Verdict:
    """Play a case to its end, in a process that has no threads and no loop."""
    verdict, kind = Verdict(case), STORIES[case.story]
    with tempfile.TemporaryDirectory() as folder, _database(case, Path(folder)) as url:
        first = Worker(Path(folder), "first", Points(case.point, case.hit), kind.work, kind.patience)
        second = Worker(Path(folder), "second", Points(), kind.work, kind.patience)
        try:
            asyncio.run(kind.play(url, first, second, verdict))
        except WorkerFailed as problem:
            verdict.problems.append(str(problem))
    return verdict


@contextmanager
def _database(case: Case, home: Path) -> Iterator[str]:
    """Make a database of this case's own."""
    if case.file is not None:
        copy = home / "ledger.sqlite3"
        shutil.copy(case.file, copy)
        yield f"sqlite+aiosqlite:///{copy}"
        return
    server = PostgresServer(make_url(case.server or ""))
    name = server.create(case.template or "")
    try:
        yield server.url(name)
    finally:
        server.drop(name)
