"""What the client remembers for each person, and the workspace does not: what they have read, and dismissed."""

from __future__ import annotations

from sandbox.client.reader import Reader
from sandbox.records import Channel, Message


class Memory:
    """Read marks and dismissed private notes. Lost when the sandbox stops, as is all of it."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}
        self._news: dict[tuple[str, str], str | None] = {}
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

    def arrive(self, reader: Reader, channel: Channel) -> None:
        """Note what is new to a person who comes here; the line above it stays until they come again."""
        last = self._read.get((reader.user.id, channel.id), "")
        news = (m.ts for m in self._standing(reader, channel) if m.ts > last and m.user != reader.user.id)
        self._news[reader.user.id, channel.id] = next(news, None) if last else None

    def first_new(self, reader: Reader, channel: Channel) -> str | None:
        """Return the ts of the first message of others that was new when the person came here, None if none was."""
        return self._news.get((reader.user.id, channel.id))

    def unread(self, reader: Reader, channel: Channel) -> int:
        """Return how many messages of others in the channel itself are newer than what the person has seen."""
        last = self._read.get((reader.user.id, channel.id), "0")
        standing = self._standing(reader, channel)
        return sum(message.ts > last and message.user != reader.user.id for message in standing if not message.deleted)

    def _standing(self, reader: Reader, channel: Channel) -> list[Message]:
        return [message for message in self.visible(reader, channel) if not message.is_reply or message.broadcast]
