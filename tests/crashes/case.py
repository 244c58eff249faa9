"""One case: a process is killed at a point, another finishes its work, and all must be as if nothing had been.

The processes are forked from this one while it is small and has no threads; then this one becomes Slack (the sandbox),
so that Slack outlives them both. Engines and event loops are made after the fork.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url

from sandbox.pace import Pace as SandboxPace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.crashes.points import Points
from tests.crashes.stories import STORIES, Ending, Setting
from tests.crashes.worker import TIMING, Worker, WorkerFailed, clocks, deliver
from tests.delivery.office import FAST, Door
from tests.support.postgres import PostgresServer


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
    def name(self) -> str:
        """What a person calls it."""
        return (
            f"{self.story}, {'sqlite' if self.file else 'postgresql'}, {self.point or 'nobody is killed'} ({self.hit})"
        )


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


# --- the process that is Slack ---------------------------------------------------------------------------------------


def judge(case: Case) -> Verdict:
    """Play a case to its end, in a process that has no threads and no loop."""
    verdict = Verdict(case)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first = Worker(home, "first", Points(case.point, case.hit), deliver)
        second = Worker(home, "second", Points(), deliver)
        try:
            asyncio.run(_play(case, home, first, second, verdict))
        except WorkerFailed as problem:
            verdict.problems.append(str(problem))
    return verdict


async def _play(case: Case, home: Path, first: Worker, second: Worker, verdict: Verdict) -> None:
    async with _setting(case, home) as (here, door):
        ending = await STORIES[case.story](here)
        await here.database.dispose()  # one process at a time has an SQLite file
        orders = {"door": asdict(door), "admin": here.admin}
        verdict.killed = await first.works({**orders, "later": 0.0})
        verdict.met = first.met
        if verdict.killed:
            await second.works({**orders, "later": TIMING.lease})
        else:
            second.dismiss()
        verdict.problems += await _problems(here, ending)


@asynccontextmanager
async def _setting(case: Case, home: Path) -> AsyncIterator[tuple[Setting, Door]]:
    workspace = Workspace(pace=SandboxPace(scale=FAST.factor))
    ana, admin = workspace.add_user("ana", "Ana Jones"), workspace.add_user("ada", "Ada Min")
    team, other, archived = (workspace.add_channel(name, [ana.id]) for name in ("team", "other", "archived"))
    archived.is_archived = True
    with _database(case, home) as url:
        async with serve(workspace) as base_url:
            key = Fernet.generate_key().decode()
            door = Door(url, key, f"{base_url}/api/", workspace.app.bot_token, jobs=case.file is None)
            async with door.opened(clocks()) as (database, messenger):
                yield Setting(workspace, database, messenger, team.id, other.id, archived.id, ana.id, admin.id), door


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


async def _problems(here: Setting, ending: Ending) -> list[str]:
    """Hold Slack and the ledger against what must be."""
    async with here.database.reading() as work:
        rows = {row.id: row for row in await work.deliveries.all()}
        behind = [wanted.target for wanted in await work.desired.all() if wanted.shown_version < wanted.version]
    standing = [
        message
        for channel in list(here.workspace.channels)
        for message in here.workspace.messages.everything(channel)
        if message.by_app and not message.deleted
    ]
    marks = Counter((message.metadata or {}).get("event_payload", {}).get("id") for message in standing)
    problems = [f"{mark} stands {times} times" for mark, times in marks.items() if times > 1]
    problems += [f"{target} is not shown" for target in behind]
    for key, state in ending.states.items():
        if rows[key].state != state:
            problems.append(f"{key} is {rows[key].state}, not {state}")
        wanted = int(state == "sent" and key not in ending.gone)
        if marks[f"mark-{key}"] != wanted:
            problems.append(f"{key} stands {marks[f'mark-{key}']} times, not {wanted}")
    told = [row for key, row in rows.items() if key not in ending.states]
    problems += [f"the word to the admin is {row.state}" for row in told if row.state != "sent"]
    texts = {(message.metadata or {}).get("event_payload", {}).get("id"): message.text for message in standing}
    for key, text in ending.texts.items():
        if texts.get(f"mark-{key}") != text:
            problems.append(f"{key} says {texts.get(f'mark-{key}')!r}, not {text!r}")
    return problems
