"""A process that takes over may be told to stop while it is only starting."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

from bot.commands.stopping import told_to_stop
from tests.crashes.points import Points
from tests.crashes.worker import Worker, heard_once_it_can


async def slow_to_start(_: Any) -> None:
    """Take a while until signals can be heard, then wait for one."""
    time.sleep(0.3)
    heard_once_it_can()
    with told_to_stop() as stop:
        await stop.wait()


async def told_at_once(worker: Worker) -> bool:
    """Let it begin, and tell it to stop before it could hear."""
    life = asyncio.ensure_future(worker.works({}))
    await asyncio.sleep(0)
    worker.signal(signal.SIGTERM)
    return await life


def test_a_signal_waits_until_it_can_be_heard(tmp_path: Path) -> None:
    """It ends in good order, neither killed nor broken, however early it was told."""
    worker = Worker(tmp_path, "second", Points(), slow_to_start, 20.0)
    assert asyncio.run(told_at_once(worker)) is False
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
