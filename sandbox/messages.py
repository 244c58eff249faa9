"""All messages of the workspace: kept per channel in order, with an index of threads.

Storage only: no rules, no events.
"""

from collections import defaultdict

from sandbox.records import Message


class Messages:
    """The messages by channel and timestamp."""

    def __init__(self) -> None:
        self._by_channel: dict[str, dict[str, Message]] = defaultdict(dict)
        self._replies: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, message: Message) -> None:
        """Keep a new message."""
        self._by_channel[message.channel][message.ts] = message
        if message.is_reply and message.thread_ts and message.ephemeral_to is None:
            self._replies[message.channel, message.thread_ts].append(message.ts)

    def get(self, channel: str, ts: str) -> Message | None:
        """Return a message that is there for everyone, or None (deleted ones that keep a thread are returned)."""
        message = self._by_channel[channel].get(ts)
        return None if message is None or message.ephemeral_to else message

    def get_ephemeral(self, channel: str, ts: str, reader: str) -> Message | None:
        """Return a message that only this reader sees."""
        message = self._by_channel[channel].get(ts)
        return message if message is not None and message.ephemeral_to == reader else None

    def remove(self, message: Message) -> None:
        """Forget a message wholly."""
        self._by_channel[message.channel].pop(message.ts, None)
        if message.is_reply and message.thread_ts:
            siblings = self._replies[message.channel, message.thread_ts]
            if message.ts in siblings:
                siblings.remove(message.ts)

    def replies(self, channel: str, root_ts: str) -> list[Message]:
        """Return the replies in a thread, oldest first, without its root."""
        log = self._by_channel[channel]
        return [log[ts] for ts in self._replies[channel, root_ts]]

    def in_channel(self, channel: str) -> list[Message]:
        """Return what stands in the channel itself, oldest first: roots and replies also sent to the channel."""
        return [
            message
            for message in self._by_channel[channel].values()
            if message.ephemeral_to is None and (not message.is_reply or message.broadcast)
        ]

    def everything(self, channel: str) -> list[Message]:
        """Return every message of the channel, replies and ephemeral ones included, oldest first."""
        return list(self._by_channel[channel].values())
