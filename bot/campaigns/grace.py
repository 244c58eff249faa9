"""What is to be done with a beat that came due, perhaps long ago. Pure.

The rules of catching up:
- A question is asked late if it is within its grace, its week has not closed, and no later week of the team is due too.
  Otherwise the week is missed, visibly, and its other beats are cancelled.
- A playback, reminder or last call is dropped when it came due before the question was out, or when the week is over.
- A close, a digest and a word back are never too late: what people said is owed to them.
- A missed week's digest still comes due: leaders of several teams get one when the last of them is over.
"""

from datetime import datetime
from enum import StrEnum

from bot.dialogues.week import PROMPT_GRACE

PASSING = ("playback", "nudge", "last_call")


class Verdict(StrEnum):
    """What to do with a due beat."""

    HANDLE = "handle"
    WAIT = "wait"  # something before it in its week has not been done
    DROP = "drop"  # too late to be of use
    MISS_WEEK = "miss_week"  # too late to ask at all
    CANCEL = "cancel"  # its week was missed


def judge_opening(state: str, due_at: datetime, now: datetime, closes_at: datetime, *, newer_due: bool) -> Verdict:
    """Judge a question that is due; `state` is its round's, `newer_due` whether a later week of the team is due too."""
    if state == "missed":
        return Verdict.CANCEL
    too_late = now - due_at > PROMPT_GRACE or now >= closes_at or newer_due
    return Verdict.MISS_WEEK if state == "upcoming" and too_late else Verdict.HANDLE


def judge_later(
    kind: str, state: str, due_at: datetime, now: datetime, closes_at: datetime, *, opened_at: datetime | None
) -> Verdict:
    """Judge any beat after the question."""
    if state == "missed":
        return Verdict.HANDLE if kind == "digest" else Verdict.CANCEL
    if state == "upcoming" or (kind in {"digest", "told_back"} and state != "closed"):
        return Verdict.WAIT
    before_the_question = opened_at is not None and due_at <= opened_at
    if kind in PASSING and (before_the_question or now >= closes_at):
        return Verdict.DROP
    return Verdict.HANDLE
