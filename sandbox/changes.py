"""Tells whoever waits that the workspace has changed: tests wait for a message, browsers for their next picture.

A change is a small dictionary with a `kind` (message, view, home, channel, reaction, clock, story) and ids; it holds no
state of its own.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
Change = dict[str, Any]


class Changes:
    """Publishes changes to any number of listeners."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Change]] = set()

    def publish(self, kind: str, **ids: Any) -> None:
        """Tell every listener that something changed."""
        for listener in self._listeners:
            listener.put_nowait({"kind": kind, **ids})

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[Change]]:
        """Give a queue that receives every change from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def wait_for(self, look: Callable[[], T | None], timeout: float = 5.0) -> T | None:
        """Call `look` now and after each change until it gives something; None when `timeout` seconds have passed."""
        with self.subscribe() as queue:
            try:
                async with asyncio.timeout(timeout):
                    while not (found := look()):
                        await queue.get()
                    return found
            except TimeoutError:
                return look() or None
