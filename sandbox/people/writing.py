"""Writing and reacting: posting, editing, deleting, emoji, joining and leaving."""

from __future__ import annotations

import re
import uuid

from sandbox.errors import PersonError
from sandbox.people.actor import Actor
from sandbox.records import Channel, Message
from sandbox.text import rich_text, typed_by_person


class Writing(Actor):
    """What a person does with messages."""

    async def post(self, channel: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False) -> str:
        """Write a message (in a thread with `thread_ts`) and return its ts."""
        where = self._channel(channel)
        if not text.strip():
            raise PersonError("An empty message cannot be sent.")
        if where.is_archived:
            raise PersonError(f"{where.name} is archived.")
        root = self._root(where, thread_ts) if thread_ts else None
        message = self.workspace.posting.new(
            where,
            self.id,
            self._typed(text),
            thread_ts=root.ts if root else None,
            broadcast=broadcast,
            subtype="thread_broadcast" if broadcast and root else None,
            client_msg_id=str(uuid.uuid4()),
        )
        message.blocks = [rich_text(message.text, self.workspace.ids.new("b"))]
        self._note("post", channel=where.id, ts=message.ts, thread_ts=message.thread_ts, text=message.text)
        await self._settle(self.workspace.posting.post(message))
        return message.ts

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change an own message."""
        message = self._own(channel, ts)
        typed = self._typed(text)
        if typed == message.text:
            return  # as in Slack: no mark, and the app hears nothing
        self._note("edit", channel=message.channel, ts=ts, text=typed)
        blocks = [rich_text(typed, self.workspace.ids.new("b"))]
        await self._settle(self.workspace.posting.change(message, editor=self.id, text=typed, blocks=blocks))

    async def delete(self, channel: str, ts: str) -> None:
        """Delete an own message."""
        message = self._own(channel, ts)
        self._note("delete", channel=message.channel, ts=ts)
        await self._settle(self.workspace.posting.delete(message))

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Add a reaction, by its name without colons."""
        message = self._message(self._channel(channel), ts)
        emoji = name.strip(":")
        if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", emoji):
            raise PersonError(f"There is no emoji {name}.")
        if self.id in message.reactions.get(emoji, []):
            raise PersonError(f"{self.user.name} has reacted with {emoji} already.")
        self._note("react", channel=message.channel, ts=ts, name=emoji)
        await self._settle(self.workspace.posting.react(message, emoji, self.id))

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take a reaction back."""
        message = self._message(self._channel(channel), ts)
        emoji = name.strip(":")
        if self.id not in message.reactions.get(emoji, []):
            raise PersonError(f"{self.user.name} has not reacted with {emoji}.")
        self._note("unreact", channel=message.channel, ts=ts, name=emoji)
        await self._settle(self.workspace.posting.unreact(message, emoji, self.id))

    async def join(self, channel: str) -> None:
        """Join a public channel."""
        where = self.workspace.channels.get(channel) or self.workspace.channel_named(channel)
        if where is None or where.kind != "public":
            raise PersonError(f"{self.user.name} cannot join {channel}.")
        if self.id not in where.members:
            self._note("join", channel=where.id)
            await self._settle(self.workspace.posting.join(where, self.id))

    async def leave(self, channel: str) -> None:
        """Leave a channel."""
        where = self._channel(channel)
        self._note("leave", channel=where.id)
        await self._settle(self.workspace.posting.leave(where, self.id))

    async def invite(self, channel: str, user: str) -> None:
        """Bring another person or the app's bot into a channel."""
        where = self._channel(channel)
        if user in where.members or user not in self.workspace.users:
            raise PersonError(f"{user} cannot be invited to {where.name}.")
        self._note("invite", channel=where.id, invited=user)
        await self._settle(self.workspace.posting.join(where, user, self.id))

    async def remove(self, channel: str, user: str) -> None:
        """Take another person or the app's bot out of a channel."""
        where = self._channel(channel)
        if user not in where.members:
            raise PersonError(f"{user} is not in {where.name}.")
        self._note("remove", channel=where.id, removed=user)
        await self._settle(self.workspace.posting.leave(where, user))

    def _typed(self, text: str) -> str:
        users = self.workspace.users.values()
        names = {user.real_name: user.id for user in users} | {user.name: user.id for user in users}
        channels = {channel.name: channel.id for channel in self.workspace.channels.values() if channel.name}
        return typed_by_person(text, names, channels)

    def _root(self, channel: Channel, thread_ts: str) -> Message:
        message = self.workspace.messages.get(channel.id, thread_ts)
        if message is None:
            raise PersonError(f"There is no thread {thread_ts} in {channel.name or channel.id}.")
        if message.is_reply and message.thread_ts:
            return self._root(channel, message.thread_ts)
        return message

    def _own(self, channel: str, ts: str) -> Message:
        message = self._message(self._channel(channel), ts)
        if message.user != self.id:
            raise PersonError(f"{self.user.name} may only change own messages.")
        return message
