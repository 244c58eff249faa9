"""What a person of the story does in a week. Pure data: planned by `demo/planning.py`, done by `demo/playing.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something one person does."""

    person: str


@dataclass(frozen=True, kw_only=True)
class Reply(Act):
    """Answer in the thread; perhaps change it or delete it; then answer the follow-up in the thread, or not."""

    text: str
    edited_to: str | None = None
    deleted: bool = False
    follow_up: str | None = None


@dataclass(frozen=True, kw_only=True)
class PrivateAnswer(Act):
    """Answer by the form; nothing comes after an `unlinked` one.

    `question`: "headline", "first" (the first detailed question) or "to_leaders".
    """

    text: str
    mode: str = "confidential"
    question: str = "headline"
    now: int | None = None
    needed: int | None = None
    theme: int | None = None
    quotable: bool = False
    follow_up: str | None = None  # None: the follow-up is skipped
    changed_to: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Rate(Act):
    """Tap rating buttons."""

    now: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class React(Act):
    """Put a number on the prompt; perhaps take it off again."""

    name: str
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Support(Act):
    """React to a colleague's thread answer; perhaps take it back."""

    colleague: str
    name: str
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class AfterNudge(Act):
    """What somebody does with a reminder: rate, snooze or stop."""

    choice: str
    now: int = 3
    needed: int = 4


@dataclass(frozen=True, kw_only=True)
class TypeToCoach(Act):
    """Type to the coach in its own messages."""

    text: str


@dataclass(frozen=True, kw_only=True)
class OfferTalk(Act):
    """A leader asks, from the form of the newest digest, which days suit the first team for a talk."""


@dataclass(frozen=True)
class WeekPlan:
    """One team's week, by its moments: `open`, after the reminder, after last call, late (closed), after the digest."""

    team: str
    area: str
    week: int
    open: tuple[Act, ...]
    nudged: tuple[Act, ...]
    last_call: tuple[Act, ...]
    late: tuple[Act, ...]
    digest: tuple[Act, ...]
