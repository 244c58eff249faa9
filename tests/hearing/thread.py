"""A thread as it stands in Slack, and what Slack says of each thing that happens in it: for tests of reading back.

Time is Slack's own and moves only when a test says so. Each act of a person gives the event that Slack would bring, to
be brought, lost, doubled or held back as a test likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from bot.clock import WireClock
from bot.dialogues import events as ev
from bot.hearing.ports import Closed, SeenMessage, SeenReaction, ThreadPage, Unreadable

T1 = "T0WORK"
Happened = TypeVar("Happened", bound=ev.Event)


class Time(WireClock):
    """Slack's time, moved by hand."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.passes(seconds)

    def passes(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self._now += timedelta(seconds=seconds)

    def stamp(self) -> str:
        """This moment, as Slack writes it in a message's ts."""
        return f"{self._now.timestamp():.6f}"


@dataclass
class Thread:
    """Messages under the one at `root`, which is always ours."""

    time: Time
    channel: str
    root_ts: str
    mark: str | None = None
    messages: dict[str, SeenMessage] = field(default_factory=dict)
    page_size: int = 2
    refuses: Unreadable | Closed | None = None
    purged: bool = False
    pages_read: int = 0
    _ids: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.messages[self.root_ts] = SeenMessage(self.root_ts, mark=self.mark)

    # --- people ------------------------------------------------------------------------------------------------------

    def posts(self, user: str, text: str) -> ev.ReplyPosted:
        """Somebody writes in the thread."""
        ts = self.time.stamp()
        self.messages[ts] = SeenMessage(ts, user, text)
        return self._event(ev.ReplyPosted, ts=ts, user=user, text=text, version_ts=ts, thread_ts=self.root_ts)

    def edits(self, ts: str, text: str) -> ev.ReplyEdited:
        """The author changes a message. Slack keeps the second of it."""
        whole = f"{int(float(self.time.stamp()))}.000000"
        self.messages[ts] = message = replace(self.messages[ts], text=text, edited_ts=whole)
        facts = {"ts": ts, "user": message.author, "text": text, "version_ts": self.time.stamp()}
        return self._event(ev.ReplyEdited, thread_ts=self.root_ts, **facts)

    def deletes(self, ts: str) -> ev.ReplyDeleted:
        """The author deletes a message."""
        del self.messages[ts]
        return self._event(ev.ReplyDeleted, ts=ts, version_ts=self.time.stamp(), thread_ts=self.root_ts)

    def reacts(self, user: str, ts: str, name: str) -> ev.ReactionAdded:
        """Somebody puts a reaction on a message."""
        users = self.users(ts, name)
        assert user not in users
        self._react(ts, name, (*users, user))
        return self._event(ev.ReactionAdded, ts=ts, user=user, name=name)

    def takes_back(self, user: str, ts: str, name: str) -> ev.ReactionRemoved:
        """Somebody takes a reaction back."""
        self._react(ts, name, tuple(other for other in self.users(ts, name) if other != user))
        return self._event(ev.ReactionRemoved, ts=ts, user=user, name=name)

    def users(self, ts: str, name: str) -> tuple[str, ...]:
        """Who put a reaction on a message."""
        return next((one.users for one in self.messages[ts].reactions if one.name == name), ())

    def _react(self, ts: str, name: str, users: tuple[str, ...]) -> None:
        message = self.messages[ts]
        others = tuple(one for one in message.reactions if one.name != name)
        mine = (SeenReaction(name, users),) if users else ()
        self.messages[ts] = replace(message, reactions=(*others, *mine))

    def _event(self, kind: type[Happened], **facts: Any) -> Happened:
        stamp: dict[str, Any] = {
            "id": f"EvThread{next(self._ids)}",
            "workspace": T1,
            "at": self.time.now(),
            "channel": self.channel,
        }
        return kind(**stamp, **facts)

    @property
    def replies(self) -> dict[str, SeenMessage]:
        """What people wrote and still stands, by ts."""
        return {ts: message for ts, message in self.messages.items() if message.author is not None}

    # --- Slack's side of `Threads` -----------------------------------------------------------------------------------

    async def page(self, channel: str, ts: str, after: str | None = None) -> ThreadPage | None:
        self._may_read()
        if self.purged or (channel, ts) != (self.channel, self.root_ts):
            return None
        self.pages_read += 1
        listed = [self.messages[key] for key in sorted(self.messages, key=float)]
        start = int(after or 0)
        stop = start + self.page_size
        again = listed[:1] if start else []  # Slack may repeat the beginning on each page
        return ThreadPage((*again, *listed[start:stop]), str(stop) if stop < len(listed) else None)

    async def root(self, channel: str, ts: str) -> SeenMessage | None:
        self._may_read()
        return self.messages[self.root_ts] if channel == self.channel and ts in self.messages else None

    async def stands(self, channel: str, ts: str) -> bool:
        self._may_read()
        return ts in self.messages

    def _may_read(self) -> None:
        if self.refuses is not None:
            raise self.refuses


def at(hour: int, minute: int = 0) -> datetime:
    """A moment on the Tuesday on which tests' campaigns begin."""
    return datetime(2027, 1, 12, hour, minute, tzinfo=UTC)
