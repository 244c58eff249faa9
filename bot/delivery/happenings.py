"""What may happen to an outgoing message: the inputs of `transitions.py`. Pure data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Claim:
    """A worker takes the row."""

    owner: str


@dataclass(frozen=True)
class Paced:
    """Its turn is not near: it is to ask again in `wait` seconds."""

    wait: float


@dataclass(frozen=True)
class Begin:
    """The request is about to leave, to this channel and thread."""

    channel: str
    thread_ts: str | None = None


@dataclass(frozen=True)
class Accepted:
    """Slack said yes."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Throttled:
    """Slack said: too many; it did not post."""

    wait: float
    code: str = "ratelimited"


@dataclass(frozen=True)
class NeverLeft:
    """The request certainly did not post."""

    code: str


@dataclass(frozen=True)
class RefusedForGood:
    """Slack said no, and will again."""

    code: str


@dataclass(frozen=True)
class RefusedAsDrawn:
    """Slack said no to the form of the message, which can be drawn more plainly."""

    code: str


@dataclass(frozen=True)
class Unclear:
    """Nobody knows whether it posted."""

    code: str


@dataclass(frozen=True)
class LeaseOver:
    """Whoever had the row did not come back in time."""


@dataclass(frozen=True)
class Found:
    """The message was seen in Slack, by its mark: at a look, in a thread that was read back, or after all."""

    channel: str
    ts: str


@dataclass(frozen=True)
class NotThere:
    """A look that began at this moment did not see the message; Slack answered it by `answered` at the latest."""

    answered: datetime


@dataclass(frozen=True)
class CannotLook:
    """A look was not possible; `wait` seconds are asked for, or None."""

    code: str
    wait: float | None = None


@dataclass(frozen=True)
class Orphaned:
    """The message it belongs under will never stand."""


@dataclass(frozen=True)
class Cancel:
    """It is not wanted any more."""


Happening = (
    Claim
    | Paced
    | Begin
    | Accepted
    | Throttled
    | NeverLeft
    | RefusedForGood
    | RefusedAsDrawn
    | Unclear
    | LeaseOver
    | Found
    | NotThere
    | CannotLook
    | Orphaned
    | Cancel
)
