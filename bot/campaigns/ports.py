"""What campaigns need from Slack, in their own words."""

from typing import Protocol


class Directory(Protocol):
    """Who and what is where in a workspace. Every method may raise `TryLater` when Slack does not answer."""

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """List the people in a channel (Slack ids), without bots."""
        ...

    async def is_in(self, channel: str) -> bool:
        """Tell whether the bot is in a channel."""
        ...

    async def name_of(self, user: str) -> str:
        """Give the name a person goes by."""
        ...

    async def channel_name(self, channel: str) -> str:
        """Give a channel's name, without the #."""
        ...
