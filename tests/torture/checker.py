"""Holds what stands in Slack and what people said against the ledger and the answers. Pure: reports in, a verdict out.

A message is planned once, stands once, not before its time and not after it, and behind those planned before it for the
same place. What was said in Slack is stored once, with its last words; what was deleted is stored as that.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations

from bot.storage.models import Answer, Base, Beat, Delivery, DesiredState, Rating
from tests.torture.town import Post, Report

SLACK = timedelta(seconds=0.05)
"""What two readings of one clock may differ by."""


@dataclass
class Story:
    """How the story's clock was moved: at which moment (seconds since 1970) it was set so far from the real one."""

    moves: list[tuple[float, float]] = field(default_factory=list)

    def moved(self, at: float, offset: float) -> None:
        """Note a move."""
        self.moves.append((at, offset))

    def at(self, moment: float) -> datetime:
        """The story's time at a real moment."""
        index = bisect_right(self.moves, (moment, float("inf"))) - 1
        return datetime.fromtimestamp(moment, UTC) + timedelta(seconds=self.moves[max(index, 0)][1])


@dataclass
class Stored:
    """What the database holds at the end."""

    deliveries: Sequence[Delivery]
    answers: Sequence[Answer]
    desired: Sequence[DesiredState] = ()
    beats: Sequence[Beat] = ()
    ratings: Sequence[Rating] = ()
    rounds: Sequence[Base] = ()
    attempts: Sequence[Base] = ()
    seen: Sequence[Base] = ()
    known_since: Mapping[str, float] = field(default_factory=dict)
    """When the runner first saw a delivery in the ledger: it was committed by then."""

    def rows(self) -> Iterator[Base]:
        """All of it."""
        for rows in vars(self).values():
            if not isinstance(rows, dict):
                yield from rows


@dataclass
class Verdict:
    """What is wrong, each as a sentence. Empty lists are what everybody hopes for."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Unplanned, too early, too late, out of order, or seen by people who should not have to."""
    messages: int = 0
    answers: int = 0
    expired: int = 0
    repaired: int = 0
    given_up: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.lost or self.duplicated or self.broken)


def check(report: Report, stored: Stored, story: Story, now: float, patience: float) -> Verdict:
    """Compare. `patience` is how many seconds a request may take from its decision to its effect."""
    verdict = Verdict(broken=list(report.said.troubles), given_up=len(report.given_up))
    _messages(verdict, report, stored, story.at(now))
    _times(verdict, report.posts, stored, story, patience)
    verdict.broken += _disorder(report, stored, patience)
    _thread_answers(verdict, report, stored.answers)
    _private_answers(verdict, report, stored.answers)
    verdict.lost += [f"{row.target} is not shown as it should be ({row.error})" for row in _behind(stored)]
    return verdict


# --- messages --------------------------------------------------------------------------------------------------------


def _messages(verdict: Verdict, report: Report, stored: Stored, now: datetime) -> None:
    planned = {row.mark: row for row in stored.deliveries}
    gone = {row.target.removeprefix("message/") for row in stored.desired if row.utterance is None}
    standing: dict[str, list[Post]] = defaultdict(list)
    for post in report.standing:
        if post.mark is None or post.mark not in planned:
            verdict.broken.append(f"unplanned: a message stands in {post.channel} at {post.ts} with mark {post.mark}")
        else:
            standing[post.mark].append(post)
    posted = Counter(post.mark for post in report.posts)
    for mark, row in planned.items():
        there = standing.get(mark, [])
        verdict.messages += 1
        if len(there) > 1:
            verdict.duplicated.append(f"{_named(row)} stands {len(there)} times: {', '.join(p.ts for p in there)}")
        elif posted[mark] > 1:
            verdict.repaired += 1
        _fate(verdict, row, there, is_gone=row.id in gone, now=now)


def _fate(verdict: Verdict, row: Delivery, there: Sequence[Post], *, is_gone: bool, now: datetime) -> None:
    if row.state == "sent":
        if not there and not is_gone:
            verdict.lost.append(f"{_named(row)} is said to stand, and does not")
        elif there and row.ts not in {post.ts for post in there}:
            verdict.broken.append(f"{_named(row)} is said to stand at {row.ts}, and stands at {there[0].ts}")
    elif there:
        verdict.broken.append(f"{_named(row)} stands in Slack, and the ledger does not know ({row.state})")
    elif row.state == "expired":
        verdict.expired += 1
    elif row.state == "failed" or (row.state != "cancelled" and row.due_at <= now):
        verdict.lost.append(f"{_named(row)} never came ({row.state}, {row.error})")


def _times(verdict: Verdict, posts: Sequence[Post], stored: Stored, story: Story, patience: float) -> None:
    planned = {row.mark: row for row in stored.deliveries}
    for post in posts:
        row = planned.get(post.mark or "")
        if row is None:
            continue
        if story.at(post.at) + SLACK < row.due_at:
            verdict.broken.append(f"{_named(row)} came {row.due_at - story.at(post.at)} too early")
        if row.not_after is not None and story.at(post.at - patience) > row.not_after:
            verdict.broken.append(f"{_named(row)} came {story.at(post.at) - row.not_after} too late")


def _disorder(report: Report, stored: Stored, patience: float) -> Iterator[str]:
    """Pairs for one place that stand the wrong way round, though the first was known before the other was taken up.

    Of two that were planned at the same time by two processes, either may be committed first; so what counts is when
    the ledger was seen to hold the first, and that nobody can have taken the second up before that.
    """
    asked = {post.mark: post.asked for post in report.posts}
    places: dict[tuple[str, str | None, int], list[Delivery]] = defaultdict(list)
    for row in stored.deliveries:
        if row.state == "sent" and row.ts is not None:
            places[row.recipient, row.parent_id or row.thread_ts, row.priority].append(row)
    for there in places.values():
        there.sort(key=lambda row: (row.due_at, row.created_at, row.place, row.id))
        for first, second in combinations(there, 2):
            known = stored.known_since.get(first.id, math.inf)
            taken_up = asked.get(second.mark, -math.inf) - patience
            if float(first.ts or 0) > float(second.ts or 0) and known < taken_up:
                yield f"{_named(first)} stands behind {_named(second)}"


def _behind(stored: Stored) -> Iterator[DesiredState]:
    """Targets that do not show their latest version. A message that never stood, for a reason, has nothing to show."""
    never = {f"message/{row.id}" for row in stored.deliveries if row.state in ("expired", "failed", "cancelled")}
    yield from (row for row in stored.desired if row.shown_version < row.version and row.target not in never)


def _named(row: Delivery) -> str:
    return f"{row.utterance} to {row.recipient} ({row.id[:8]})"


# --- answers ---------------------------------------------------------------------------------------------------------


def _thread_answers(verdict: Verdict, report: Report, answers: Sequence[Answer]) -> None:
    stored: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.channel and answer.message_ts:
            stored[answer.channel, answer.message_ts].append(answer)
    for place, text in report.said.thread.items():
        verdict.answers += 1
        found = stored.pop(place, [])
        if len(found) > 1:
            verdict.duplicated.append(f"what was said at {place} is stored {len(found)} times")
        elif not found:
            # What was taken back before anybody heard of it leaves nothing, and that is right.
            if text is not None:
                verdict.lost.append(f"“{text}” at {place} is not stored{_given_up(report, place)}")
        elif (found[0].deleted_at is not None) != (text is None) or found[0].text != text:
            verdict.lost.append(f"{place} should say “{text}” and says “{found[0].text}”{_given_up(report, place)}")
    verdict.duplicated += [f"nobody said what is stored for {place}" for place in stored]


def _given_up(report: Report, place: tuple[str, str]) -> str:
    return "; Slack gave up telling it" if place in report.given_up else ""


def _private_answers(verdict: Verdict, report: Report, answers: Sequence[Answer]) -> None:
    stored = Counter(answer.text for answer in answers if not answer.channel and answer.text is not None)
    for text in report.said.private:
        verdict.answers += 1
        if not stored[text]:
            verdict.lost.append(f"“{text}” was confirmed in the form and is not stored")
    known: Mapping[str, object] = {**report.said.private, **dict.fromkeys(report.said.unconfirmed)}
    for text, times in stored.items():
        if times > 1:
            verdict.duplicated.append(f"“{text}” is stored {times} times")
        elif text not in known:
            verdict.duplicated.append(f"nobody sent “{text}” by a form")
