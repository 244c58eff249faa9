"""Messages as a page shows them: cards with author, time, words, reactions and the link to their thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from sandbox.client.dates import clock_time, day_line, full, near
from sandbox.client.drawing import Drawing
from sandbox.client.emoji import drawn, spoken
from sandbox.client.mrkdwn import mrkdwn, typed
from sandbox.client.reader import Reader, anchor
from sandbox.records import Message, StoredFile
from sandbox.state import current_state

TOGETHER = timedelta(minutes=5)
"""Messages of one author within this time stand under one name."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Author:
    """Who wrote a message; `hue` picks one of the avatar colours."""

    name: str
    title: str
    initials: str
    hue: int
    is_app: bool = False


@dataclass(frozen=True)
class Reaction:
    """A reaction with its count, as a toggle."""

    name: str
    picture: Markup
    count: int
    mine: bool
    spoken: str


@dataclass(frozen=True)
class ThreadLink:
    """How many replies a message has; `private` counts notes in the thread that only the reader sees."""

    path: str
    replies: int
    private: int
    authors: tuple[Author, ...]
    last: str


@dataclass(frozen=True)
class Attachment:
    """A file on a message."""

    title: str
    path: str
    is_picture: bool
    alt: str


@dataclass(frozen=True)
class Card:
    """One message of a timeline."""

    id: str
    message: Message
    author: Author
    body: Markup
    time: str
    moment: str
    iso: str
    day: str | None
    continues: bool
    own: bool
    typed: str
    spoken: str
    interactive: bool
    edited: bool
    reply_path: str
    reactions: tuple[Reaction, ...] = ()
    thread: ThreadLink | None = None
    files: tuple[Attachment, ...] = ()
    quiet: bool = False
    broadcast_of: str | None = None


def author_of(reader: Reader, user_id: str) -> Author:
    """Return how an author is shown."""
    user = reader.workspace.users.get(user_id)
    name = reader.name_of(user_id)
    initials = "".join(word[0] for word in name.replace("-", " ").split()[:2] if word[0].isalnum()).upper() or "?"
    hue = sum(map(ord, user_id)) % 8
    return Author(name, user.title if user else "", initials, hue, bool(user and user.is_bot))


class Bodies:
    """Messages as they were drawn last: one that has not changed, at the same moment, is not drawn again.

    A page that follows a busy channel asks for all of it each time, and drawing blocks is most of that work.
    """

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, ...], tuple[object, object, Markup]] = {}

    def of(self, message: Message, reader: Reader, prefix: str, draw: Callable[[Message], Markup]) -> Markup:
        """Return the message's body for a reader, drawn now only if something in it is new."""
        where = (reader.user.id, prefix, message.channel, message.ts)
        held = deepcopy(message.state_by_person.get(reader.user.id))
        channels = [channel.id for channel in reader.channels()]  # the names of others are no links
        looks = (message.text, message.deleted, held, reader.now, channels)
        blocks, before, body = self._drawn.get(where, (None, None, Markup()))
        # A change of a message puts new blocks in the place of the old ones: the same list has the same content.
        if blocks is not message.blocks or before != looks:
            body = draw(message)
            self._drawn[where] = (message.blocks, looks, body)
        return body


@dataclass
class Timeline:
    """Turns messages into cards. `prefix` makes ids of the thread pane differ from those of the main pane."""

    templates: Environment
    reader: Reader
    prefix: str = ""
    bodies: Bodies = field(default_factory=Bodies)

    def cards(self, messages: Iterable[Message], visible: list[Message], *, threads: bool) -> list[Card]:
        """Return the cards, oldest first. `visible` is all the reader sees here, `threads` adds links to threads."""
        cards: list[Card] = []
        before: Message | None = None
        for message in messages:
            cards.append(self._card(message, before, visible, threads=threads))
            before = message
        return cards

    def _card(self, message: Message, before: Message | None, visible: list[Message], *, threads: bool) -> Card:
        reader = self.reader
        moment = message.shown_at.astimezone(reader.zone)
        previous = before.shown_at.astimezone(reader.zone) if before else None
        new_day = previous is None or previous.date() != moment.date()
        private = message.ephemeral_to is not None
        return Card(
            id=f"{self.prefix}{anchor(message.ts)}",
            message=message,
            author=author_of(reader, message.user),
            body=self.bodies.of(message, reader, self.prefix, self._body),
            time=clock_time(moment),
            moment=full(moment),
            iso=moment.isoformat(),
            day=day_line(moment.date(), reader.now.date()) if new_day and not self.prefix else None,
            continues=not new_day and _continues(message, before, moment, previous),
            own=message.user == reader.user.id and not message.by_app and not message.subtype,
            typed=typed(message.text, reader),
            spoken=spoken_text(message, reader),
            interactive=self._drawing(message).has_controls(message.blocks),
            # As in Slack: an app that changes a message of blocks leaves no mark on it, whatever the API says.
            edited=bool(message.edited) and not message.deleted and not (message.by_app and message.blocks),
            reply_path=reader.channel_path(reader.workspace.channels[message.channel], thread=message.ts),
            reactions=tuple(self._reaction(name, users) for name, users in message.reactions.items()),
            thread=self._thread(message, visible) if threads and not private else None,
            files=tuple(self._file(reader.workspace.files[file]) for file in message.files),
            quiet=message.subtype in ("channel_join", "channel_leave"),
            broadcast_of=self._broadcast_of(message) if threads else None,
        )

    def _drawing(self, message: Message) -> Drawing:
        held: dict[str, Any] = message.state_by_person.get(self.reader.user.id, {})
        state = current_state(message.blocks, held)
        key = f"{self.prefix}{anchor(message.ts)}"
        return Drawing(self.templates, self.reader, "message", key, state, heading=3 if self.prefix else 2)

    def _body(self, message: Message) -> Markup:
        if message.deleted:
            return Markup('<p class="gone">This message was deleted.</p>')
        # What a person typed comes with a rich text block that holds nothing more than the text.
        if message.blocks and message.by_app:
            return self._drawing(message).blocks(message.blocks)
        return Markup('<div class="words">{}</div>').format(mrkdwn(message.text, self.reader))

    def _reaction(self, name: str, users: list[str]) -> Reaction:
        mine = self.reader.user.id in users
        people = ["you" if user == self.reader.user.id else self.reader.name_of(user) for user in users]
        said = f"{spoken(name)}, {len(users)}: {', '.join(people)}"
        return Reaction(name, drawn(name), len(users), mine, said)

    def _thread(self, message: Message, visible: list[Message]) -> ThreadLink | None:
        inside = [reply for reply in visible if reply.is_reply and reply.thread_ts == message.ts]
        if not inside:
            return None
        replies = [reply for reply in inside if reply.ephemeral_to is None]
        authors = dict.fromkeys(reply.user for reply in replies)
        channel = self.reader.workspace.channels[message.channel]
        return ThreadLink(
            path=self.reader.channel_path(channel, thread=message.ts),
            replies=len(replies),
            private=len(inside) - len(replies),
            authors=tuple(author_of(self.reader, user) for user in list(authors)[:4]),
            last=near(inside[-1].shown_at.astimezone(self.reader.zone), self.reader.now),
        )

    def _file(self, file: StoredFile) -> Attachment:
        path = f"{self.reader.home}/file/{file.id}/{file.name}"
        return Attachment(file.title or file.name, path, file.mimetype in PICTURES, file.alt_text or file.title)

    def _broadcast_of(self, message: Message) -> str | None:
        if not message.broadcast or message.thread_ts is None:
            return None
        return self.reader.channel_path(self.reader.workspace.channels[message.channel], thread=message.thread_ts)


def spoken_text(message: Message, reader: Reader) -> str:
    """Return the beginning of a message as plain words, for an announcement."""
    said = " ".join(typed(message.text, reader).replace("*", "").split())
    return said if len(said) <= 200 else f"{said[:199]}…"


def _continues(message: Message, before: Message | None, moment: datetime, previous: datetime | None) -> bool:
    return (
        before is not None
        and previous is not None
        and before.user == message.user
        and before.subtype == message.subtype
        and before.ephemeral_to == message.ephemeral_to
        and not message.by_app  # what an app says at one moment may be of different kinds: each has its head
        and not before.deleted
        and moment - previous < TOGETHER
        and not message.broadcast
    )
