"""`waymark sandbox`: the town in a process of its own, with a coach in another that may be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot.bootstrap import open_core
from bot.campaigns.plan_file import load_plan
from bot.cli import build
from bot.errors import AskAgain
from bot.settings import ROOT, Settings
from demo.apart import apart, campaign_file, plan_from
from demo.cast import Cast
from tests.played.processes import free_port
from tests.support.framework import WEEKS

PROGRAM = (sys.executable, "-m", "bot")
PATIENCE = 180.0
TEAM, PERSON, COLLEAGUE = "CFRONTDK01", "UDESK00001", "UDESK00002"

pytestmark = pytest.mark.timeout(400)


@asynccontextmanager
async def going(folder: Path, environment: dict[str, str], *arguments: str) -> AsyncIterator[Process]:
    """A `waymark` that stays; killed at the end if it is still there."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, *arguments, cwd=folder, env=environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def done(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    """What a `waymark` that ends well prints."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, *arguments, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def until(look: Callable[[], object]) -> None:
    """Wait until there is something."""
    async with asyncio.timeout(PATIENCE):
        while not look():
            await asyncio.sleep(0.05)


async def ready(browser: httpx.AsyncClient, port: str) -> None:
    """Wait until the coach says that it is ready."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await browser.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def seen(browser: httpx.AsyncClient, person: str, words: str, times: int = 1) -> None:
    """Wait until so many messages in the team's channel begin with these words, as a person sees it."""
    async with asyncio.timeout(PATIENCE):
        while (await stage_of(browser, person)).count(f">{words}") != times:
            await asyncio.sleep(0.1)


async def answers(folder: Path, given: Mapping[str, str]) -> list[tuple[str | None, str | None]]:
    """What the coach has stored in the team's open round: each answer's message and text."""
    url = given["DATABASE_URL"].replace("///", f"///{folder}/")
    settings = Settings.model_validate({**given, "DATABASE_URL": url})
    async with open_core(settings) as core, core.database.reading() as work:
        rounds = await work.rounds.open_in("T0SANDBOX01", TEAM)
        return [(one.message_ts, one.text) for round_ in rounds for one in await work.answers.of_round(round_.id)]


async def stage_of(browser: httpx.AsyncClient, person: str) -> str:
    """The channel's messages, and those only this person sees."""
    answer = await browser.get(f"/as/{person}/in/{TEAM}", headers={"x-panes": "yes"})
    return str(answer.json()["panes"]["stage"])


async def test_a_coach_that_is_killed_is_not_missed(tmp_path: Path) -> None:
    """What is said while the coach lies dead is heard once it is back, and its question stands there once."""
    plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(going(tmp_path, plain, "sandbox", "--port", "0", "--speed", "15"))
        written = tmp_path / "var" / "sandbox.env"
        await until((tmp_path / "var" / "sandbox.yaml").exists)
        given = dict(line.split("=", 1) for line in written.read_text().splitlines())
        base = given["SLACK_API_URL"].removesuffix("/api/")
        coach = {**plain, **given, "PORT": str(free_port())}
        browser = await stack.enter_async_context(httpx.AsyncClient(base_url=base, headers={"origin": base}))
        async with going(tmp_path, coach, "run") as first:
            await ready(browser, coach["PORT"])
            await done(tmp_path, coach, "campaign", "create", "var/sandbox.yaml")
            await done(tmp_path, coach, "campaign", "send-now", "better together, spring", "--team", "front desk")
            await seen(browser, PERSON, f"Week 1 of {WEEKS}")
            first.send_signal(signal.SIGKILL)
            await first.wait()
        ts = (await stage_of(browser, PERSON)).split('data-ts="')[-1].split('"')[0]
        said = {"channel": TEAM, "thread": ts, "text": "We ring people back the same day."}
        reply = await browser.post(f"/as/{PERSON}/act/write", data=said)
        async with going(tmp_path, coach, "run"), asyncio.timeout(PATIENCE):
            while await answers(tmp_path, given) != [(reply.json()["ts"], said["text"])]:
                await asyncio.sleep(0.2)
            await seen(browser, COLLEAGUE, f"Week 1 of {WEEKS}")


async def test_the_plan_is_one_the_command_takes(cast: Cast, tmp_path: Path) -> None:
    """The file reads as the story's campaign, and begins on a Tuesday that is still to come."""
    for day in range(7):
        today = date(2026, 3, 2) + timedelta(days=day)
        plan = plan_from(cast, today)
        assert (plan.start.weekday(), 1 <= (plan.start - today).days <= 7) == (1, True)
        file = tmp_path / "plan.yaml"
        file.write_text(campaign_file(plan), encoding="utf-8")
        assert load_plan(file) == plan


async def test_the_two_roads(cast: Cast) -> None:
    """With an address for events the coach gets no app token, so that it serves signed HTTP; else it gets one."""
    async with apart(cast, "sqlite:///x") as stage:
        assert stage.environment["SLACK_APP_TOKEN"] == stage.workspace.app.app_token
        assert stage.environment["SLACK_API_URL"] == f"{stage.base_url}/api/"
    async with apart(cast, "sqlite:///x", events_url="http://127.0.0.1:1/slack/events") as stage:
        assert "SLACK_APP_TOKEN" not in stage.environment
        assert stage.workspace.app.events_url == "http://127.0.0.1:1/slack/events"


def test_a_wrong_file_of_faults_is_told(tmp_path: Path) -> None:
    """A fault that does not exist ends the command in one sentence with the file's name."""
    file = tmp_path / "faults.yaml"
    file.write_text("faults: [{kind: flood}]", encoding="utf-8")
    refused = CliRunner().invoke(build(), ["sandbox", "--faults", str(file)])
    assert isinstance(refused.exception, AskAgain)
    assert refused.exception.sentence.startswith(f"{file}: “kind” must be one of")
