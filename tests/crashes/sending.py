"""Stories in which messages are sent: the process that is killed delivers, and so does the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

from cryptography.fernet import Fernet

from sandbox.pace import Pace as SandboxPace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.crashes.stories import STORIES, Ending, Setting
from tests.crashes.verdicts import Verdict
from tests.crashes.worker import TIMING, Worker, clocks
from tests.delivery.office import FAST, Door


async def play(database_url: str, first: Worker, second: Worker, verdict: Verdict) -> None:
    """Tell a story of sending."""
    async with _setting(database_url) as (here, door):
        ending = await STORIES[verdict.case.story](here)
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
async def _setting(url: str) -> AsyncIterator[tuple[Setting, Door]]:
    workspace = Workspace(pace=SandboxPace(scale=FAST.factor))
    ana, admin = workspace.add_user("ana", "Ana Jones"), workspace.add_user("ada", "Ada Min")
    team, other, archived = (workspace.add_channel(name, [ana.id]) for name in ("team", "other", "archived"))
    archived.is_archived = True
    async with serve(workspace) as base_url:
        key, jobs = Fernet.generate_key().decode(), url.startswith("postgresql")
        door = Door(url, key, f"{base_url}/api/", workspace.app.bot_token, jobs=jobs)
        async with door.opened(clocks()) as (database, messenger):
            yield Setting(workspace, database, messenger, team.id, other.id, archived.id, ana.id, admin.id), door


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
