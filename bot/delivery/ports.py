"""What delivery asks of Slack, and the ways in which Slack may say no. No Slack packages here, no database.

Every outgoing request ends in exactly one way: it worked, or one of the `DeliveryProblem`s below was raised.
Which Slack answer means which of them is the adapter's table (`bot/slack/refusals.py`); what follows from each is
`bot/delivery/transitions.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.chores import Chore
from bot.errors import WaymarkError


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What to say and where. `channel` is a channel's id or a person's (then it goes to the coach's DM with them).

    `mark` is the opaque id that travels in the message's metadata; None where nothing is posted (an update, a Home).
    """

    workspace: str
    channel: str
    utterance: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"
    mark: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True)
class Posted:
    """Where a message stands: the channel's id (a DM's, never a person's) and Slack's timestamp."""

    channel: str
    ts: str


class DeliveryProblem(WaymarkError):
    """Slack did not take a request. `code` is Slack's word for it, or ours in the same style."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack did not take a request: {code}.")
        self.code = code


class Limited(DeliveryProblem):
    """Too many requests: certainly not carried out. Nothing more for this workspace for `retry_after` seconds."""

    def __init__(self, retry_after: float, code: str = "ratelimited") -> None:
        super().__init__(code)
        self.retry_after = retry_after


class NotSent(DeliveryProblem):
    """The request certainly was not carried out (it never left, or a passing state forbids it). Try again later."""


class Refused(DeliveryProblem):
    """Slack refuses for good. `fix` says in plain words what an admin can do about it."""

    def __init__(self, code: str, fix: str = "") -> None:
        super().__init__(code)
        self.fix = fix


class TooEarly(NotSent):
    """What it belongs under does not stand yet, maybe for days: to wait for it is no failed attempt."""


class TooRich(Refused):
    """Slack refuses the form of a message, and so did not post it; its words can be drawn more plainly."""


class InDoubt(DeliveryProblem):
    """It may or may not have been carried out. Look before sending again."""


class Messenger(Protocol):
    """Slack, as far as delivery needs it. Each call sends one request (`find`: one a page) and never repeats it.

    All of them raise the `DeliveryProblem`s above and nothing else that a request may cause.
    """

    async def address(self, workspace: str, recipient: str) -> str:
        """Return the channel id to post to: a person's DM is opened (which posts nothing), a channel is itself."""
        ...

    def is_open(self, workspace: str, recipient: str) -> bool:
        """Tell whether `address` needs no request."""
        ...

    async def post(self, message: Outgoing, may_leave: Callable[[], bool] = lambda: True) -> Posted:
        """Post a message, once, with its mark in the metadata. `TooRich` where the fact `plain` would draw it plainly.

        `may_leave` is asked when nothing is left to do but to send the request; if not, `NotSent("too_slow")`.
        """
        ...

    async def update(self, channel: str, ts: str, message: Outgoing) -> None:
        """Make a posted message look like this."""
        ...

    async def delete(self, channel: str, ts: str) -> None:
        """Take a posted message away."""
        ...

    async def publish_home(self, user: str, message: Outgoing) -> None:
        """Make a person's Home tab look like this."""
        ...

    async def find(self, channel: str, mark: str, thread_ts: str | None, since: datetime) -> Sequence[Posted]:
        """Look for a message by its mark: in the thread if there is one, else in the channel, from `since` on.

        One that stands twice is found twice.
        """
        ...

    async def has_replies(self, channel: str, ts: str) -> bool:
        """Tell whether anybody replied to a message."""
        ...


class Dispatcher(Protocol):
    """Has delivered what is due: by this process alone (`embedded.py`), or by many workers (`scaled.py`)."""

    def notify(self) -> None:
        """Say that something may be due: after a commit that planned messages, and on each tick."""
        ...

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is under way."""
        ...

    async def settle(self, timeout: float = 30.0) -> None:
        """Return when nothing that is due is left: sent, refused or expired, and every desired state shown.

        For the demo and for tests. Runs by itself where `run` does not. Raises `TimeoutError` after `timeout` seconds
        of wire time, saying what is left.
        """
        ...

    def chores(self) -> Sequence[Chore]:
        """What is to be done beside, by the clock's ticks."""
        ...
