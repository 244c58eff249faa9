"""Parts that run beside each other until the process is told to stop, and end together, in good order and in time.

A platform's SIGTERM leaves ten seconds. Each part stops taking new work at once and gives what is under way some
seconds; all of them at the same time. A second signal ends the process at once, and so does time that runs out: what
was under way then is found out about at the next start, as after a crash.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

import structlog

SIGNALS = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 7.0  # seconds until parts that have not ended are broken off; Python itself takes some to end
LAST = 9.5  # seconds until the process ends, whatever it hangs in
LOG = structlog.get_logger("process")


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """Give an event that the first SIGTERM or SIGINT sets. Needs a running event loop, in the main thread."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard() -> None:
        LOG.info("stopping")
        stop.set()
        for name in SIGNALS:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_DFL)  # the next one ends us at once
        signal.setitimer(signal.ITIMER_REAL, LAST)  # and so does SIGALRM, when even the loop hangs

    for name in SIGNALS:
        loop.add_signal_handler(name, heard)
    try:
        yield stop
    finally:
        for name in SIGNALS:
            loop.remove_signal_handler(name)


async def together(stop: asyncio.Event, *parts: AbstractAsyncContextManager[object]) -> None:
    """Run parts beside each other until `stop`, or until one breaks; then let all end at once.

    Raises what broke.
    """
    told = asyncio.create_task(stop.wait())
    tasks = [asyncio.create_task(_live(part, stop)) for part in parts]
    await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    _, late = await asyncio.wait(tasks, timeout=PATIENCE)
    if late:
        LOG.warning("broken_off", parts=len(late))
    for task in late:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
            raise outcome


async def _live(part: AbstractAsyncContextManager[object], stop: asyncio.Event) -> None:
    async with part:
        await stop.wait()
