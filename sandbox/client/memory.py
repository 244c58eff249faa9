"""What the client remembers for each person, and the workspace does not: what they have read, and dismissed."""

from __future__ import annotations

from sandbox.client.reader import Reader
from sandbox.records import Channel, Message


class Memory:
    """Read marks and dismissed private notes. Lost when the sandbox stops, as is all of it."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}
        self._dismissed: set[tuple[str, str]] = set()

    def dismiss(self, user: str, ts: str) -> None:
        """Hide a note that only this person sees."""
        self._dismissed.add((user, ts))

    def visible(self, reader: Reader, channel: Channel) -> list[Message]:
        """Return all a person sees in a conversation, replies too, oldest first."""
        every = reader.workspace.messages.everything(channel.id)
        return [
            message
            for message in every
            if message.ephemeral_to in (None, reader.user.id) and (reader.user.id, message.ts) not in self._dismissed
        ]

    def mark_read(self, reader: Reader, channel: Channel) -> None:
        """Note that a person has seen a conversation as it is now."""
        seen = self._standing(reader, channel)
        self._read[reader.user.id, channel.id] = seen[-1].ts if seen else "0"

    def unread(self, reader: Reader, channel: Channel) -> int:
        """Return how many messages of others in the channel itself are newer than what the person has seen."""
        last = self._read.get((reader.user.id, channel.id), "0")
        standing = self._standing(reader, channel)
        return sum(message.ts > last and message.user != reader.user.id for message in standing if not message.deleted)

    def _standing(self, reader: Reader, channel: Channel) -> list[Message]:
        return [message for message in self.visible(reader, channel) if not message.is_reply or message.broadcast]
