"""A rhythm is read strictly, and whatever is accepted keeps the order of a week."""

from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.rhythm import DAYS, KINDS, PRESET_LABELS, PRESETS, STANDARD, Slot, parse_rhythm, parse_slot
from bot.errors import FieldProblem


@pytest.mark.parametrize("text", ["Tue 10:00", "tue 10:00", " Tuesday  10:00 "])
def test_slots_are_read_as_people_write_them(text: str) -> None:
    """A weekday may be short or long, in any case."""
    assert parse_slot(text) == Slot(1, time(10))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("10:00", "Write it like"),
        ("Tue", "Write it like"),
        ("Tue 25:00", "Write it like"),
        ("Tue 10:60", "Write it like"),
        ("Foo 10:00", "Write it like"),
        ("Tue 10:00 sharp", "Write it like"),
        ("Sat 10:00", "weekend"),
        ("Tue 06:59", "working hours"),
        ("Tue 19:01", "working hours"),
    ],
)
def test_a_slot_that_does_not_fit_is_refused_with_a_sentence(text: str, part: str) -> None:
    """Each kind of wrong slot gets its own sentence, on the field `rhythm`."""
    with pytest.raises(FieldProblem, match=part) as refused:
        parse_slot(text)
    assert refused.value.field == "rhythm"


@pytest.mark.parametrize("name", PRESETS)
def test_presets_come_back_as_they_were_written(name: str) -> None:
    """Every preset is a valid rhythm, has a label, and is stored in the words it was written in."""
    assert parse_rhythm(name).to_dict() == PRESETS[name]
    assert PRESET_LABELS[name]


def test_a_rhythm_may_change_only_what_differs() -> None:
    """Kinds left out keep the standard time or follow their neighbour, and `prompt` is another word for `open`."""
    rhythm = parse_rhythm({"prompt": "Tue 09:30", "playback": "Wed 16:00", "told_back": "Tue 09:00"})
    changed = {"open": "Tue 09:30", "playback": "Wed 16:00", "nudge": "Wed 16:00", "told_back": "Tue 09:00"}
    assert rhythm.to_dict() == {**PRESETS[STANDARD], **changed}
    assert rhythm.offsets["told_back"] == 7


@pytest.mark.parametrize(
    ("given_rhythm", "part"),
    [
        ("sunday", "no rhythm called"),
        (["Tue 10:00"], "A rhythm is a name"),
        (None, "A rhythm is a name"),
        ({"party": "Tue 10:00"}, "not part of a week"),
        ({"close": "Thu 11:00"}, "The close .* must come after the last call"),
        ({"nudge": "Wed 14:59"}, "The reminder .* must come after the playback"),
        ({"digest": "Mon 09:00"}, "in one week"),
        ({"told_back": "Tue 10:00"}, "before the next question"),
        ({"told_back": "Fri 09:00"}, "before the next question"),
        ({**PRESETS["monday"], "digest": "Tue 09:00"}, "must come after"),
        ({"playback": "Tue 11:00", "nudge": "Tue 11:00", "last_call": "Tue 12:00", "close": "Tue 17:00",
          "digest": "Wed 09:00"}, "Leave people time"),
    ],
)  # fmt: skip
def test_a_rhythm_out_of_order_is_refused(given_rhythm: object, part: str) -> None:
    """A week in which something comes too early, too late or on no known day is refused in a sentence."""
    with pytest.raises(FieldProblem, match=part):
        parse_rhythm(given_rhythm)


SLOTS = st.builds(
    lambda day, hour, minute: f"{DAYS[day]} {hour:02}:{minute:02}",
    st.integers(0, 4),
    st.integers(7, 18),
    st.sampled_from([0, 30]),
)


@given(st.dictionaries(st.sampled_from(KINDS), SLOTS))
def test_what_is_accepted_is_in_order(slots: dict[str, str]) -> None:
    """Whatever days and times are given, a rhythm is either refused or keeps every rule of its module."""
    try:
        rhythm = parse_rhythm(slots)
    except FieldProblem:
        return
    moments = [(rhythm.offsets[kind], rhythm.times[kind]) for kind in KINDS]
    assert all(
        before < after or (kind == "nudge" and before == after)
        for (before, after), kind in zip(pairwise(moments), KINDS[1:], strict=True)
    )
    assert moments[-1] < (7, rhythm.times["open"])
    assert 2 <= rhythm.offsets["digest"] <= 4 - rhythm.weekday
    assert parse_rhythm(rhythm.to_dict()) == rhythm
