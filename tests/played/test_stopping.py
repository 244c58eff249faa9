"""SIGTERM in the middle of slow answers: each process ends in good order within ten seconds, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.played.processes import Environment, by_socket, environment, free_port, running, waymark
from tests.played.stage import ADMIN, PATIENT, settings_for

LONG = 60.0
"""Seconds that anything may take on a busy machine."""
MOST = 10.0
"""Seconds that a platform leaves a process after SIGTERM."""
TEAMS = ("housing", "nurses", "library", "parks")
PLAN = """
name: Better repairs
pack: first-steps
start: {start}
zone: Europe/London
threshold: 3
teams:
"""
TEAM = """
  - channel: {channel}
    name: {name}
    leaders: [{leader}]
"""
pytestmark = pytest.mark.timeout(300)


@asynccontextmanager
async def town(database_url: str, *, signed: bool) -> AsyncIterator[tuple[Workspace, Environment]]:
    """A sandbox with four teams, and the environment of a bot in it."""
    workspace = Workspace(pace=replace(PATIENT, scale=1))
    users = {name: workspace.add_user(name, name.title()).id for name in ("amina", "martin", ADMIN)}
    for team in TEAMS:
        workspace.add_channel(team, [users["amina"], users["martin"]])
    async with serve(workspace) as base_url:
        env = environment(settings_for(workspace, base_url, database_url, users[ADMIN]), PORT=str(free_port()))
        if signed:
            workspace.app.events_url = f"http://127.0.0.1:{env['PORT']}/slack/events"
        else:
            env |= by_socket(workspace)
        yield workspace, env


async def campaign(workspace: Workspace, env: Environment, folder: Path) -> None:
    """Create a campaign of all teams, and have its first question asked now."""
    leader = next(user.id for user in workspace.users.values() if user.name == "martin")
    start = (datetime.now(UTC) + timedelta(days=7)).date()
    teams = "".join(TEAM.format(channel=channel(workspace, name), name=name, leader=leader) for name in TEAMS)
    file = folder / "plan.yaml"
    file.write_text(PLAN.format(start=start) + teams, encoding="utf-8")
    for command in (("create", str(file)), ("send-now", "better repairs")):
        ended = await waymark(env, "campaign", *command)
        assert ended.code == 0, ended.err


def channel(workspace: Workspace, name: str) -> str:
    """A team's channel."""
    found = workspace.channel_named(name)
    assert found is not None
    return found.id


def stand(workspace: Workspace) -> Counter[tuple[str, str]]:
    """What the coach has in the teams' channels, outside threads: how often each kind of message stands in each."""
    return Counter(
        (name, message.blocks[0]["type"])
        for name in TEAMS
        for message in workspace.messages.everything(channel(workspace, name))
        if message.by_app and not message.is_reply and not message.deleted
    )


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(LONG):
        while not holds():
            await asyncio.sleep(0.05)


async def stopped(process: Process, *, again_after: float | None = None) -> tuple[float, int | None]:
    """Ask a process to stop; with `again_after` seconds ask twice. Give the seconds it took, and its code."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    if again_after is not None:
        await asyncio.sleep(again_after)
        os.kill(process.pid, signal.SIGTERM)
    async with asyncio.timeout(LONG):
        await process.wait()
    return time.monotonic() - began, process.returncode


def posts(workspace: Workspace) -> int:
    """How many messages the bot has tried to post."""
    return sum(fault.taken for fault in workspace.faults.rules)


async def arrived(workspace: Workspace, env: Environment, command: str) -> None:
    """With Slack as quick as ever, a process brings what is left; then each message stands once."""
    workspace.faults.clear()
    async with running(env, command):
        await until(lambda: len(stand(workspace)) == 2 * len(TEAMS))
    assert set(stand(workspace).values()) == {1}


async def test_everything_in_one_process_is_stopped_while_slack_is_slow(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    """Told twice it ends at once; told once it lets posts finish, ends in time with 0; afterwards each stands once."""
    async with town(migrated_sqlite_url, signed=False) as (workspace, env):
        await campaign(workspace, env, tmp_path)
        workspace.faults.add("chat.postMessage", "slow_before", times=None, seconds=9)
        async with running(env, "run", code=-signal.SIGTERM) as process:
            await until(lambda: posts(workspace) >= 1)
            seconds, _ = await stopped(process, again_after=0.5)
        assert seconds < 2.5
        before = posts(workspace)
        async with running(env, "run") as process:
            await until(lambda: posts(workspace) > before)
            seconds, code = await stopped(process)
        assert (code, seconds < MOST) == (0, True), f"it took {seconds:.1f} s"
        await arrived(workspace, env, "run")


async def test_a_worker_is_stopped_while_slack_is_slow(migrated_postgres_url: str, tmp_path: Path) -> None:
    """On PostgreSQL too posts are under way when it is told to stop, and afterwards each message stands once."""
    async with town(migrated_postgres_url, signed=False) as (workspace, env):
        await campaign(workspace, env, tmp_path)
        workspace.faults.add("chat.postMessage", "slow_before", times=None, seconds=9)
        async with running(env, "worker") as process:
            await until(lambda: posts(workspace) >= 2)
            seconds, code = await stopped(process)
        assert (code, seconds < MOST) == (0, True), f"it took {seconds:.1f} s"
        await arrived(workspace, env, "worker")


async def test_a_web_process_finishes_its_requests(migrated_postgres_url: str) -> None:
    """A tap is being answered, slowly, when the web process is told to stop: the form opens, and the process ends."""
    async with town(migrated_postgres_url, signed=True) as (workspace, env):
        admin = workspace.person(next(user.id for user in workspace.users.values() if user.name == ADMIN))
        workspace.faults.add("views.open", "slow_after", seconds=2)
        async with running(env, "web") as process:
            await until_up(env)
            typing = asyncio.create_task(admin.slash("/waymark", "schedule"))
            await until(lambda: posts(workspace) == 1)
            seconds, code = await stopped(process)
            await typing
        assert (code, seconds < MOST) == (0, True), f"it took {seconds:.1f} s"
        assert await admin.open_modal() is not None
        assert workspace.journal.deliveries("slash_commands")[-1].data["acknowledged"]


async def until_up(env: Environment) -> None:
    """Wait until the web process answers."""
    async with httpx.AsyncClient() as http, asyncio.timeout(LONG):
        while True:
            try:
                if (await http.get(f"http://127.0.0.1:{env['PORT']}/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
