"""What is carried to the app, and how an attempt to carry it ended."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sandbox.records import Json

EnvelopeType = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Envelope:
    """One payload for the app."""

    type: EnvelopeType
    payload: Json

    @property
    def event_type(self) -> str:
        """The event's or interaction's type, for the journal."""
        if self.type == "events_api":
            return str(self.payload["event"]["type"] if "event" in self.payload else self.payload["type"])
        return str(self.payload.get("type", "slash_commands"))

    @property
    def names(self) -> tuple[str, str]:
        """What a fault may call it: its event's or interaction's type, and the kind of envelope."""
        return self.event_type, self.type

    @property
    def event_id(self) -> str | None:
        """The event's id; interactions have none."""
        return self.payload.get("event_id")


@dataclass(frozen=True)
class Outcome:
    """How one attempt ended.

    `reason` is Slack's retry reason when it failed, `answer` the body of the acknowledgement.
    """

    acknowledged: bool
    answer: Any = None
    reason: str | None = None
    no_retry: bool = False
    envelope_id: str | None = None


@dataclass
class Delivery:
    """The attempts to deliver one envelope: `first` is done after the first one, `final` when it is over for good."""

    envelope: Envelope
    first: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    final: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Transport(Protocol):
    """A way to the app."""

    name: str

    async def attempt(self, envelope: Envelope, number: int, reason: str | None, *, cut: bool = False) -> Outcome:
        """Try once.

        `number` is 0 for the first attempt, then the retry's number with the reason of the failure before. With `cut`
        the connection ends before the acknowledgement can come.
        """
        ...
