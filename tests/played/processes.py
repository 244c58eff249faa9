"""The command `waymark` as people run it: processes of their own, with an environment and nothing else.

`typed` and `running` start Python anew each time, as a shell does. `waymark` forks a process that has loaded the
command already, which saves a second and a half each: for the many commands that must end in one clear sentence.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT, Settings
from sandbox.workspace import Workspace

PATIENCE = 60.0
"""Seconds that a process may take on a busy machine."""
COLUMNS = "250"
"""Wide enough that no table breaks a sentence."""

Environment = dict[str, str]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What was complained about; it must be one line and no traceback."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def environment(settings: Settings, **more: str) -> Environment:
    """The environment that stands for these settings. `more` adds to it; an empty value leaves a variable out."""
    values = {
        "DATABASE_URL": settings.database_url,
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "SLACK_API_URL": settings.slack_api_url,
        "WAYMARK_ADMINS": " ".join(settings.admins),
        "WAYMARK_CONTACT": settings.contact,
        "WAYMARK_COMPLAINTS": settings.complaints,
        "WAYMARK_PRIVACY_NOTICE": settings.privacy_notice,
        "WAYMARK_MASTER_KEY": settings.master_key.get_secret_value(),
        "WAYMARK_DATA_KEYS": " ".join(key.get_secret_value() for key in settings.data_keys),
        "PATH": os.environ["PATH"],
        "COLUMNS": COLUMNS,
        **more,
    }
    return {name: value for name, value in values.items() if value}


def by_socket(workspace: Workspace) -> Environment:
    """What Socket Mode needs on top."""
    return {"SLACK_APP_TOKEN": workspace.app.app_token}


async def waymark(env: Mapping[str, str], *arguments: str) -> Ended:
    """Run a command to its end, in a process of its own that was forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.cli"])
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = context.Process(target=_command, args=(dict(env), arguments, str(out), str(err)))
        process.start()
        await asyncio.to_thread(process.join, PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"waymark {' '.join(arguments)} did not end")
        return Ended(process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _command(env: Environment, arguments: tuple[str, ...], out: str, err: str) -> None:
    """The life of the forked process: its environment, its words and its streams are its own."""
    for place, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(place, os.O_CREAT | os.O_WRONLY), descriptor)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.argv = ["waymark", *arguments]
    from bot.cli import main

    main()


async def typed(env: Mapping[str, str], *arguments: str) -> Ended:
    """Run `python -m bot …` to its end."""
    process = await _started(env, arguments)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def running(env: Mapping[str, str], *arguments: str, code: int = 0) -> AsyncIterator[Process]:
    """Run a process that stays; at the end it is asked to stop, and must end with `code` and without complaint."""
    process = await _started(env, arguments)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                _, err = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
    assert process.returncode == code, err.decode()
    assert "Traceback" not in err.decode(), err.decode()


async def _started(env: Mapping[str, str], arguments: tuple[str, ...]) -> Process:
    command = (sys.executable, "-m", "bot", *arguments)
    return await asyncio.create_subprocess_exec(*command, env=dict(env), cwd=ROOT, stdout=PIPE, stderr=PIPE)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
