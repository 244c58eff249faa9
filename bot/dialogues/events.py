"""The only words between the outside and the conversations: frozen, typed, each with its own id, workspace and time.

`id` is Slack's event_id, trigger_id or view id (remembered, so that a redelivery changes nothing) or a beat's id.
`at` is campaign time. People are Slack ids here; conversations hand codes, not ids, to what is stored.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.insight.ladder import WRITING


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something happened."""

    id: str
    workspace: str
    at: datetime


# --- a person, in a team's channel -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(Event):
    """Somebody wrote in a thread. `version_ts` orders a message's edits (Slack's event_ts).

    `heard_ts` is set for what was found when a thread was read back: when that was, by Slack's clock. `at` is then when
    it was written.
    """

    channel: str
    thread_ts: str
    ts: str
    user: str
    text: str
    version_ts: str
    heard_ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyEdited(ReplyPosted):
    """Somebody changed what they wrote in a thread."""


@dataclass(frozen=True, kw_only=True)
class ReplyDeleted(Event):
    """A message in a thread is gone."""

    channel: str
    thread_ts: str | None
    ts: str
    version_ts: str


@dataclass(frozen=True, kw_only=True)
class ReactionAdded(Event):
    """A reaction was put on a message; `name` without colons, as Slack sends it (skin tones still on it)."""

    channel: str
    ts: str
    user: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ReactionRemoved(ReactionAdded):
    """A reaction was taken off a message."""


@dataclass(frozen=True, kw_only=True)
class RatingTapped(Event):
    """A labelled rating button: `scale` is now or needed, `value` 1 to 5."""

    round_id: str
    user: str
    scale: str
    value: int


@dataclass(frozen=True, kw_only=True)
class MembersSeen(Event):
    """Who is in a channel (people only, no bots), as Slack lists them."""

    channel: str
    users: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MemberSeen(Event):
    """Somebody acted in a channel, and so is in it, even if Slack's list had not told yet."""

    channel: str
    user: str


# --- a person, in private --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Event):
    """The private answer form was sent. `id` is made from the view, so that a double tap is one answer.

    `mode` is named, confidential or unlinked (never unlinked where somebody comes back to an answer, as below);
    `question` a question's key, "headline" or "to_leaders"; ratings may be left out. `wish`: how a question to leaders
    is taken up best; once it is given, that is changed in a form of its own.
    """

    round_id: str
    user: str
    question: str
    text: str
    mode: str
    now: int | None = None
    needed: int | None = None
    theme: str | None = None
    quotable: bool = False
    wish: str = WRITING


@dataclass(frozen=True, kw_only=True)
class AnswerChanged(AnswerGiven):
    """The author sent the form again for an answer they had given."""

    answer_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Event):
    """The author deleted an answer from its receipt or from their own data."""

    answer_id: str
    user: str


@dataclass(frozen=True, kw_only=True)
class FollowUpAnswered(Event):
    """The author took up the coach's one follow-up question; `mode` as in `AnswerGiven`."""

    answer_id: str
    user: str
    text: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class FollowUpSkipped(Event):
    """The author skipped the follow-up question."""

    answer_id: str
    user: str


@dataclass(frozen=True, kw_only=True)
class ThemeChosen(Event):
    """The author tapped what their answer is mostly about: a theme's key, or "something-else", maybe with `words`."""

    answer_id: str
    user: str
    theme: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class RemindersSnoozed(Event):
    """No reminders for a week, please."""

    user: str


@dataclass(frozen=True, kw_only=True)
class RemindersStopped(Event):
    """No reminders any more, please."""

    user: str


@dataclass(frozen=True, kw_only=True)
class RemindersResumed(Event):
    """Reminders again, please."""

    user: str


@dataclass(frozen=True, kw_only=True)
class UsualModeChosen(Event):
    """Somebody chose how their form starts: named, confidential or unlinked."""

    user: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class DirectMessage(Event):
    """Somebody typed to the coach in its own messages; `by_admin`: they may run campaigns."""

    channel: str
    user: str
    text: str
    by_admin: bool = False


# --- a leader --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TalkOffered(Event):
    """A leader tapped "Offer a talk" on a digest, for one team."""

    digest_id: str
    team_id: str
    user: str


@dataclass(frozen=True, kw_only=True)
class LeaderRated(Event):
    """A leader tapped how they see the week's area themselves, before its digest; `scale` and `value` as above."""

    round_id: str
    user: str
    scale: str
    value: int


# --- the clock: a round's beats --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class BeatDue(Event):
    """A beat of a round came due; `due_at` is when it was due, `at` when it was noticed.

    `spread` is how much later the team's own minute is, where very many are due together.
    """

    round_id: str
    due_at: datetime
    spread: timedelta = timedelta(0)


class OpenDue(BeatDue):
    """Ask the team this week's question."""


class PlaybackDue(BeatDue):
    """Tell the team what has been said so far."""


class NudgeDue(BeatDue):
    """Remind, in private, those who have not taken part."""


class LastCallDue(BeatDue):
    """Say that the week closes soon."""


class CloseDue(BeatDue):
    """Close the week and freeze its figures."""


class DigestDue(BeatDue):
    """Write to the leaders."""


class ToldBackDue(BeatDue):
    """Tell the team what happened with what they said."""


BEATS: dict[str, type[BeatDue]] = {
    "open": OpenDue,
    "playback": PlaybackDue,
    "nudge": NudgeDue,
    "last_call": LastCallDue,
    "close": CloseDue,
    "digest": DigestDue,
    "told_back": ToldBackDue,
}
