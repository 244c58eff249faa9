"""The person at the screen: what names they see, and where a link leads them. Reads the workspace, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from sandbox.records import Channel, Message, User
from sandbox.workspace import Workspace

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_PERMALINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})")


def anchor(ts: str) -> str:
    """Return the page's id for a message."""
    return f"m-{ts.replace('.', '-')}"


def safe_url(url: str) -> str | None:
    """Return the address if a click on it can do no harm, else None."""
    return url if urlsplit(url.strip()).scheme.lower() in SAFE_SCHEMES else None


@dataclass(frozen=True)
class Reader:
    """Sees the workspace with one person's eyes."""

    workspace: Workspace
    user: User

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.user.tz)

    @property
    def now(self) -> datetime:
        """Story time, in the person's zone."""
        return self.workspace.story().astimezone(self.zone)

    @property
    def home(self) -> str:
        """The path under which this person's pages lie."""
        return f"/as/{self.user.id}"

    def may_see(self, channel: Channel) -> bool:
        """Whether the person is in this conversation, or could look into it."""
        return self.user.id in channel.members

    def knows(self, channel: Channel) -> bool:
        """Whether the person may learn that this conversation exists."""
        return channel.kind == "public" or self.may_see(channel)

    def channels(self) -> Iterator[Channel]:
        """Give the named channels the person is in, by name."""
        named = (channel for channel in self.workspace.channels.values() if channel.kind in ("public", "private"))
        yield from sorted((channel for channel in named if self.may_see(channel)), key=lambda channel: channel.name)

    def people(self) -> Iterator[User]:
        """Give the people of the workspace, by name."""
        living = (user for user in self.workspace.users.values() if not user.is_bot and not user.deleted)
        yield from sorted(living, key=lambda user: user.real_name)

    def name_of(self, user_id: str) -> str:
        """Return a person's name, or their id if nobody has it."""
        user = self.workspace.users.get(user_id)
        return user.real_name if user else user_id

    def channel_title(self, channel: Channel) -> str:
        """Return what a conversation is called: its name, or who else is in it."""
        if channel.kind in ("public", "private"):
            return channel.name
        others = [self.name_of(member) for member in channel.members if member != self.user.id]
        return ", ".join(others) or self.user.real_name

    def channel_path(self, channel: Channel, *, thread: str | None = None, message: str | None = None) -> str:
        """Return the path of a conversation, with a thread opened beside it or a message in view."""
        direct = channel.kind == "im" and self.workspace.app.bot_user in channel.members
        path = f"{self.home}/app/messages" if direct else f"{self.home}/in/{quote(channel.id)}"
        query = f"?thread={quote(thread)}" if thread else ""
        mark = f"#{'t-' if thread and message != thread else ''}{anchor(message)}" if message else ""
        return f"{path}{query}{mark}"

    def message_path(self, message: Message) -> str:
        """Return the path that shows a message in its place."""
        channel = self.workspace.channels[message.channel]
        thread = message.thread_ts if message.is_reply else None
        return self.channel_path(channel, thread=thread, message=message.ts)

    def inside(self, url: str) -> str | None:
        """Return the path of this person's page for a message's own address, None for any other address."""
        base = self.workspace.base_url
        found = _PERMALINK.fullmatch(urlsplit(url).path) if url.startswith(f"{base}/") else None
        return self.permalink(found["channel"], f"{found['seconds']}.{found['micros']}") if found else None

    def permalink(self, channel_id: str, ts: str) -> str | None:
        """Return where a message is, None when this person does not see it."""
        message = self.workspace.messages.get(channel_id, ts)
        channel = self.workspace.channels.get(channel_id)
        return self.message_path(message) if message and channel and self.may_see(channel) else None
