"""Reading: what a person sees in channels, threads, their DM with the app, and on its home tab."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.people.actor import Actor
from sandbox.records import Message, View


class Reading(Actor):
    """What a person can look at. Nothing here changes anything, apart from `open_home` which tells the app."""

    def dm_with_bot(self) -> str:
        """Return the id of this person's conversation with the app."""
        return self.workspace.direct(self.id, self.workspace.app.bot_user).id

    def messages(self, channel: str) -> list[Message]:
        """Return what this person sees in a channel: everything, replies too, and own ephemeral messages.

        Oldest first.
        """
        where = self._channel(channel)
        every = self.workspace.messages.everything(where.id)
        return [message for message in every if message.ephemeral_to in (None, self.id)]

    def thread(self, channel: str, root_ts: str) -> list[Message]:
        """Return a thread without its root, oldest first."""
        return [message for message in self.messages(channel) if message.is_reply and message.thread_ts == root_ts]

    def inbox(self) -> list[Message]:
        """Return what the app wrote to this person in their DM, oldest first."""
        return [message for message in self.messages(self.dm_with_bot()) if message.by_app]

    def ephemerals(self, channel: str | None = None) -> list[Message]:
        """Return the messages only this person sees, in one channel or in all, oldest first."""
        channels = [channel] if channel else [c.id for c in self.workspace.channels.values() if self.id in c.members]
        found = [message for where in channels for message in self.messages(where) if message.ephemeral_to]
        return sorted(found, key=lambda message: message.ts)

    def home(self) -> View | None:
        """Return this person's home tab as the app last published it."""
        return self.workspace.views.home(self.id)

    def modal(self) -> View | None:
        """Return the modal this person looks at."""
        return self.workspace.views.top(self.id)

    async def wait_for_message(
        self,
        channel: str,
        fits: Callable[[Message], bool] = lambda message: message.by_app,
        *,
        after: str = "",
        timeout: float = 5.0,
    ) -> Message | None:
        """Wait for a message that fits and is newer than `after`; by default any message of the app."""

        def look() -> Message | None:
            seen = self.messages(channel)
            return next(
                (message for message in seen if message.ts > after and not message.deleted and fits(message)), None
            )

        return await self.workspace.changes.wait_for(look, timeout)
