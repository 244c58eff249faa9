"""What a thread in Slack says that we have not stored: pure, from both to the events that make up for it.

The events go through the same conversation as Slack's own, which may still come, before or after. So each is such that
it changes nothing the second time, and the ids of those that may be answered are made from what they are.

What cannot be told from how a thread stands now is left alone: which of two reactions of one person came last, and
whether a reaction or a tap on a button did.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.dialogues.coaching.scene import NUMBERS
from bot.dialogues.events import ReactionAdded, ReactionRemoved, ReplyDeleted, ReplyEdited, ReplyPosted
from bot.hearing.ports import SeenMessage, SeenReaction
from bot.ids import planned_id

NAMES = {number: name for name, number in NUMBERS.items()}
SETTLED = timedelta(seconds=60)
"""Slack may list a message so much later (an assumption, the same as delivery's): a younger one is not missing yet."""

Difference = ReplyPosted | ReplyEdited | ReplyDeleted | ReactionAdded | ReactionRemoved


@dataclass(frozen=True)
class Known:
    """An answer that is stored, standing or deleted. `supports` are those who back it, with their reaction."""

    ts: str
    author: str | None
    text: str | None
    version_ts: str
    deleted: bool = False
    in_thread: bool = True  # its author's own message, not one that the coach posted for them
    supports: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Reading:
    """One reading of a round's threads: where, when (by both clocks), and what was stored when it began."""

    workspace: str
    channel: str
    prompt_ts: str
    began_at: datetime  # wire time
    now: datetime  # campaign time at that moment
    settled: timedelta = SETTLED
    answers: Mapping[str, Known] = field(default_factory=dict)
    rated: Mapping[str, int] = field(default_factory=dict)  # who rated by reaction, and how
    rated_elsewhere: frozenset[str] = frozenset()  # who rated by a button or in the form

    @property
    def stamp(self) -> str:
        """Slack's time when it began, as Slack writes it."""
        return f"{self.began_at.timestamp():.6f}"

    def moment(self, ts: str) -> datetime:
        """Campaign time when a message was written: as long before now as it is old by Slack's clock."""
        age = self.began_at.timestamp() - float(ts)
        return self.now - timedelta(seconds=max(age, 0.0))


def differences(reading: Reading, root_ts: str, messages: Iterable[SeenMessage]) -> Iterator[Difference]:
    """What messages of one thread say that is not stored, oldest first."""
    for message in messages:
        if message.ts == reading.prompt_ts:
            yield from _ratings(reading, message.reactions)
        known = reading.answers.get(message.ts)
        if known is not None and known.deleted:
            continue
        if message.ts != root_ts and message.author is not None:
            yield from _words(reading, root_ts, message, known)
        if known is not None or message.text.strip():
            yield from _support(reading, message, known)


def missing(reading: Reading, seen: Iterable[str]) -> list[str]:
    """Which stored messages were not seen in any of the threads, though they should have been."""
    there = set(seen)
    settled = (reading.began_at - reading.settled).timestamp()
    stored = (known for known in reading.answers.values() if known.in_thread and not known.deleted)
    return [known.ts for known in stored if known.ts not in there and float(known.ts) < settled]


def deletion(reading: Reading, ts: str) -> ReplyDeleted:
    """A stored message is gone from its thread."""
    return ReplyDeleted(
        id=_id(reading, ts, "deleted"),
        workspace=reading.workspace,
        at=reading.now,
        channel=reading.channel,
        thread_ts=reading.prompt_ts,
        ts=ts,
        version_ts=reading.stamp,
    )


# --- words -----------------------------------------------------------------------------------------------------------


def _words(reading: Reading, root_ts: str, message: SeenMessage, known: Known | None) -> Iterator[Difference]:
    if known is None:
        if message.text.strip():
            first = max(message.ts, message.edited_ts or message.ts, key=float)
            yield _reply(ReplyPosted, reading, root_ts, message, first)
    elif message.edited_ts is not None and message.text != known.text:
        version = _newer_version(known.version_ts, message.edited_ts)
        if version is not None:
            yield _reply(ReplyEdited, reading, root_ts, message, version)


def _reply(kind: type[ReplyPosted], reading: Reading, root_ts: str, message: SeenMessage, version: str) -> ReplyPosted:
    return kind(
        id=_id(reading, message.ts, version),
        workspace=reading.workspace,
        at=reading.moment(message.ts),
        channel=reading.channel,
        thread_ts=root_ts,
        ts=message.ts,
        user=message.author or "",
        text=message.text,
        version_ts=version,
        heard_ts=reading.stamp,
    )


def _newer_version(known: str, edited_ts: str) -> str | None:
    """Where an edit stands among the events of its message: after what is known, unless that is of a later second.

    Slack writes the time of an edit in whole seconds, and the times of its events to a millionth.
    """
    if int(float(edited_ts)) < int(float(known)):
        return None
    return edited_ts if float(edited_ts) > float(known) else f"{float(known) + 0.000001:.6f}"


# --- reactions -------------------------------------------------------------------------------------------------------


def _ratings(reading: Reading, reactions: Iterable[SeenReaction]) -> Iterator[Difference]:
    numbers: dict[str, list[str]] = {}
    for reaction in reactions:
        for user in reaction.users if reaction.name in NUMBERS else ():
            numbers.setdefault(user, []).append(reaction.name)
    for user in sorted({*numbers, *reading.rated} - reading.rated_elsewhere):
        shown, stored = numbers.get(user, []), reading.rated.get(user)
        if stored is not None and NAMES[stored] in shown:
            continue
        if stored is not None:
            yield _reaction(ReactionRemoved, reading, reading.prompt_ts, user, NAMES[stored])
        if shown:
            yield _reaction(ReactionAdded, reading, reading.prompt_ts, user, shown[-1])


def _support(reading: Reading, message: SeenMessage, known: Known | None) -> Iterator[Difference]:
    author, stored = (known.author, known.supports) if known else (message.author, frozenset[tuple[str, str]]())
    if author is None:
        return
    shown = {(user, reaction.name) for reaction in message.reactions for user in reaction.users if user != author}
    for user, name in sorted(shown - stored):
        yield _reaction(ReactionAdded, reading, message.ts, user, name)
    for user, name in sorted(stored - shown):
        yield _reaction(ReactionRemoved, reading, message.ts, user, name)


def _reaction(kind: type[ReactionAdded], reading: Reading, ts: str, user: str, name: str) -> ReactionAdded:
    """A reaction may come and go and come again, so this reading of it is one of its own. Nobody knows its time."""
    return kind(
        id=_id(reading, ts, kind.__name__, user, name, reading.stamp),
        workspace=reading.workspace,
        at=reading.now,
        channel=reading.channel,
        ts=ts,
        user=user,
        name=name,
    )


def _id(reading: Reading, *parts: str) -> str:
    """The same for the same thing, and nobody's id in it."""
    return f"read/{planned_id(reading.workspace, reading.channel, *parts)}"
