"""When in the week each beat comes: "Tue 10:00" and the like, read and checked. Pure.

The rules of a rhythm:
- the week's work, from the question to the digest, lies between one Monday and the Friday after it, so that a team is
  asked once in a calendar week; "told back" may come in the week after, before the next question;
- open < playback ≤ nudge < last_call < close < digest < told_back;
- the question and the digest are at least three working days apart, counting both, so that people find a minute;
- nothing at weekends, nothing before 07:00 or after 19:00.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Any

from bot.errors import FieldProblem

KINDS = ("open", "playback", "nudge", "last_call", "close", "digest", "told_back")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EARLIEST, LATEST = time(7), time(19)
LEAST_WORKING_DAYS = 3  # from the question's day to the digest's, counting both
WEEK = 7

_SLOT = re.compile(r"(?P<day>[A-Za-z]{3,9}) +(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_WORDS = {
    "open": "the question",
    "playback": "the playback",
    "nudge": "the reminder",
    "last_call": "the last call",
    "close": "the close",
    "digest": "the digest",
    "told_back": "the word back to the team",
}


@dataclass(frozen=True)
class Slot:
    """A weekday (0 is Monday) and a clock time."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{DAYS[self.weekday]} {self.at:%H:%M}"


@dataclass(frozen=True)
class Rhythm:
    """A checked week: the weekday of the question, and for each kind the days after it and the clock time."""

    weekday: int
    offsets: Mapping[str, int]
    times: Mapping[str, time]

    def to_dict(self) -> dict[str, str]:
        """Write it as it is stored: kind → "Tue 10:00"."""
        return {kind: str(Slot((self.weekday + self.offsets[kind]) % WEEK, self.times[kind])) for kind in KINDS}


PRESETS: Mapping[str, Mapping[str, str]] = {
    "tuesday": {
        "open": "Tue 10:00",
        "playback": "Wed 15:00",
        "nudge": "Wed 15:00",
        "last_call": "Thu 12:00",
        "close": "Thu 17:00",
        "digest": "Fri 09:00",
        "told_back": "Mon 15:00",
    },
    "monday": {
        "open": "Mon 10:00",
        "playback": "Tue 15:00",
        "nudge": "Tue 15:00",
        "last_call": "Wed 12:00",
        "close": "Wed 17:00",
        "digest": "Thu 09:00",
        "told_back": "Fri 15:00",
    },
    "wednesday": {
        "open": "Wed 10:00",
        "playback": "Thu 11:00",
        "nudge": "Thu 11:00",
        "last_call": "Thu 16:00",
        "close": "Fri 11:00",
        "digest": "Fri 14:00",
        "told_back": "Tue 15:00",
    },
}
PRESET_LABELS: Mapping[str, str] = {
    "tuesday": "Ask on Tuesday, digest on Friday",
    "monday": "Ask on Monday, digest on Thursday",
    "wednesday": "Ask on Wednesday, digest on Friday",
}
STANDARD = "tuesday"


def parse_slot(text: str) -> Slot:
    """Read "Tue 10:00". Raises `FieldProblem` on `rhythm`."""
    found = _SLOT.fullmatch(text.strip())
    day = found["day"][:3].capitalize() if found else ""
    if found is None or day not in DAYS or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise _problem(f"“{text}” is not a weekday and a time. Write it like “Tue 10:00”.")
    slot = Slot(DAYS.index(day), time(int(found["hour"]), int(found["minute"])))
    if slot.weekday > 4:
        raise _problem(f"“{slot}” is at the weekend. Choose a day from Monday to Friday.")
    if not EARLIEST <= slot.at <= LATEST:
        raise _problem(f"“{slot}” is outside working hours. Choose a time from 07:00 to 19:00.")
    return slot


def parse_rhythm(given: object) -> Rhythm:
    """Read a preset's name, or a mapping of some or all kinds to slots.

    Kinds left out keep the standard time; the reminder comes with the playback. `prompt` is another word for `open`.
    Raises `FieldProblem` on `rhythm`.
    """
    if isinstance(given, str):
        if given not in PRESETS:
            raise _problem(f"There is no rhythm called “{given}”. Choose one of {', '.join(PRESETS)}.")
        given = PRESETS[given]
    if not isinstance(given, Mapping):
        raise _problem("A rhythm is a name such as “tuesday”, or a list of days and times such as “open: Tue 10:00”.")
    own = _slots(given)
    with_playback = {"nudge": own["playback"]} if "playback" in own else {}
    return _checked({**_slots(PRESETS[STANDARD]), **with_playback, **own})


def _slots(given: Mapping[Any, Any]) -> dict[str, Slot]:
    slots = {}
    for name, text in given.items():
        kind = "open" if name == "prompt" else str(name)
        if kind not in KINDS:
            raise _problem(f"“{name}” is not part of a week. The parts are {', '.join(KINDS)}.")
        slots[kind] = parse_slot(str(text))
    return slots


def _checked(slots: Mapping[str, Slot]) -> Rhythm:
    first = slots["open"]
    offsets = {kind: (slots[kind].weekday - first.weekday) % WEEK for kind in KINDS}
    if (offsets["told_back"], slots["told_back"].at) <= (offsets["digest"], slots["digest"].at):
        offsets["told_back"] += WEEK
    if first.weekday + offsets["digest"] > 4:
        raise _problem("The question and the digest must lie in one week, from Monday to Friday.")
    for earlier, later in pairwise(KINDS):
        _in_order(earlier, later, offsets, slots)
    if (offsets["told_back"], slots["told_back"].at) >= (WEEK, first.at):
        raise _problem(f"{_word('told_back')} ({slots['told_back']}) must come before the next question ({first}).")
    if offsets["digest"] + 1 < LEAST_WORKING_DAYS:
        raise _problem("Leave people time: the digest must come at least two days after the question.")
    return Rhythm(first.weekday, offsets, {kind: slots[kind].at for kind in KINDS})


def _in_order(earlier: str, later: str, offsets: Mapping[str, int], slots: Mapping[str, Slot]) -> None:
    before, after = ((offsets[kind], slots[kind].at) for kind in (earlier, later))
    together = later == "nudge" and before == after
    if before >= after and not together:
        raise _problem(f"{_word(later)} ({slots[later]}) must come after {_WORDS[earlier]} ({slots[earlier]}).")


def _word(kind: str) -> str:
    return _WORDS[kind][0].upper() + _WORDS[kind][1:]


def _problem(sentence: str) -> FieldProblem:
    return FieldProblem("rhythm", sentence)
