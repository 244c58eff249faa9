"""The workspace: the in-memory world of the sandbox, and the one place where its parts meet.

Everything lives in one event loop; nothing here is safe to touch from another thread. People act through `person`;
the app comes in through the server's Web API.
"""

from sandbox.apps import make_app
from sandbox.changes import Changes
from sandbox.clocks import Story, SystemWire, Timestamps, Wire, system_story
from sandbox.delivery.dispatcher import Dispatcher
from sandbox.errors import PersonError
from sandbox.events import EventFeed
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.ids import Ids, secret
from sandbox.interactions import Interactions
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.messages import Messages
from sandbox.pace import Pace
from sandbox.people.person import Person
from sandbox.posting import Posting
from sandbox.records import App, Channel, ChannelKind, User
from sandbox.response_urls import ResponseUrls
from sandbox.triggers import Triggers
from sandbox.views import Views


class Workspace:
    """One Slack workspace with one app.

    `wire` is real time, `story` what the browser shows; both default to the machine's clock. `pace.scale` divides
    Slack's waits.
    """

    def __init__(
        self,
        app: App | None = None,
        *,
        name: str = "Sandbox",
        team_id: str = "T0SANDBOX01",
        wire: Wire | None = None,
        story: Story = system_story,
        pace: Pace | None = None,
    ) -> None:
        self.name = name
        self.team_id = team_id
        self.app = app or make_app()
        self.wire = wire or SystemWire()
        self.story = story
        self.pace = pace or Pace()
        self.base_url = "http://sandbox.invalid"
        self.created = int(self.wire.now())
        self.ids = Ids()
        self.timestamps = Timestamps(self.wire)
        self.changes = Changes()
        self.journal = Journal(self.wire, story)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages = Messages()
        self.files = Files(self.ids, self.wire)
        self.views = Views(self.ids, self.changes)
        self.triggers = Triggers(self.wire, self.pace)
        self.limits = Limits(self.wire, self.pace)
        self.faults = Faults()
        self.dispatcher = Dispatcher(self.app, self.wire, self.pace, self.journal, self.faults)
        self.events = EventFeed(self)
        self.posting = Posting(self)
        self.interactions = Interactions(self)
        self.response_urls = ResponseUrls(self)
        self.tickets: set[str] = set()
        self.add_user(self.app.name.lower(), self.app.name, user_id=self.app.bot_user, is_bot=True)

    def add_user(
        self,
        name: str,
        real_name: str = "",
        *,
        user_id: str | None = None,
        title: str = "",
        tz: str = "Europe/London",
        locale: str = "en-GB",
        email: str = "",
        is_bot: bool = False,
        is_admin: bool = False,
        team_id: str | None = None,
    ) -> User:
        """Add a person (or a bot user); `team_id` of another workspace makes a guest from a shared channel."""
        user = User(
            id=user_id or self.ids.new("U"),
            name=name,
            real_name=real_name or name,
            team_id=team_id or self.team_id,
            tz=tz,
            locale=locale,
            is_bot=is_bot,
            title=title,
            email=email,
            is_admin=is_admin,
        )
        self.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        members: list[str],
        *,
        channel_id: str | None = None,
        private: bool = False,
        with_bot: bool = True,
        is_ext_shared: bool = False,
    ) -> Channel:
        """Add a channel with its members, and the app's bot unless `with_bot` is off."""
        kind: ChannelKind = "private" if private else "public"
        joined = [*members, *([self.app.bot_user] if with_bot else [])]
        channel = Channel(channel_id or self.ids.new("C"), name, kind, list(dict.fromkeys(joined)))
        channel.creator = members[0] if members else self.app.bot_user
        channel.created = int(self.wire.now())
        channel.is_ext_shared = is_ext_shared
        self.channels[channel.id] = channel
        self.changes.publish("channel", channel=channel.id)
        return channel

    def person(self, user_id: str) -> Person:
        """Return the hands of a person. Raises `PersonError` if there is no such person."""
        if user_id not in self.users:
            raise PersonError(f"There is no user {user_id} in this workspace.")
        return Person(self, user_id)

    def direct(self, *users: str) -> Channel:
        """Return the direct conversation of these users, made if need be (``im`` for two, else ``mpim``)."""
        members = list(dict.fromkeys(users))
        kind: ChannelKind = "im" if len(members) <= 2 else "mpim"
        for channel in self.channels.values():
            if channel.kind == kind and set(channel.members) == set(members):
                return channel
        name = "" if kind == "im" else "mpdm-" + "--".join(self.users[user].name for user in members) + "-1"
        channel = Channel(
            self.ids.new("D" if kind == "im" else "G"), name, kind, members, members[0], int(self.wire.now())
        )
        self.channels[channel.id] = channel
        self.changes.publish("channel", channel=channel.id)
        return channel

    def channel_named(self, name: str) -> Channel | None:
        """Return the channel with that name, with or without ``#``."""
        wanted = name.removeprefix("#")
        return next((channel for channel in self.channels.values() if channel.name == wanted and wanted), None)

    def socket_address(self) -> str:
        """Return a Socket Mode address that serves once."""
        ticket = secret()
        self.tickets.add(ticket)
        base = self.base_url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self.app.id}"

    async def close(self) -> None:
        """Stop deliveries and close all connections; whoever watches for changes is told that there will be none."""
        self.changes.publish("closing")
        self.journal.changes.publish("closing")
        await self.dispatcher.close()
