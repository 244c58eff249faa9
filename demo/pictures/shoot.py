"""One shoot: the story's world, the camera, and what was taken. The scenes use its verbs to play and to take.

Every picture is of a kind on the list, once. What is taken is checked to be what its kind says: by the ledger where the
coach posted it by itself, else by words of the utterance's own template.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from bot.errors import there
from bot.ids import fresh_id, planned_id
from bot.settings import ROOT
from bot.slack.views.fields import undrawn
from bot.storage.models import Delivery
from demo.pictures.camera import Camera
from demo.pictures.kinds import Kind, every_kind
from demo.playing import PATIENCE, StoryBroke
from demo.world import World
from sandbox.client.mrkdwn import typed
from sandbox.client.reader import Reader
from sandbox.people.fill import fill
from sandbox.people.modals import SubmitResult
from sandbox.people.person import Person
from sandbox.records import Message, View

CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<https?://[^|>]+\|([^>]+)>")
NOT_WORDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\n", re.DOTALL)
TEMPLATES = ROOT / "content" / "texts" / "en"
TELLING = 6
"""Characters of a template's own words that tell it from another."""

Thing = TypeVar("Thing")


@dataclass
class Shoot:
    """A world and a camera; `said` holds what each picture says, by the kind's name."""

    stage: World
    camera: Camera
    said: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {kind.name: kind for kind in every_kind()}

    # --- people ------------------------------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        """Somebody of the story, by the beginning of their name."""
        users = self.stage.workspace.users.values()
        return self.stage.workspace.person(next(user.id for user in users if user.real_name.startswith(name)))

    def channel(self, slug: str) -> str:
        """The id of a team's channel."""
        return there(self.stage.workspace.channel_named(slug)).id

    async def told(self, utterance: str, person: Person, facts: Mapping[str, Any]) -> None:
        """Take what the coach says to somebody when something happens that nobody in the story does."""
        now = self.stage.story.now()
        async with self.stage.parts.core.database.unit_of_work() as work:
            await work.deliveries.plan(
                Delivery(
                    id=planned_id("picture", utterance),
                    mark=fresh_id(),
                    workspace=self.stage.parts.workspace,
                    recipient=person.id,
                    utterance=utterance,
                    facts=dict(facts),
                    zone="Europe/London",
                    due_at=now,
                    created_at=now,
                )
            )
            await work.commit()
        await self.take(utterance, person, await self.in_dm(utterance, person))

    def later(self, minutes: int) -> None:
        """Let the story's clock go on a little."""
        self.stage.story.move_to(self.stage.story.now() + timedelta(minutes=minutes))

    async def settles(self) -> None:
        """Wait until everything that is under way has arrived."""
        await self.stage.workspace.dispatcher.idle()
        await self.stage.parts.dispatcher.settle()

    async def whispered(self, person: Person, channel: str, act: Callable[[], Awaitable[Any]]) -> Message:
        """Do something, and return the answer that this person alone sees in the channel."""
        before = {(message.ts, message.text) for message in person.messages(channel)}
        await act()
        heard = await person.wait_for_message(
            channel, lambda each: bool(each.ephemeral_to) and (each.ts, each.text) not in before, timeout=PATIENCE
        )
        return _found(heard, "an answer")

    async def asks(self, person: Person, words: str, channel: str | None = None) -> Message:
        """Give /waymark with these words, and return the answer."""
        where = channel or person.dm_with_bot()
        return await self.whispered(person, where, lambda: person.slash("/waymark", words, where))

    async def opens(self, person: Person, message: Message, action: str) -> View:
        """Press what opens a form, and return the form."""
        await person.click(message.channel, message.ts, action)
        return await self.shows(person)

    async def opens_by(self, person: Person, words: str) -> View:
        """Give /waymark with words that open a form, and return the form."""
        await person.slash("/waymark", words)
        return await self.shows(person)

    async def shows(self, person: Person) -> View:
        """Return the form in front of a person, once it is there."""
        return _found(await person.open_modal(PATIENCE), "a form")

    async def sends(self, person: Person, **values: Any) -> SubmitResult:
        """Fill in the form in front and send it."""
        view = _found(person.modal(), "a form")
        result = await person.submit(view.id, fill(view, values))
        await self.settles()
        return result

    def place(self, person: Person, name: str) -> str:
        """The id of a field of the form in front, whichever drawing of the form it is."""
        ids = [str(block["block_id"]) for block in _found(person.modal(), "a form").blocks]
        return next(block_id for block_id in ids if undrawn(block_id) == name)

    async def closes(self, person: Person) -> None:
        """Close the form in front, if there is one."""
        view = person.modal()
        if view is not None:
            await person.close(view.id, all_views=True)

    # --- what the coach posted ---------------------------------------------------------------------------------------

    async def newest(self, utterance: str, channel: str) -> Message | None:
        """The newest message of this kind in a conversation, by the ledger's mark."""
        await self.settles()
        async with self.stage.parts.core.database.reading() as work:
            marks = {row.mark for row in await work.deliveries.all() if row.utterance == utterance}
        messages = self.stage.workspace.messages.everything(channel)
        return next((each for each in reversed(messages) if _mark(each) in marks), None)

    async def posted(self, utterance: str, channel: str) -> Message:
        """The same, where there must be one."""
        return _found(await self.newest(utterance, channel), utterance)

    async def in_dm(self, utterance: str, person: Person) -> Message:
        """The newest message of this kind that a person got."""
        return await self.posted(utterance, person.dm_with_bot())

    # --- taking ------------------------------------------------------------------------------------------------------

    async def take(self, name: str, person: Person, message: Message) -> None:
        """Take a message as this person sees it."""
        kind = self._kinds[name]
        reader = Reader(self.stage.workspace, person.user)
        root = message.thread_ts if message.is_reply else None
        await self.camera.message(person.id, message.channel, message.ts, kind.picture, thread=root)
        self._note(kind, self._spoken(message.text, reader))

    async def take_form(self, name: str, person: Person, *, with_mistakes: bool = False) -> None:
        """Take the form in front of a person; `with_mistakes` sends it first."""
        kind, view = self._kinds[name], _found(person.modal(), "a form")
        take = self.camera.refused if with_mistakes else self.camera.modal
        await take(person.id, person.dm_with_bot(), kind.picture)
        reader = Reader(self.stage.workspace, person.user)
        title = str(view.body["title"]["text"])
        self._note(kind, "\n".join(self._spoken(words, reader) for words in (title, *_words(view.blocks))))

    async def take_home(self, name: str, person: Person) -> None:
        """Take a person's Home tab, as it is when they open it."""
        before = person.home()
        await person.open_home()
        view = await person.wait_for_home(other_than=before.hash if before else None, timeout=PATIENCE)
        await self.settles()
        await self.camera.home(person.id, self._kinds[name].picture)
        reader = Reader(self.stage.workspace, person.user)
        self._note(
            self._kinds[name], "\n".join(self._spoken(words, reader) for words in _words(_found(view, "a Home").blocks))
        )

    def _spoken(self, markup: str, reader: Reader) -> str:
        """Slack's markup as one hears it: names of people and channels, and the words of links."""
        names = {channel.id: channel.name for channel in self.stage.workspace.channels.values()}
        named = CHANNEL.sub(lambda found: f"#{names.get(found[1], found[1])}", markup)
        return typed(LINK.sub(r"\1", named), reader)

    def _note(self, kind: Kind, said: str) -> None:
        own = [words for words in self._own_words(kind) if len(words) >= TELLING]
        plain = _plain(said)
        if own and not any(words in plain for words in own):
            raise StoryBroke(f"The picture of {kind.name} shows something else: {said}")
        self.said[kind.name] = plain

    def _own_words(self, kind: Kind) -> Iterator[str]:
        """Pieces of the words in this kind's own template; one of them at least is in each message of the kind."""
        template = TEMPLATES / f"{kind.name}.j2"
        if kind.utterance and template.exists():
            source = template.read_text(encoding="utf-8")
            yield from (_plain(piece) for piece in NOT_WORDS.split(source))


def _found(thing: Thing | None, what: str) -> Thing:
    if thing is None:
        raise StoryBroke(f"The picture cannot be taken: {what} did not come.")
    return thing


def _mark(message: Message) -> str | None:
    mark = (message.metadata or {}).get("event_payload", {}).get("id")
    return str(mark) if mark else None


def _words(value: Any) -> Iterator[str]:
    """What one reads in blocks without opening a list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            elif key not in ("options", "option_groups", "confirm", "accessibility_label"):
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def _plain(markup: str) -> str:
    """Slack's markup as plain words on one line."""
    return " ".join(markup.replace("*", "").split())
