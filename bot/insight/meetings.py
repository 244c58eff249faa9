"""Meetings face to face: words that records, forms and messages share, and what a form may hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import FieldProblem

VISIT, ROUND_TABLE, LISTENING = "visit", "round_table", "listening"
REVERSE_MENTORING, ONE_TO_ONE, OUT_AND_ABOUT = "reverse_mentoring", "one_to_one", "out_and_about"
KINDS = (VISIT, ROUND_TABLE, LISTENING, REVERSE_MENTORING, ONE_TO_ONE, OUT_AND_ABOUT)
TEAM, RAISED = "team", "raised"
"""Whom a meeting is offered to: the whole team in its thread, or by themselves those who raised the question."""
EACH, COMMON = "each", "common"
"""Each time is held for whoever books it; or the one time is held that suits all."""
OFFERED, SETTLED, CALLED_OFF = "offered", "settled", "called_off"
HELD, NOT_HELD, CLOSED = "held", "not_held", "closed"
STATES = (OFFERED, SETTLED, CALLED_OFF, HELD, NOT_HELD, CLOSED)
"""Settled: a time is booked. Held: it took place, and some question has no outcome yet. Closed: each one has one."""
OPEN = "open"
TIME_STATES = (OPEN, SETTLED, CALLED_OFF, HELD, NOT_HELD)
BOOKED, WAITING, SUITS = "booked", "waiting", "suits"
COMING = frozenset({OFFERED, SETTLED})
"""A meeting in one of these is still to come."""
WAITING_FOR_OUTCOME = frozenset({HELD})
"""In these its leader owes the team what came of it."""
TIME_COMING = frozenset({OPEN, SETTLED})
"""The same of a time."""

MOST_TIMES = 3
TIMES = tuple(f"starts_{number}" for number in range(1, MOST_TIMES + 1))
"""The fields of the form that hold a time."""
MINUTES = (15, 30, 45, 60, 90, 120, 180)
MOST_PLACES = 500
FURTHEST = timedelta(days=366)
ADDRESS = re.compile(r"https?://[^\s<>|]+")
LONGEST = {"topic": 150, "place": 200, "access": 300, "spoken": 60}
"""Characters of what a leader writes."""


@dataclass(frozen=True)
class Wish:
    """What a leader filled in. `starts` has a moment, or None, for each of `TIMES`."""

    topic: str
    kind: str
    whom: str
    rule: str
    starts: tuple[datetime | None, ...]
    minutes: int
    places: int
    place: str
    access: str = ""
    spoken: str = ""  # the language, in the leader's own words

    @property
    def moments(self) -> list[datetime]:
        """The times, the earliest first."""
        return sorted(start for start in self.starts if start is not None)


@dataclass(frozen=True)
class OfferForm:
    """What the form for times is drawn from. `can_write`: those who raised the question can be written to."""

    topic: str
    team: str  # empty: small teams together
    zone: str
    can_write: bool = False
    digest_id: str = ""
    team_id: str = ""
    question_id: str = ""


@dataclass(frozen=True)
class ChangeForm:
    """What the form that changes a time is drawn from. `places` is None where a leader may not know how many come."""

    time_id: str
    starts_at: datetime
    minutes: int
    places: int | None
    place: str


@dataclass(frozen=True)
class Offered:
    """What came of a form: whether it was new, and which times lie outside working hours."""

    fresh: bool
    whom: str
    odd: tuple[datetime, ...]
    zone: str


def check_wish(wish: Wish, now: datetime, *, can_write: bool) -> None:
    """Raise `FieldProblem` at the first field that needs another value."""
    _check_words(wish)
    for name, value, known in (("meeting_kind", wish.kind, KINDS), ("rule", wish.rule, (EACH, COMMON))):
        if value not in known:
            raise FieldProblem(name, "Please choose one of these.")
    if wish.whom not in ({TEAM, RAISED} if can_write else {TEAM}):
        raise FieldProblem("whom", "Nobody can be written to about this one. Please choose the team.")
    if not wish.moments:
        raise FieldProblem(TIMES[0], "Please choose at least one time.")
    for name, start in zip(TIMES, wish.starts, strict=True):
        if start is not None:
            check_start(name, start, now)
            if wish.starts[: TIMES.index(name)].count(start):
                raise FieldProblem(name, "This is the same time as one above. Please change it, or leave it empty.")
    check_size(wish.minutes, wish.places)


def _check_words(wish: Wish) -> None:
    for name, words in (("topic", wish.topic), ("place", wish.place)):
        if not words.strip():
            raise FieldProblem(name, "Please write a few words.")
    for name, most in LONGEST.items():
        if len(getattr(wish, name)) > most:
            raise FieldProblem(name, f"Please keep it within {most} characters.")


def check_start(name: str, start: datetime, now: datetime) -> None:
    """Raise `FieldProblem` for a time that is over, or more than a year away."""
    if not now < start <= now + FURTHEST:
        raise FieldProblem(name, "Please choose a time that is still to come, within a year.")


def check_size(minutes: int, places: int) -> None:
    """Raise `FieldProblem` for a length or a number of places that cannot be."""
    if minutes not in MINUTES:
        raise FieldProblem("minutes", "Please choose how long it takes.")
    if not 1 <= places <= MOST_PLACES:
        raise FieldProblem("places", f"Please choose a number from 1 to {MOST_PLACES}.")


def link_in(place: str) -> str:
    """The address in a place that is a link; empty where people meet in a room."""
    return next((word for word in place.split() if ADDRESS.fullmatch(word)), "")


def band(taken: int, threshold: int) -> str:
    """Say how many places are taken where a leader may not read a number below k: none, some, or many (k or more)."""
    if taken >= threshold:
        return "many"
    return "some" if taken else "none"


def suits_all(suits: Mapping[str, set[str]], of: Iterable[str]) -> str | None:
    """Give the first time (in the order of `suits`) that suits all of whom it was offered to, once each has said."""
    all_ = set(of)
    said = set().union(*suits.values()) if suits else set()
    if not all_ or not all_ <= said:
        return None
    return next((time for time, codes in suits.items() if all_ <= codes), None)


def filled(suits: Mapping[str, set[str]], places: Mapping[str, int]) -> str | None:
    """Give the first time whose places would all be taken by those whom it suits."""
    return next((time for time, codes in suits.items() if len(codes) >= places[time]), None)
