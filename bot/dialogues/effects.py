"""What a conversation wants to happen. Pure data; `bot/conversation.py` carries it out in the same transaction.

Outgoing effects are of the classes of the delivery design: `Say` is a **message** (a ledger row), `Show` is **desired
state** (the latest version wins), `Reply` is **immediate** (right after the commit, at most once, never for a
redelivery), `SendPictures` is a **file**. Everything else is a change of what is stored. Facts are JSON values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing to carry out."""


# --- outgoing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Say(Effect):
    """Post a message. `key` names what it is for and makes its id: the same key is never planned twice.

    `to` is a channel or a person (then it goes to the coach's DM with them). `under` is the key of another `Say` in
    whose thread it belongs, once that stands. It waits for `not_before`, and expires unsent after `not_after`.
    `in_confidence`: it is about what a person does in private, so the ledger keeps their id encrypted.
    """

    key: str
    to: str
    utterance: str
    facts: Facts = field(default_factory=dict)
    under: str | None = None
    round_id: str | None = None
    answer_id: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    priority: int = 5
    in_confidence: bool = False


@dataclass(frozen=True, kw_only=True)
class Show(Effect):
    """Make the message said under `key` look like this; utterance None removes it."""

    key: str
    utterance: str | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reply(Effect):
    """Answer the person who just acted, where they acted, for their eyes alone; the carrier sets the voice."""

    utterance: str
    facts: Facts = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"


# --- stored: a person's words ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class KeepAnswer(Effect):
    """Store a new answer, under its author's name or their code, never both.

    For a thread answer `channel`, `message_ts` and `version_ts` say where it stands.
    """

    answer_id: str
    round_id: str
    mode: str
    question: str
    text: str
    author: str | None
    person_code: str | None
    theme: str | None = None
    quotable: bool = False
    late: bool = False
    by_leader: bool = False
    follows: str | None = None
    probe: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    version_ts: str = "0"
    wish: str = ""  # how a question to leaders is taken up best, where that is not in writing


@dataclass(frozen=True, kw_only=True)
class KeepUnlinked(Effect):
    """Store an answer to which nothing leads, and spend the token that allows one a person and round."""

    round_id: str
    token: str
    text: str
    question: str
    theme: str | None = None
    quotable: bool = False
    wish: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviseAnswer(Effect):
    """Change a stored answer. Ignored where a newer `version_ts` is already there. None leaves a field as it is."""

    answer_id: str
    text: str
    version_ts: str | None = None
    mode: str | None = None
    author: str | None = None
    person_code: str | None = None
    question: str | None = None
    theme: str | None = None
    quotable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ChooseTheme(Effect):
    """Store what an answer is about, as its author says; `words` only where that is none of the codebook's themes."""

    answer_id: str
    theme: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class RemoveAnswer(Effect):
    """Take an answer's text away for good, leaving a tombstone.

    A deletion may come before the message: then the place it stood at (`round_id`, `channel`, `message_ts`) lets the
    tombstone be written all the same.
    """

    answer_id: str
    version_ts: str | None = None
    round_id: str | None = None
    channel: str | None = None
    message_ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeepRating(Effect):
    """Store or change one person's rating of one scale."""

    round_id: str
    person_code: str
    scale: str
    value: int
    source: str
    by_leader: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class DropRating(Effect):
    """Take a rating back, if it still has this value and source."""

    round_id: str
    person_code: str
    scale: str
    value: int
    source: str


@dataclass(frozen=True, kw_only=True)
class KeepSupport(Effect):
    """Store a reaction on a colleague's answer."""

    answer_id: str
    person_code: str
    reaction: str


@dataclass(frozen=True, kw_only=True)
class DropSupport(KeepSupport):
    """Take such a reaction back."""


@dataclass(frozen=True, kw_only=True)
class NoteTakingPart(Effect):
    """Set the one flag that somebody took part in a round."""

    round_id: str
    person_code: str
    by_leader: bool = False
    late: bool = False


# --- stored: a round, a person, a leader -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MoveRound(Effect):
    """Set a round's state, with the time it opened or closed."""

    round_id: str
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WordAsClosed(Effect):
    """Word what still asks for answers to a round as what it is now: closed; `few`: under the threshold were heard."""

    round_id: str
    few: bool = False


@dataclass(frozen=True, kw_only=True)
class FreezeFigures(Effect):
    """Keep a round's figures as they are at the close. Every digest reads only these."""

    round_id: str
    figures: Facts
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CountContact(Effect):
    """Count a message that the coach begins with one person towards the three a week."""

    user: str
    kind: str
    round_id: str


@dataclass(frozen=True, kw_only=True)
class SetReminders(Effect):
    """Keep what a person asked about reminders."""

    user: str
    stopped: bool = False
    snoozed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SetUsualMode(Effect):
    """Keep how a person's form starts."""

    user: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class IssueDigest(Effect):
    """Keep a leader's digest as a frozen snapshot."""

    digest_id: str
    campaign_id: str
    leader: str
    week: int
    withheld: bool
    snapshot: Facts


@dataclass(frozen=True, kw_only=True)
class SendPictures(Effect):
    """Have the pictures of a digest sent into its thread, once it stands: a **file** effect (the delivery design)."""

    digest_id: str
    leader: str


@dataclass(frozen=True, kw_only=True)
class RecordOffer(Effect):
    """Keep a leader's offer of a talk."""

    digest_id: str
    round_id: str
    team_id: str
    leader: str
