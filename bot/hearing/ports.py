"""What reading back asks of Slack. No Slack packages here, no database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.dialogues.events import Event
from bot.errors import TryLater

#: The conversation, with whatever it wants answered at once.
Play = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True)
class SeenReaction:
    """A reaction on a message: its name without colons and skin tone, and who put it there, as Slack's ids."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True)
class SeenMessage:
    """A message as it stands in Slack now. `author` is set for what a person wrote, `mark` for what we posted.

    `edited_ts` is when its author last changed it (Slack writes whole seconds).
    """

    ts: str
    author: str | None = None
    text: str = ""
    edited_ts: str | None = None
    mark: str | None = None
    reactions: tuple[SeenReaction, ...] = ()


@dataclass(frozen=True)
class ThreadPage:
    """A part of a thread, oldest first, with the message that it hangs on in the first one. No `next`: the last."""

    messages: tuple[SeenMessage, ...]
    next: str | None = None


class Unreadable(TryLater):
    """Slack's threads cannot be read just now. Please try again in a minute."""

    def __init__(self, code: str, wait: float | None = None) -> None:
        super().__init__()
        self.code = code
        self.wait = wait  # seconds that Slack asked us to wait


class Closed(TryLater):
    """Slack does not let us read there at all. Please look at the app's settings in Slack."""

    def __init__(self, code: str, fix: str) -> None:
        super().__init__()
        self.code = code
        self.fix = fix


class Threads(Protocol):
    """Slack's threads. Each call is one request (and one more for a message with more reactions than Slack lists).

    All raise `Unreadable`, or `Closed` when Slack refuses for good.
    """

    async def page(self, channel: str, ts: str, after: str | None = None) -> ThreadPage | None:
        """Read a part of the thread under a message; None when nothing stands there any more."""
        ...

    async def root(self, channel: str, ts: str) -> SeenMessage | None:
        """Look at the message that a thread hangs on, by its own ts or by that of a message in it."""
        ...

    async def stands(self, channel: str, ts: str) -> bool:
        """Tell whether a message of a thread is still there."""
        ...
