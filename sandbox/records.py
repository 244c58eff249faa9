"""The things of a workspace, as plain records. No behaviour beyond small questions about themselves.

Each record knows nothing of the others; the workspace holds them by id.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im", "mpim"]

SCOPE_PREFIX: dict[ChannelKind, str] = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
"""Which family of scopes guards a kind of conversation (``channels:read``, ``im:history``)."""

EVENT_CHANNEL_TYPE: dict[ChannelKind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
"""The ``channel_type`` of a message event."""


@dataclass
class DoNotDisturb:
    """When a person does not want to be disturbed (seconds since 1970; 0 for never)."""

    enabled: bool = False
    starts: int = 0
    ends: int = 0


@dataclass
class User:
    """A person or a bot user. `title` is the role shown in the profile."""

    id: str
    name: str
    real_name: str
    team_id: str
    tz: str = "Europe/London"
    locale: str = "en-GB"
    is_bot: bool = False
    title: str = ""
    email: str = ""
    is_admin: bool = False
    deleted: bool = False
    dnd: DoNotDisturb = field(default_factory=DoNotDisturb)


@dataclass
class Channel:
    """A conversation of any kind; `members` are user ids in the order they joined."""

    id: str
    name: str
    kind: ChannelKind
    members: list[str] = field(default_factory=list)
    creator: str = ""
    created: int = 0
    topic: str = ""
    purpose: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False

    @property
    def scope_prefix(self) -> str:
        """The family of scopes that guards this conversation."""
        return SCOPE_PREFIX[self.kind]


@dataclass
class Message:
    """A message; `by_app` when the app wrote it, `ephemeral_to` when one person alone sees it.

    `shown_at` is story time. `deleted` marks a root that keeps its replies (Slack leaves a tombstone). `listed_from` is
    the wire time from which on the Web API's history shows it.
    """

    channel: str
    ts: str
    user: str
    text: str
    shown_at: datetime
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    by_app: bool = False
    subtype: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: Json | None = None
    deleted: bool = False
    ephemeral_to: str | None = None
    files: list[str] = field(default_factory=list)
    client_msg_id: str | None = None
    state_by_person: dict[str, Json] = field(default_factory=dict)
    listed_from: float = 0.0

    @property
    def is_reply(self) -> bool:
        """Whether it stands inside a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class StoredFile:
    """A file; `shared` lists (channel id, message ts). It is unseen until its upload is completed."""

    id: str
    name: str
    length: int
    user: str
    created: int
    ticket: str
    title: str = ""
    alt_text: str = ""
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    completed: bool = False
    shared: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class View:
    """A modal or a home tab as the app sent it (`body`), with what the person has put in so far (`values`)."""

    id: str
    user: str
    body: Json
    hash: str
    values: dict[str, Json] = field(default_factory=dict)
    root_id: str = ""
    previous_id: str | None = None

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def kind(self) -> str:
        """``modal`` or ``home``."""
        return str(self.body["type"])


@dataclass
class App:
    """The one bot app of the workspace and what was granted to it.

    With `events_url` everything goes there as signed HTTP (unless the two other addresses say otherwise);
    without it, everything goes over Socket Mode.
    """

    id: str
    name: str
    bot_id: str
    bot_user: str
    bot_token: str
    app_token: str
    signing_secret: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    events_url: str | None = None
    interactions_url: str | None = None
    commands_url: str | None = None
    home_tab: bool = True
    installed: bool = True  # once it is removed, its tokens are refused
