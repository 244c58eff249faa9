"""Real processes and a real restore: what somebody deleted stays deleted, though an older backup is put back."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.played.processes import running, waymark
from tests.played.test_processes import LONG, campaign, town

pytestmark = pytest.mark.timeout(300)  # starting Python six times takes its time on a busy machine
WORDS = "We ask twice a year, in the hall."


def kept(database: Path) -> list[tuple[bool, bool]]:
    """Of each answer: whether it has words, and whether it is deleted."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT text IS NOT NULL, deleted_at IS NOT NULL FROM answers").fetchall()


async def until(met: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(LONG):
        while not met():
            await asyncio.sleep(0.1)


async def test_a_restored_backup_is_purged_before_the_coach_speaks(sqlite_url: str, tmp_path: Path) -> None:
    """An answer that was deleted after the backup is gone again as soon as `waymark run` is back, by the ledger."""
    database, backup, elsewhere = (Path(sqlite_url.partition("///")[2]), tmp_path / "backup", tmp_path / "elsewhere")
    async with town(sqlite_url, signed=False) as (workspace, env):
        env["WAYMARK_DELETIONS_FILE"] = str(elsewhere)
        ben = workspace.person(next(user.id for user in workspace.users.values() if user.name == "ben"))
        async with running(env, "run"):
            await asyncio.wait_for(workspace.dispatcher.sockets.arrived.wait(), LONG)
            await campaign(workspace, env, tmp_path)
            channel = workspace.channel_named("housing")
            assert channel is not None
            prompt = await ben.wait_for_message(
                channel.id, lambda m: m.by_app and m.blocks[0]["type"] == "header", timeout=LONG
            )
            assert prompt is not None
            reply = await ben.post(channel.id, WORDS, prompt.ts)
        with closing(sqlite3.connect(database)) as now, closing(sqlite3.connect(backup)) as copy:
            now.backup(copy)
        async with running(env, "run"):
            await until(lambda: len(workspace.dispatcher.sockets) > 0)
            await ben.delete(channel.id, reply)
            await until(elsewhere.exists)
        assert kept(database) == [(False, True)]
        for part in database.parent.glob(f"{database.name}*"):
            part.unlink()
        shutil.copy(backup, database)
        assert kept(database) == [(True, False)]
        told = await waymark(env, "retention", "--now")
        assert (told.code, "Deleted again from a restored database: 1." in told.out) == (0, True), told.err
        assert kept(database) == [(False, True)]
        shutil.copy(backup, database)
        async with running(env, "run"):
            await until(lambda: kept(database) == [(False, True)])
        ledger = await waymark(env, "deletions", "export")
        assert (ledger.code, ledger.out) == (0, elsewhere.read_text(encoding="utf-8"))


async def test_what_goes_when_is_said(sqlite_url: str, tmp_path: Path) -> None:
    """`waymark retention` says of each campaign when it goes, and a term that is too long is refused in a sentence."""
    async with town(sqlite_url, signed=False) as (workspace, env):
        assert (await waymark(env, "migrate")).code == 0
        await campaign(workspace, env, tmp_path)
        told = await waymark({**env, "WAYMARK_RAW_MONTHS": "6"}, "retention", "--now")
        assert told.out.splitlines()[0].startswith("Kept after a campaign's end: what people said for 6 months")
        assert "Nothing was due." in told.out
        assert "is running. Its terms count from its end." in told.out
        for name, value in (("RAW", "25"), ("AGGREGATES", "11"), ("HEADLINES", "121")):
            refused = await waymark({**env, f"WAYMARK_{name}_MONTHS": value}, "retention")
            assert refused.code == 1
            assert f"WAYMARK_{name}_MONTHS" in refused.sentence
            assert "kept" in refused.sentence
        lost = await waymark(env, "deletions", "apply", str(tmp_path / "nowhere"))
        assert (lost.code, "There is no file" in lost.sentence) == (1, True)
