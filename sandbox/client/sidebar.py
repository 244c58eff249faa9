"""The sidebar: who one acts as, the channels, the conversations and the app."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.client.timeline import Author, author_of
from sandbox.records import Channel
from sandbox.workspace import Workspace

ACROSS = "Across teams"


@dataclass(frozen=True)
class Place:
    """A line of the sidebar. `unread` counts messages; `current` is where the reader is."""

    title: str
    path: str
    unread: int
    current: bool
    private: bool = False


@dataclass(frozen=True)
class Somebody:
    """A person one may act as."""

    author: Author
    path: str
    current: bool


@dataclass(frozen=True)
class Joinable:
    """A public channel the reader is not in."""

    id: str
    title: str


@dataclass(frozen=True)
class Sidebar:
    """All that stands in the sidebar."""

    workspace: str
    me: Author
    people: tuple[Somebody, ...]
    channels: tuple[Place, ...]
    joinable: tuple[Joinable, ...]
    conversations: tuple[Place, ...]
    app: Author
    app_home: Place | None
    app_messages: Place
    app_connected: bool


def sidebar(reader: Reader, memory: Memory, path: str) -> Sidebar:
    """Return the sidebar of a person who is at that path."""
    workspace = reader.workspace
    app = workspace.app
    messages = workspace.direct(reader.user.id, app.bot_user)
    others = [
        channel
        for channel in workspace.channels.values()
        if channel.kind in ("im", "mpim") and reader.may_see(channel) and app.bot_user not in channel.members
    ]
    home = f"{reader.home}/app/home"
    return Sidebar(
        workspace=workspace.name,
        me=author_of(reader, reader.user.id),
        people=tuple(
            Somebody(author_of(reader, user.id), _same_place(reader, user.id, path), user.id == reader.user.id)
            for user in reader.people()
        ),
        channels=tuple(_place(channel, reader, memory, path) for channel in reader.channels()),
        joinable=tuple(
            Joinable(channel.id, channel.name)
            for channel in workspace.channels.values()
            if channel.kind == "public" and not reader.may_see(channel) and not channel.is_archived
        ),
        conversations=tuple(_place(channel, reader, memory, path) for channel in others),
        app=author_of(reader, app.bot_user),
        app_home=Place("Home", home, 0, path == home) if app.home_tab else None,
        app_messages=_place(messages, reader, memory, path, "Messages"),
        app_connected=bool(app.events_url or len(workspace.dispatcher.sockets)),
    )


def people_by_team(workspace: Workspace) -> list[tuple[str, list[Somebody]]]:
    """Return everyone one may act as: first those in several channels, in none or alone in one; then by channel."""
    groups: dict[str, list[Somebody]] = {"": []}
    for user in sorted(workspace.users.values(), key=lambda user: user.real_name):
        if user.is_bot or user.deleted:
            continue
        reader = Reader(workspace, user)
        channels = [channel.name for channel in reader.channels()]
        team = f"#{channels[0]}" if len(channels) == 1 else ""
        groups.setdefault(team, []).append(Somebody(author_of(reader, user.id), reader.home, current=False))
    alone = {team for team, people in groups.items() if team and len(people) == 1}
    groups[""] = [*(person for team in sorted(alone) for person in groups[team]), *groups[""]]
    return [(team or ACROSS, people) for team, people in sorted(groups.items()) if people and team not in alone]


def _place(channel: Channel, reader: Reader, memory: Memory, path: str, title: str = "") -> Place:
    own = reader.channel_path(channel)
    unread = memory.unread(reader, channel)
    return Place(title or reader.channel_title(channel), own, unread, path == own, channel.kind == "private")


def _same_place(reader: Reader, user_id: str, path: str) -> str:
    """Return where another person would be in this place: here if they may, else at their start."""
    workspace = reader.workspace
    other = Reader(workspace, workspace.users[user_id])
    rest = path.removeprefix(reader.home)
    if rest.startswith("/app/"):
        return other.home + rest
    channel = workspace.channels.get(rest.removeprefix("/in/"))
    return other.channel_path(channel) if channel and other.may_see(channel) else other.home
