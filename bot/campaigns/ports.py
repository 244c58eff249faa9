"""What campaigns need from Slack, in their own words."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class ChannelSeen:
    """A channel as the bot sees it. Of a private one that it is not in it sees nothing: `name` is empty then.

    `shared`: people from outside the organisation read it too, or were asked to.
    """

    channel: str
    name: str = ""
    is_member: bool = False
    shared: bool = False

    @property
    def called(self) -> str:
        """What people call it, for a sentence without markup."""
        return f"#{self.name}" if self.name else f"a private channel ({self.channel})"


class Directory(Protocol):
    """Who and what is where in a workspace. Every method may raise `TryLater` when Slack does not answer."""

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """List the people in a channel (Slack ids), without bots."""
        ...

    async def look(self, channel: str) -> ChannelSeen:
        """Look at a channel: its name, whether the bot is in it, and whether outsiders are."""
        ...

    async def name_of(self, user: str) -> str:
        """Give the name a person goes by."""
        ...

    async def zone_of(self, user: str) -> str:
        """Give the time zone (IANA name) of a person's profile; empty where Slack does not say."""
        ...


class ThreadsRead(Protocol):
    """Sees that what people wrote in Slack is known before a beat speaks of it or counts it."""

    async def may_go_on(self, round_id: str, kind: str) -> bool:
        """Read a round's threads before a beat. False when the beat has to wait; then ask again at the next tick."""
        ...
