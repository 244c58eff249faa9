"""What every kind of act needs: who acts, where they may, and the wait for the app."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.delivery.envelope import Delivery
from sandbox.errors import PersonError
from sandbox.records import Channel, Message, User

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Actor:
    """A person of the workspace."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self.workspace = workspace
        self.id = user_id

    @property
    def user(self) -> User:
        """The person's record."""
        return self.workspace.users[self.id]

    def _channel(self, channel: str) -> Channel:
        found = self.workspace.channels.get(channel) or self.workspace.channel_named(channel)
        if found is None or self.id not in found.members:
            raise PersonError(f"{self.user.name} is not in the channel {channel}.")
        return found

    def _message(self, channel: Channel, ts: str) -> Message:
        messages = self.workspace.messages
        found = messages.get(channel.id, ts) or messages.get_ephemeral(channel.id, ts, self.id)
        if found is None or found.deleted:
            raise PersonError(f"{self.user.name} sees no message {ts} in {channel.name or channel.id}.")
        return found

    def _note(self, act: str, **what: Any) -> None:
        self.workspace.journal.add("act", user=self.id, act=act, **what)

    async def _settle(self, deliveries: list[Delivery]) -> None:
        """Wait until the app has acknowledged, or a first attempt has failed.

        A failed event is not the person's concern.
        """
        await asyncio.gather(*(delivery.first for delivery in deliveries))
