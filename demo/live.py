"""The demo that somebody watches: the town in a browser, the coach beside it, and the story's clock in their hands."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import AskAgain, SettingsProblem
from bot.storage.file_lock import FileLock
from demo.cast import Cast, load_cast
from demo.controls import Controls
from demo.guide import StoryGuide
from demo.ledger import StoryLedger
from demo.town import Town
from demo.words import Words, load_words
from demo.world import LIVE_SCALE, World, next_event, notice, plan_of, world
from sandbox.client import routes

HOST = "127.0.0.1"
DATABASE = Path("var/demo.sqlite3")
MOST_DEMOS = 9
"""So many may run at once in one folder, each with its own port and database."""


@dataclass(frozen=True)
class _Story:
    """What every telling of the story starts from."""

    cast: Cast
    words: Words
    seed: int
    database: Path


async def live(
    port: int,
    seed: int,
    *,
    ready: Callable[[World], None],
    until: Callable[[], Awaitable[object]],
    database: Path = DATABASE,
    cast: Cast | None = None,
) -> None:
    """Play until `until` returns; a visitor may have the story told afresh, at the same address.

    `ready` is called each time the first week's questions are in their channels. Raises `SettingsProblem` when a demo
    already runs on this database, `OSError` when the port is taken.
    """
    story = _Story(cast or load_cast(), load_words(), seed, database)
    leaving = asyncio.ensure_future(until())
    try:
        while not leaving.done():
            port = await _tell(story, port, ready, leaving)
    finally:
        leaving.cancel()


async def _tell(story: _Story, port: int, ready: Callable[[World], None], leaving: asyncio.Future[Any]) -> int:
    """Tell the story once, with everything new, and return the port it was told at."""
    afresh = asyncio.Event()
    cast, town = story.cast, Town(story.words, story.seed)
    controls = Controls(cast.begins, cast.zone, town.meanwhile, afresh.set)
    guide, ledger = StoryGuide(cast), StoryLedger()
    remove(story.database)
    async with world(
        cast,
        story.database,
        scale=LIVE_SCALE,
        host=HOST,
        port=port,
        routes=lambda workspace: [notice(), *routes(workspace, controls, guide=guide, ledger=ledger)],
    ) as stage:
        await begin(stage)
        for part in (guide, ledger, controls):
            part.begin(stage)
        ready(stage)
        asked: asyncio.Future[Any] = asyncio.ensure_future(afresh.wait())
        try:
            await asyncio.wait({asked, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            await controls.end()
        return urlsplit(stage.base_url).port or port


async def begin(stage: World) -> None:
    """Start the campaign of the story and play it up to its first questions."""
    await stage.parts.campaigns.create(plan_of(stage.cast), stage.parts.workspace, stage.cast.admin.id)
    await stage.parts.dispatcher.settle()
    while not await _asked(stage) and await next_event(stage):
        pass


async def _asked(stage: World) -> bool:
    async with stage.parts.core.database.reading() as work:
        opened = [await work.rounds.open_in(stage.parts.workspace, team.channel) for team in stage.cast.teams]
    return all(opened)


def check_port(port: int) -> None:
    """Raise `AskAgain` when nobody may listen there now."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as problem:
        why = "is taken by another program" if problem.errno == errno.EADDRINUSE else "may not be used here"
        raise AskAgain(
            f"Port {port} {why}. Stop that, or choose another port, for example --port {port % 60_000 + 1001}."
        ) from problem


def free_database() -> Path:
    """The file for this demo: the usual one, or one with a number behind its name while another demo has that."""
    others = (DATABASE.with_stem(f"{DATABASE.stem}-{number}") for number in range(2, MOST_DEMOS + 1))
    for database in (DATABASE, *others):
        lock = FileLock(database)
        with contextlib.suppress(SettingsProblem):
            lock.claim()
            lock.release()
            return database
    raise AskAgain(f"{MOST_DEMOS} demos are running already in {DATABASE.parent}. Stop one of them first, with Ctrl-C.")


def remove(database: Path) -> None:
    """Remove an earlier demo's database. Raises `SettingsProblem` when that demo still runs."""
    lock = FileLock(database)
    try:
        lock.claim()
    except SettingsProblem as taken:
        raise SettingsProblem(f"A demo is running already on {database}. Stop it first, with Ctrl-C.") from taken
    try:
        for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
            database.with_name(name).unlink(missing_ok=True)
    finally:
        lock.release()
