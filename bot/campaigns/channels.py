"""Looks at many channels at once, for no longer than a form may wait.

Slack wants a form answered within three seconds, and conversations.info takes about 50 requests a minute. A look that
takes longer goes on by itself; what it finds is remembered by the directory, so that the next try has it.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping

from bot.campaigns.ports import ChannelSeen, Directory
from bot.errors import AskAgain, TryLater

FORM_MAY_WAIT = 2.0
"""Seconds that a step waits for Slack."""
START_MAY_WAIT = 1.0
"""Seconds that the last step waits, because writing a large campaign takes time too; mostly Slack was asked before."""
AT_ONCE = 8
"""Requests under way at the same time."""


class SharedOutside(AskAgain):
    """Some of these channels are shared with people outside your organisation; confirm that first."""

    def __init__(self, channels: Collection[ChannelSeen]) -> None:
        """`channels` are those nobody has confirmed."""
        names = named(channels)
        super().__init__(f"People outside your organisation read {names}. Confirm that both sides want this first.")
        self.channels = tuple(channels)


class Channels:
    """The channels of a workspace, as the directory sees them. Without a directory nothing is known, nor checked."""

    def __init__(self, directory: Directory | None) -> None:
        self._directory = directory
        self._slow: set[asyncio.Task[ChannelSeen]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def look(self, channels: Iterable[str], within: float | None = None) -> Mapping[str, ChannelSeen]:
        """See channels by id. Raises `TryLater` when Slack does not answer, or not within so many seconds."""
        if self._directory is None:
            return {channel: ChannelSeen(channel, is_member=True) for channel in channels}
        looks = {channel: asyncio.ensure_future(self._look(channel)) for channel in dict.fromkeys(channels)}
        if not looks:
            return {}
        done, slow = await asyncio.wait(looks.values(), timeout=within)
        for look in slow:
            self._slow.add(look)
            look.add_done_callback(self._over)
        problems = [error for error in (look.exception() for look in done) if error is not None]
        if problems:
            raise problems[0]
        if slow:
            raise TryLater("Slack is slow just now, so I could not look at every channel. Please try again.")
        return {channel: look.result() for channel, look in looks.items()}

    async def _look(self, channel: str) -> ChannelSeen:
        if self._directory is None:
            raise TryLater
        async with self._turns:
            return await self._directory.look(channel)

    def _over(self, look: asyncio.Task[ChannelSeen]) -> None:
        self._slow.discard(look)
        if not look.cancelled():
            look.exception()  # whoever asks next learns of it by asking


def outside(seen: Mapping[str, ChannelSeen]) -> tuple[ChannelSeen, ...]:
    """List the channels that the bot is not in."""
    return tuple(channel for channel in seen.values() if not channel.is_member)


def shared(seen: Mapping[str, ChannelSeen], confirmed: Collection[str] = ()) -> tuple[ChannelSeen, ...]:
    """List the channels that outsiders read too, and nobody has confirmed."""
    return tuple(channel for channel in seen.values() if channel.shared and channel.channel not in confirmed)


def named(channels: Iterable[ChannelSeen]) -> str:
    """Write channels into a sentence: #a, #b and #c."""
    *most, last = [channel.called for channel in channels]
    return f"{', '.join(most)} and {last}" if most else last


def invite(channels: Collection[ChannelSeen], afterwards: str) -> str:
    """Say how to let the bot into channels; `afterwards` is what to do then, such as "press Next again"."""
    where = "that channel" if len(channels) == 1 else "each of them"
    return f"I am not in {named(channels)}. Type /invite @Waymark in {where}, then {afterwards}."
