"""Engines that are used again: what SQLAlchemy compiled for the database of one test serves the next.

A coach compiles each statement once and then runs for weeks. A test run, which opens a new database for each test,
would compile the same statements again for each of them. So an engine comes back when nobody holds it any more, and the
next database of its kind is given it, at another address and with other keys. It brings SQL along and nothing else: it
comes back only if it was disposed of, its pool begins anew, and one that a test listened to is left alone.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import database, engines

Listeners = tuple[int, ...]


@dataclass
class Shelf:
    """Engines of one kind of use (writing, reading) that nobody holds; `make` is the product's way to a new one."""

    make: Callable[[URL], AsyncEngine]
    idle: dict[str, list[Engine]] = field(default_factory=dict)

    def take(self, url: URL) -> AsyncEngine:
        """An engine for this address: one that was used before, or a new one."""
        waiting = self.idle.setdefault(url.drivername, [])
        engine = waiting.pop() if waiting else self._new(url)
        engine.url, engine.pool = url, engine.pool.recreate()
        lent = AsyncEngine(engine)
        weakref.finalize(lent, self._back, waiting, engine, _listeners(engine)).atexit = False
        return lent

    def _new(self, url: URL) -> Engine:
        engine = self.make(url).sync_engine
        event.listen(engine, "do_connect", _to_the_address_of(weakref.ref(engine)))
        return engine

    @staticmethod
    def _back(waiting: list[Engine], engine: Engine, listeners: Listeners) -> None:
        connections = engine.pool.checkedin() + engine.pool.checkedout()  # type: ignore[attr-defined]  # a queue's
        if connections == 0 and _listeners(engine) == listeners:
            waiting.append(engine)


def _to_the_address_of(engine: weakref.ref[Engine]) -> Callable[..., None]:
    """What is called before each connection: it goes to where the engine is now, not to where it was made."""

    def connects(dialect: Any, _record: object, words: list[Any], named: dict[str, Any]) -> None:
        held = engine()
        assert held is not None, "an engine that connects is there"
        there, options = dialect.create_connect_args(held.url)
        words[:] = there
        named.clear()
        named.update(options)

    return connects


def _listeners(engine: Engine) -> Listeners:
    """How many listen to each thing that an engine and its pool tell."""
    told: tuple[Any, ...] = (engine.dispatch, engine.pool.dispatch)
    return tuple(len(list(getattr(one, name))) for one in told for name in sorted(one._event_names))


@contextmanager
def used_again() -> Iterator[tuple[Shelf, Shelf]]:
    """Have the product's databases take their engines from two shelves: one for writing, one for reading."""
    write, read = engines.writing_engine, engines.reading_engine
    writing = Shelf(write)
    reading = Shelf(lambda url: read(url, write(url)))

    def reads(url: URL, beside: AsyncEngine) -> AsyncEngine:
        return reading.take(url) if url.get_backend_name() == "sqlite" else read(url, beside)

    with patch.object(database, "writing_engine", writing.take), patch.object(database, "reading_engine", reads):
        yield writing, reading
