"""When a wider digest comes: at its reader's own hour, in the weeks that they chose. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.campaigns.calendar import DAY, PlannedBeat, WorkCalendar, local_date
from bot.campaigns.rhythm import WEEK, Slot

SLACK_DAYS = 3
"""A slot that holidays or a change of the hour moved a little still counts as its week's."""


@dataclass(frozen=True)
class Turn:
    """The newest slot that has come, and whether its week is one in which a digest is written."""

    due_at: datetime
    is_turn: bool


def next_slot(slot: Slot, work: WorkCalendar, after: datetime) -> PlannedBeat:
    """Give the first slot after an instant: on its weekday, or on the next working day where that is none."""
    day = local_date(after, work.zone) - timedelta(days=WEEK)
    day += timedelta(days=(slot.weekday - day.weekday()) % WEEK)
    while (beat := work.beat(day, slot.at, None)).due_at <= after:
        day += timedelta(days=WEEK)
    return beat


def turn(slot: Slot, work: WorkCalendar, every: int, last: date, looked_at: datetime, now: datetime) -> Turn | None:
    """Find the newest slot since one was looked at last; None while none has come.

    `last` is the local date of the digest before, or of the campaign's start; `every` counts weeks.
    """
    beat, newest = next_slot(slot, work, looked_at), None
    while beat.due_at <= now:
        newest, beat = beat, next_slot(slot, work, beat.due_at)
    if newest is None:
        return None
    return Turn(newest.due_at, _is_turn(newest, every, last))


def next_turn(slot: Slot, work: WorkCalendar, every: int, last: date, after: datetime) -> datetime:
    """Give the next moment at which a digest is written, if there is news; `last` and `every` are as in `turn`."""
    beat = next_slot(slot, work, after)
    while not _is_turn(beat, every, last):
        beat = next_slot(slot, work, beat.due_at)
    return beat.due_at


def _is_turn(beat: PlannedBeat, every: int, last: date) -> bool:
    return beat.local_date - last >= every * WEEK * DAY - SLACK_DAYS * DAY
