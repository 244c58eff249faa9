"""SIGKILL between what Slack brings and our acknowledgement: Slack brings it again, to the next process, and it counts
once. The process is a real one; it is killed at the very commit that would store, or has stored, what came."""

from __future__ import annotations

import asyncio
import contextvars
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from bot.settings import ROOT
from sandbox.errors import AppFailed
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.processes import PATIENCE, Environment, by_socket, environment, free_port
from tests.played.stage import PATIENT, SCALE, Stage

POINTS = ("before the commit", "after the commit")
AGAIN = tuple(3 * SCALE for _ in range(20))
"""Slack tries every three seconds here: how long a process takes to start is not what is proved."""


def killed_at(env: Environment, point: str, heard: str) -> None:
    """The life of the process: `waymark run`, killed at the commit of the first event of a type."""
    from bot import cli
    from bot.conversation import Conversation
    from bot.storage.unit_of_work import UnitOfWork

    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    about = contextvars.ContextVar("about", default="")
    once, commit = Conversation._once, UnitOfWork.commit

    async def watched(self: Conversation, event: Any) -> Any:
        about.set(type(event).__name__)
        return await once(self, event)

    async def deadly(self: UnitOfWork) -> None:
        if about.get() != heard:
            return await commit(self)
        if point == "after the commit":
            await commit(self)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    if point:
        Conversation._once, UnitOfWork.commit = watched, deadly  # type: ignore[method-assign]
    sys.argv = ["waymark", "run"]
    cli.main()


@asynccontextmanager
async def a_process(stage: Stage, env: Environment, point: str = "", heard: str = "") -> AsyncIterator[BaseProcess]:
    """A bot of its own, until it is killed or told to stop."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.cli"])
    process = context.Process(target=killed_at, args=(env, point, heard))
    process.start()
    try:
        await reachable(stage, env)
        yield process
    finally:
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGTERM)
        await asyncio.to_thread(process.join, PATIENCE)
        assert process.exitcode is not None, "the process did not end"


async def reachable(stage: Stage, env: Environment) -> None:
    """Wait until Slack can reach the process."""
    async with asyncio.timeout(PATIENCE):
        if "SLACK_APP_TOKEN" in env:
            await stage.workspace.dispatcher.sockets.arrived.wait()
            return
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", int(env["PORT"]))
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


@pytest.fixture(params=["socket", "http"])
async def away(request: pytest.FixtureRequest, on_stage: Setting) -> AsyncIterator[tuple[Stage, Environment]]:
    """A week that has been asked by a bot that has stopped, and the environment of the next one, over each road."""
    async with on_stage() as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        env = environment(stage.settings, PORT=str(free_port()))
        if request.param == "socket":
            env |= by_socket(stage.workspace)
        stage.workspace.dispatcher._pace = replace(PATIENT, retry_delays=AGAIN)
        yield stage, env


async def stops(stage: Stage, env: Environment) -> None:
    """The bot stops, and Slack is told where the next one will be."""
    await stage.bot_stops()
    if "SLACK_APP_TOKEN" not in env:
        stage.workspace.app.events_url = f"http://127.0.0.1:{env['PORT']}/slack/events"


@pytest.mark.parametrize("point", POINTS)
async def test_an_answer_between_receipt_and_acknowledgement(away: tuple[Stage, Environment], point: str) -> None:
    """Killed before or after the commit, the first process acknowledges nothing; the next one leaves one answer."""
    stage, env = away
    await stops(stage, env)
    (amina,) = stage.people("amina")
    async with a_process(stage, env, point, "ReplyPosted") as process:
        ts = await amina.hands.post(stage.channel(), "We ask twice a year.", stage.prompt().ts)
        await asyncio.to_thread(process.join, PATIENCE)
        assert process.exitcode == -signal.SIGKILL
    async with a_process(stage, env):
        await stage.workspace.dispatcher.idle()
    tries = [entry.data for entry in stage.workspace.journal.deliveries("message")]
    tries = [data for data in tries if data["payload"]["event"].get("ts") == ts]
    assert [data["acknowledged"] for data in (tries[0], tries[-1])] == [False, True]
    await stage.bot_starts()
    assert [answer.message_ts for answer in await stage.answers()] == [ts]
    async with stage.parts.core.database.reading() as work:
        assert len(await work.participations.codes((await stage.round()).id)) == 1
    asked = [message for message in amina.hands.ephemerals() if "One more thought" in message.text]
    assert len(asked) == (1 if point == "before the commit" else 0)  # at once or not at all, and never twice


@pytest.mark.parametrize("away", ["socket"], indirect=True)
async def test_a_form_between_storing_and_acknowledgement(away: tuple[Stage, Environment]) -> None:
    """Slack brings no form twice: its writer sees that it failed and sends it again, and it is one answer."""
    stage, env = away
    amina: Player = stage.person("amina")
    view = await amina.opens(stage.prompt(), "answer_privately")
    await stops(stage, env)
    async with a_process(stage, env, "after the commit", "AnswerGiven") as process:
        with pytest.raises(AppFailed):
            await amina.hands.submit(view.id, {"text": "The van is late.", "mode": "confidential"})
        await asyncio.to_thread(process.join, PATIENCE)
    async with a_process(stage, env):
        sent = await amina.hands.submit(view.id, {"text": "The van is late.", "mode": "confidential"})
        assert sent.kind == "updated"
    await stage.bot_starts()
    await stage.settles()
    assert [answer.text for answer in await stage.answers()] == ["The van is late."]
    assert len([row for row in await stage.deliveries() if row.utterance == "receipt/private"]) == 1
