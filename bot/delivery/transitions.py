"""The life of an outgoing message: `(row, now, what happened) -> (row, effects)`. Pure: no I/O, no clock, no database.

    planned ─Claim─► claimed ─Begin─► sending ─Accepted─► sent
       ▲  LeaseOver ────┘                │ Unclear, LeaseOver
       │  Throttled, NeverLeft, ─────────┤
       │  RefusedAsDrawn                 │
       │                                 ▼
       └────────── NotThere ───────── in_doubt ─Found─► sent
    RefusedForGood → failed · past `not_after` → expired · Cancel, Orphaned → cancelled

Rules. `sending` is stored before any byte leaves, so a crash is always seen. The token grows with each claim and each
lapsed lease; who writes compares it, so a frozen worker that wakes up changes nothing. `sent` is final. What is not in
`TABLE` is an `UnexpectedStep`, which changes nothing.

A message that is seen in Slack stands, whatever the ledger thought (`Found`). If it is seen at a second place too, the
older one stays and the younger is `surplus`.

A message that Slack refuses as it is drawn was not posted: it is planned again in its plain form (`RefusedAsDrawn`).
That has no plainer one, so a second refusal is for good.

Two clocks come in as a `Moment`: `due_at`, `not_after` and `sent_at` are campaign time; leases, retries and looks are
wire time. "Not there" is believed only when no request that left before the first look can still bring the message:
counted from the answer to that look, by Slack's clock at its latest, to the beginning of this one, at its earliest. The
sender's own reading of the clock does not count: its machine may have been halted and not know it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.delivery.happenings import (
    Accepted,
    Begin,
    Cancel,
    CannotLook,
    Claim,
    Found,
    Happening,
    LeaseOver,
    NeverLeft,
    NotThere,
    Orphaned,
    Paced,
    RefusedAsDrawn,
    RefusedForGood,
    Throttled,
    Unclear,
)
from bot.delivery.rows import Moment, Row, State, Timing
from bot.errors import OurFault


class Effect(StrEnum):
    """What else belongs into the transaction that stores a step."""

    NOTE_PLACE = "note_place"  # the message stands: keep its place where others look for it
    TELL_ADMINS = "tell_admins"
    DRAW_PLAINLY = "draw_plainly"  # from now on, the same words in their plain form


@dataclass(frozen=True)
class Step:
    """The row afterwards, and what else belongs into the same transaction.

    `surplus` is the timestamp of a message that stands a second time, and is to be taken away.
    """

    row: Row
    effects: frozenset[Effect] = frozenset()
    surplus: str | None = None


class UnexpectedStep(OurFault):
    """A delivery met something that cannot happen to it in its state; nothing was changed."""


Move = Callable[[Row, Moment, Any, Timing], Step]


def advance(row: Row, now: Moment, happening: Happening, timing: Timing) -> Step:
    """Take one step. Raises `UnexpectedStep` for a pair that is not in `TABLE`."""
    move = TABLE.get((row.state, type(happening)))
    if move is None:
        raise UnexpectedStep(f"A delivery that is {row.state} cannot meet {type(happening).__name__}.")
    return move(row, now, happening, timing)


def is_due(row: Row, now: Moment, timing: Timing) -> bool:
    """Tell whether a planned row may go now.

    A calendar time waits for the calendar. A retry time further away than the longest wait means that the machine's
    clock stepped back: it is due now.
    """
    if row.due_at > now.campaign:
        return False
    return row.retry_at is None or row.retry_at <= now.wire or row.retry_at > now.later(timing.longest_wait)


def may_leave(began: float, now: float, timing: Timing) -> bool:
    """Tell whether a request whose `sending` was dated at reading `began` of the counter may still leave at `now`.

    If not, we were frozen: what follows "long enough, so it never posted" must still be true of this request.
    """
    return now - began <= timing.guard


def is_past(row: Row, now: Moment) -> bool:
    """Tell whether it is too late to post this."""
    return row.not_after is not None and now.campaign > row.not_after


# --- the moves -------------------------------------------------------------------------------------------------------


def _claim(row: Row, now: Moment, claim: Claim, timing: Timing) -> Step:
    if is_past(row, now):
        return Step(replace(row, state=State.EXPIRED, error="not_after", retry_at=None))
    if not is_due(row, now, timing):
        return Step(row)
    return Step(
        replace(
            row,
            state=State.CLAIMED,
            token=row.token + 1,
            owner=claim.owner,
            lease_until=now.later(timing.lease),
            retry_at=None,
            attempts=row.attempts + 1,
        )
    )


def _paced(row: Row, now: Moment, said: Paced, timing: Timing) -> Step:
    return Step(replace(row, retry_at=now.later(min(said.wait, timing.longest_wait))))


def _begin(row: Row, now: Moment, begin: Begin, timing: Timing) -> Step:
    if is_past(row, now):
        return Step(_released(row, state=State.EXPIRED, error="not_after"))
    if row.lease_until is None or row.lease_until < now.later(timing.guard + timing.http):
        return Step(_released(row, state=State.PLANNED, error="lease_too_short"))
    return Step(
        replace(
            row,
            state=State.SENDING,
            channel=begin.channel,
            thread_ts=begin.thread_ts,
            lease_until=now.later(timing.lease),
            slack_first=row.slack_first or now.wire,
            slack_last=now.wire,
            missed_at=None,
        )
    )


def _accepted(row: Row, now: Moment, place: Accepted | Found, timing: Timing) -> Step:
    stands = _released(
        row, state=State.SENT, channel=place.channel, ts=place.ts, sent_at=now.campaign, error=None, retry_at=None
    )
    return Step(stands, frozenset({Effect.NOTE_PLACE}))


def _seen(row: Row, now: Moment, place: Found, timing: Timing) -> Step:
    stands = _accepted(row, now, place, timing)
    return replace(stands, row=replace(stands.row, token=row.token + 1))  # whoever has it under way must notice


def _seen_again(row: Row, now: Moment, place: Found, timing: Timing) -> Step:
    if row.ts is None or place.ts == row.ts:
        return Step(row)
    older, younger = sorted((row.ts, place.ts), key=Decimal)
    if older == row.ts:
        return Step(row, surplus=younger)
    return Step(replace(row, ts=older), frozenset({Effect.NOTE_PLACE}), surplus=younger)


def _seen_unwanted(row: Row, now: Moment, place: Found, timing: Timing) -> Step:
    return Step(row, surplus=place.ts)


def _throttled(row: Row, now: Moment, said: Throttled, timing: Timing) -> Step:
    wait = min(said.wait, timing.longest_wait)
    return Step(_released(row, state=State.PLANNED, retry_at=now.later(wait), error=said.code))


def _never_left(row: Row, now: Moment, why: NeverLeft | Unclear, timing: Timing) -> Step:
    return Step(_released(row, state=State.PLANNED, retry_at=now.later(timing.retry(row.attempts)), error=why.code))


def _refused(row: Row, now: Moment, said: RefusedForGood, timing: Timing) -> Step:
    failed = _released(row, state=State.FAILED, error=said.code, retry_at=None)
    return Step(failed, frozenset({Effect.TELL_ADMINS}))


def _refused_as_drawn(row: Row, now: Moment, said: RefusedAsDrawn, timing: Timing) -> Step:
    again = _released(row, state=State.PLANNED, error=said.code, retry_at=None)
    return Step(again, frozenset({Effect.DRAW_PLAINLY}))


def _unclear(row: Row, now: Moment, why: Unclear, timing: Timing) -> Step:
    return Step(_doubted(row, now, timing, error=why.code))


def _claim_lapsed(row: Row, now: Moment, _: LeaseOver, timing: Timing) -> Step:
    return Step(_released(row, state=State.PLANNED, token=row.token + 1, error="lease_over"))


def _sending_lapsed(row: Row, now: Moment, _: LeaseOver, timing: Timing) -> Step:
    return Step(_doubted(row, now, timing, token=row.token + 1, error="lease_over"))


def _not_there(row: Row, now: Moment, look: NotThere, timing: Timing) -> Step:
    missed_at = row.missed_at or look.answered
    verdict_at = missed_at + timedelta(seconds=timing.verdict)
    if row.missed_at is None or now.wire < verdict_at:
        looks = row.looks + 1
        after = timing.looks[looks] if looks < len(timing.looks) else timing.verdict
        next_look = min(missed_at + timedelta(seconds=after), verdict_at)
        soonest = now.later(timing.looks[0])
        return Step(replace(row, looks=looks, missed_at=missed_at, retry_at=max(next_look, soonest)))
    if is_past(row, now):
        return Step(_released(row, state=State.EXPIRED, error="not_after", retry_at=None))
    return Step(_released(row, state=State.PLANNED, token=row.token + 1, looks=0, retry_at=None, error="never_posted"))


def _cannot_look(row: Row, now: Moment, why: CannotLook, timing: Timing) -> Step:
    looks = row.looks + 1
    wait = min(timing.retry(looks) if why.wait is None else why.wait, timing.longest_wait)
    held = replace(row, looks=looks, retry_at=now.later(wait), error=why.code)
    since = row.slack_last or now.wire
    overdue = now.wire >= since + timedelta(seconds=timing.alarm)
    return Step(held, frozenset({Effect.TELL_ADMINS}) if overdue else frozenset())


def _orphaned(row: Row, now: Moment, _: Orphaned, timing: Timing) -> Step:
    return Step(_released(row, state=State.CANCELLED, error="no_parent", retry_at=None))


def _cancelled(row: Row, now: Moment, _: Cancel, timing: Timing) -> Step:
    return Step(_released(row, state=State.CANCELLED, retry_at=None))


def _released(row: Row, **new: Any) -> Row:
    return replace(row, **{"owner": None, "lease_until": None, **new})


def _doubted(row: Row, now: Moment, timing: Timing, **new: Any) -> Row:
    return _released(row, state=State.IN_DOUBT, looks=0, retry_at=now.later(timing.looks[0]), **new)


TABLE: Mapping[tuple[State, type], Move] = {
    (State.PLANNED, Claim): _claim,
    (State.PLANNED, Paced): _paced,
    (State.PLANNED, Orphaned): _orphaned,
    (State.PLANNED, Cancel): _cancelled,
    (State.CLAIMED, Begin): _begin,
    (State.CLAIMED, Throttled): _throttled,  # while opening a DM: nothing was posted
    (State.CLAIMED, NeverLeft): _never_left,
    (State.CLAIMED, Unclear): _never_left,
    (State.CLAIMED, RefusedForGood): _refused,
    (State.CLAIMED, LeaseOver): _claim_lapsed,
    (State.CLAIMED, Cancel): _cancelled,
    (State.SENDING, Accepted): _accepted,
    (State.SENDING, Throttled): _throttled,
    (State.SENDING, NeverLeft): _never_left,
    (State.SENDING, RefusedForGood): _refused,
    (State.SENDING, RefusedAsDrawn): _refused_as_drawn,
    (State.SENDING, Unclear): _unclear,
    (State.SENDING, LeaseOver): _sending_lapsed,
    (State.PLANNED, Found): _seen,
    (State.CLAIMED, Found): _seen,
    (State.SENDING, Found): _seen,
    (State.IN_DOUBT, Found): _seen,
    (State.EXPIRED, Found): _seen,
    (State.FAILED, Found): _seen,
    (State.SENT, Found): _seen_again,
    (State.CANCELLED, Found): _seen_unwanted,
    (State.IN_DOUBT, NotThere): _not_there,
    (State.IN_DOUBT, CannotLook): _cannot_look,
}
