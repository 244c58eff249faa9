"""The processes by themselves, against the sandbox: what the service is made of asks a question and takes an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.played.processes import Environment, by_socket, environment, free_port, running, typed, waymark
from tests.played.reading import said
from tests.played.stage import ADMIN, PATIENT, settings_for

PLAN = """
name: Better repairs
pack: first-steps
start: {start}
zone: Europe/London
threshold: 3
teams:
  - channel: {channel}
    name: Housing repairs
    leaders: [{leader}]
"""
pytestmark = pytest.mark.timeout(300)  # starting Python six times takes its time on a busy machine
LONG = 60.0
"""Seconds that anything may take on a busy machine; usually a question takes some seven."""


@asynccontextmanager
async def town(database_url: str, *, signed: bool) -> AsyncIterator[tuple[Workspace, Environment]]:
    """A sandbox at Slack's own pace with a team, and the environment of a bot in it."""
    workspace = Workspace(pace=replace(PATIENT, scale=1))
    names = ("amina", "ben", "martin", ADMIN)
    users = {name: workspace.add_user(name, name.title()).id for name in names}
    workspace.add_channel("housing", [users[name] for name in names[:3]])
    async with serve(workspace) as base_url:
        env = environment(settings_for(workspace, base_url, database_url, users[ADMIN]), PORT=str(free_port()))
        if signed:
            workspace.app.events_url = f"http://127.0.0.1:{env['PORT']}/slack/events"
        else:
            env |= by_socket(workspace)
        yield workspace, env


async def campaign(workspace: Workspace, env: Environment, folder: Path) -> None:
    """Create a campaign from a file and have its first question asked now."""
    channel = workspace.channel_named("housing")
    assert channel is not None
    leader = next(user.id for user in workspace.users.values() if user.name == "martin")
    start = (datetime.now(UTC) + timedelta(days=7)).date()
    file = folder / "plan.yaml"
    file.write_text(PLAN.format(start=start, channel=channel.id, leader=leader), encoding="utf-8")
    created = await typed(env, "campaign", "create", str(file))
    assert created.code == 0, created.err
    sent = await typed(env, "campaign", "send-now", "better repairs", "--team", "housing repairs")
    assert sent.code == 0, sent.err
    assert "goes out within seconds" in sent.out


async def ready(env: Environment) -> None:
    """Wait until the web process says that it is ready."""
    async with httpx.AsyncClient() as http, asyncio.timeout(LONG):
        while True:
            try:
                if (await http.get(f"http://127.0.0.1:{env['PORT']}/readyz")).status_code == 200:
                    return
                await asyncio.sleep(0.05)
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def a_question_and_an_answer(workspace: Workspace) -> None:
    """Amina reads the question, rates it, answers in private and gets her receipt; Ben replies in the thread."""
    amina, ben = (workspace.person(user.id) for user in workspace.users.values() if user.name in {"amina", "ben"})
    channel = workspace.channel_named("housing")
    assert channel is not None
    prompt = await amina.wait_for_message(
        channel.id, lambda m: m.by_app and m.blocks[0]["type"] == "header", timeout=LONG
    )
    assert prompt is not None
    await amina.click(channel.id, prompt.ts, "rate:now:2")
    assert "2 out of 5" in said(amina.ephemerals(channel.id)[-1])
    await amina.click(channel.id, prompt.ts, "answer_privately")
    form = await amina.open_modal()
    assert form is not None
    result = await amina.submit(form.id, {"text": "The rota leaves no hour for it.", "mode": "confidential"})
    assert "is saved" in said(result.view)
    receipt = await amina.wait_for_message(amina.dm_with_bot(), lambda m: "is saved" in m.text, timeout=LONG)
    assert receipt is not None
    await ben.post(channel.id, "We ask twice a year, in the hall.", prompt.ts)
    asked = await ben.wait_for_message(channel.id, lambda m: m.ephemeral_to == ben.id, timeout=LONG)
    assert asked is not None
    assert "One more thought" in said(asked)
    questions = await amina.wait_for_message(
        channel.id, lambda m: m.by_app and m.thread_ts == prompt.ts and m.metadata is not None, timeout=LONG
    )
    assert "More to think about" in said(questions)
    assert sum(m.by_app and m.blocks[0]["type"] == "header" for m in workspace.messages.everything(channel.id)) == 1


async def test_web_and_worker_by_signed_http(migrated_postgres_url: str, tmp_path: Path) -> None:
    """A web process and a worker on PostgreSQL share the work: signed requests come in here, messages go out there."""
    async with town(migrated_postgres_url, signed=True) as (workspace, env), AsyncExitStack() as stack:
        await campaign(workspace, env, tmp_path)
        await stack.enter_async_context(running(env, "web"))
        await stack.enter_async_context(running(env, "worker"))
        await ready(env)
        assert await workspace.dispatcher.http.verify("a challenge")
        await a_question_and_an_answer(workspace)


async def test_a_worker_by_socket_mode(migrated_postgres_url: str, tmp_path: Path) -> None:
    """A worker on PostgreSQL with an app token needs no web process."""
    async with town(migrated_postgres_url, signed=False) as (workspace, env):
        await campaign(workspace, env, tmp_path)
        async with running(env, "worker"):
            await asyncio.wait_for(workspace.dispatcher.sockets.arrived.wait(), LONG)
            await a_question_and_an_answer(workspace)


async def test_everything_in_one_process(sqlite_url: str, tmp_path: Path) -> None:
    """`run` on SQLite makes its tables itself, does everything, and lets no second process at its file."""
    async with town(sqlite_url, signed=False) as (workspace, env), running(env, "run"):
        await asyncio.wait_for(workspace.dispatcher.sockets.arrived.wait(), LONG)
        await ready(env)
        await campaign(workspace, env, tmp_path)
        health = await waymark(env, "health")
        assert health.code == 0, health.out
        assert "Slack answers on the socket." in health.out
        second = await typed({**env, "PORT": str(free_port())}, "run")
        assert second.code == 1
        assert "Another Waymark is already using" in second.sentence
        await a_question_and_an_answer(workspace)
