"""What happens to messages, whoever does it: posting, editing, deleting, reacting, joining.

Both the Web API and the acting people go through here, so that each change is stored, told to the browser, and sent
to the app as an event in one place. Permissions are the caller's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.delivery.envelope import Delivery
from sandbox.records import Channel, Message
from sandbox.shapes import message_json

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Posting:
    """Changes messages and memberships; methods return the deliveries they started."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def new(self, channel: Channel, user: str, text: str, **fields: Any) -> Message:
        """Make a message with the next timestamp; it is not stored yet."""
        workspace = self._workspace
        ts = workspace.timestamps.next()
        return Message(channel=channel.id, ts=ts, user=user, text=text, shown_at=workspace.story(), **fields)

    def post(self, message: Message) -> list[Delivery]:
        """Store a message and tell everyone."""
        workspace = self._workspace
        workspace.messages.add(message)
        self._changed(message)
        if message.ephemeral_to:
            return []
        return workspace.events.posted(message, workspace.channels[message.channel])

    def change(self, message: Message, editor: str | None = None, **fields: Any) -> list[Delivery]:
        """Change fields of a message; `editor` marks it as edited."""
        workspace = self._workspace
        before = message_json(workspace, message)
        for name, value in fields.items():
            setattr(message, name, value)
        if editor:
            second, _, _ = workspace.timestamps.next().partition(".")
            message.edited = {"user": editor, "ts": f"{second}.000000"}  # Slack keeps the whole second
        self._changed(message)
        if message.ephemeral_to:
            return []
        return workspace.events.changed(before, message, workspace.channels[message.channel])

    def delete(self, message: Message) -> list[Delivery]:
        """Delete a message; a root with replies leaves a tombstone, which Slack tells as a change."""
        workspace = self._workspace
        if message.ephemeral_to is None and workspace.messages.replies(message.channel, message.ts):
            cleared: dict[str, Any] = {"blocks": [], "attachments": [], "reactions": {}, "files": [], "metadata": None}
            return self.change(message, text="", deleted=True, **cleared)
        before = message_json(workspace, message)
        workspace.messages.remove(message)
        self._changed(message)
        return [] if message.ephemeral_to else workspace.events.deleted(before, workspace.channels[message.channel])

    def react(self, message: Message, name: str, user: str) -> list[Delivery]:
        """Add a reaction that is not there yet."""
        message.reactions.setdefault(name, []).append(user)
        self._changed(message)
        channel = self._workspace.channels[message.channel]
        return self._workspace.events.reaction("reaction_added", name, user, message, channel)

    def unreact(self, message: Message, name: str, user: str) -> list[Delivery]:
        """Remove a reaction that is there."""
        message.reactions[name].remove(user)
        if not message.reactions[name]:
            del message.reactions[name]
        self._changed(message)
        channel = self._workspace.channels[message.channel]
        return self._workspace.events.reaction("reaction_removed", name, user, message, channel)

    def join(self, channel: Channel, user: str, inviter: str | None = None) -> list[Delivery]:
        """Make a user a member; the channel shows it as a message."""
        channel.members.append(user)
        self._workspace.changes.publish("channel", channel=channel.id)
        note = self.new(channel, user, f"<@{user}> has joined the channel", subtype="channel_join")
        sent = self.post(note)
        return sent + self._workspace.events.membership("member_joined_channel", user, channel, inviter)

    def leave(self, channel: Channel, user: str) -> list[Delivery]:
        """End a membership; the channel shows it as a message."""
        note = self.new(channel, user, f"<@{user}> has left the channel", subtype="channel_leave")
        channel.members.remove(user)
        self._workspace.changes.publish("channel", channel=channel.id)
        sent = self.post(note)
        return sent + self._workspace.events.membership("member_left_channel", user, channel)

    def _changed(self, message: Message) -> None:
        self._workspace.changes.publish("message", channel=message.channel, ts=message.ts, reader=message.ephemeral_to)
