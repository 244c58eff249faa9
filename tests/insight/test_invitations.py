"""Invitations, read by two calendar parsers that know nothing of each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.invitations import Invitation, as_file, is_link, one_line, uid_of

NOW = datetime(2027, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
STARTS = datetime(2027, 3, 9, 14, 0, tzinfo=UTC)
WELSH = "Ynglŷn â’r atgyweiriadau; sgwrs ddifyr, ŵyr pawb \\ 🎉"
BREAKING = "Repairs\r\nATTENDEE:mailto:ben@town.example\nEND:VEVENT\rBEGIN:VALARM\u2028X:1\x0bY\x85Z"
texts = st.text(
    st.one_of(st.sampled_from(",;:\\\n\r\t\"'^🎉ŵŷâ\u2028\x0b\x00 "), st.characters(exclude_categories=["Cs"])),
    max_size=300,
)


def invitation(**changes: Any) -> Invitation:
    """A time of a meeting."""
    usual = {"time_id": "time-1", "starts_at": STARTS, "minutes": 45, "sequence": 0, "topic": "Repairs"}
    return Invitation(**{**usual, **changes})


def read_once(written: bytes) -> dict[str, str]:
    """The one event, as the first parser reads it."""
    calendar = icalendar.Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert [part.name for part in calendar.subcomponents] == ["VEVENT"]
    assert event.subcomponents == []
    plain = {name: str(event[name]) for name in event if name not in {"DTSTART", "DTEND", "DTSTAMP"}}
    return {**plain, "METHOD": str(calendar["METHOD"]), "START": event.decoded("DTSTART").isoformat()}


def read_again(written: bytes) -> dict[str, str]:
    """The same, as the second parser reads it."""
    calendar = vobject.readOne(written.decode())
    (event,) = calendar.vevent_list
    names = {name.upper(): lines for name, lines in event.contents.items()}
    plain = {name: str(line.value) for name, (line,) in names.items() if name not in {"DTSTART", "DTEND", "DTSTAMP"}}
    return {**plain, "METHOD": calendar.method.value, "START": event.dtstart.value.isoformat()}


def both(written: bytes) -> dict[str, str]:
    """What both parsers read, which is the same."""
    first, second = read_once(written), read_again(written)
    assert first == second
    return first


@given(topic=texts, place=texts, note=texts, link=texts)
def test_both_read_what_was_meant(topic: str, place: str, note: str, link: str) -> None:
    """Commas, semicolons, breaks, Welsh and emoji come back as they were written, and none of them makes a line."""
    written = as_file(invitation(topic=topic, place=place, note=note, link=link), NOW)
    read = both(written)
    assert read["SUMMARY"] == one_line(topic)
    assert read.get("LOCATION", "") == one_line(place)
    assert set(read) <= {
        "UID", "SEQUENCE", "SUMMARY", "CLASS", "STATUS", "LOCATION", "URL", "DESCRIPTION", "METHOD", "START"
    }  # fmt: skip
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()


@pytest.mark.parametrize("words", [WELSH, BREAKING])
def test_a_break_never_adds_anything(words: str) -> None:
    """Words that look like lines of a calendar stay words, in every field that somebody fills in."""
    read = both(as_file(invitation(topic=words, place=words, note=words, link=words), NOW))
    assert read["SUMMARY"] == read["LOCATION"] == one_line(words)
    assert "ATTENDEE" not in read
    assert "URL" not in read


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("month", [3, 10, 11])
def test_a_time_is_the_same_moment_everywhere(zone: str, month: int) -> None:
    """Around each change of the clocks a time in any zone is written as its moment in UTC."""
    for day in range(24, 32):
        try:
            local = datetime(2027, month, day, 1, 30, tzinfo=ZoneInfo(zone))
        except ValueError:
            continue
        written = as_file(invitation(starts_at=local), NOW)
        assert both(written)["START"] == local.astimezone(UTC).isoformat()
        assert f"DTSTART:{local.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() in written


def test_a_change_is_known_as_one() -> None:
    """A time keeps its UID, counts its changes, says when it was written, and ends after its minutes."""
    first, second = as_file(invitation(), NOW), as_file(invitation(sequence=1, place="Room 2"), NOW)
    assert both(first)["UID"] == both(second)["UID"] == uid_of("time-1") != uid_of("time-2")
    assert [both(each)["SEQUENCE"] for each in (first, second)] == ["0", "1"]
    assert b"DTSTAMP:20270301T093015Z" in first
    assert f"DTEND:{STARTS + timedelta(minutes=45):%Y%m%dT%H%M%SZ}".encode() in first
    assert both(first)["METHOD"] == "PUBLISH"
    assert both(first)["CLASS"] == "PRIVATE"


def test_what_is_called_off_is_cancelled() -> None:
    """A time that is called off says so by its method and its state."""
    read = both(as_file(invitation(sequence=2, cancelled=True), NOW))
    assert (read["METHOD"], read["STATUS"], read["SEQUENCE"]) == ("CANCEL", "CANCELLED", "2")


def test_nobody_is_named() -> None:
    """A file names no one: neither who offers a meeting nor who comes."""
    assert not {"ORGANIZER", "ATTENDEE", "CONTACT"} & set(both(as_file(invitation(), NOW)))


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("https://meet.town.example/j/1?pwd=a%20b#now", True),
        ("http://[::1", False),
        ("https://meet.town.example/a b", False),
        ("https://meet.town.example/\nATTENDEE:x", False),
        ("javascript:alert(1)", False),
        ("Ask Ben", False),
        ("https:///nowhere", False),
    ],
)
def test_only_a_web_address_is_a_link(words: str, link: bool) -> None:
    """What is no web address stands in the description instead."""
    assert is_link(words) is link
    read = both(as_file(invitation(link=words), NOW))
    assert ("URL" in read) is link
    assert one_line(words) in read["DESCRIPTION"]
