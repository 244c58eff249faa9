"""A time of a meeting as calendars read it (iCalendar, RFC 5545): what goes into an `.ics` file. Pure.

The same time has the same UID always, and its SEQUENCE counts its changes (RFC 5546), so that a calendar puts the new
in the place of the old. Times are UTC: a calendar shows them in its own zone, and needs no rule of ours for changes of
the clocks. Nobody is named in a file, neither who offers the meeting nor who comes. What goes by e-mail has to name
who sends it and whom it is for: each gets one of their own, with themselves in it and nobody else. Entries are private
(CLASS), because colleagues often see each other's calendars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress, vText

from bot.ids import planned_id

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_ADDRESS = re.compile(r"https?://[!#-;=?-\[\]_a-z~%]+", re.IGNORECASE)


@dataclass(frozen=True)
class Invitation:
    """One time of a meeting, in plain words. `starts_at` is aware; `note` is a few words beside it."""

    time_id: str
    starts_at: datetime
    minutes: int
    sequence: int
    topic: str
    place: str = ""
    link: str = ""
    note: str = ""
    cancelled: bool = False


def uid_of(time_id: str) -> str:
    """What a calendar knows a time by: made from its id, and never another."""
    return f"{planned_id('calendar', time_id)}@waymark"


def as_file(invitation: Invitation, now: datetime) -> bytes:
    """Write it for somebody who opens it themselves; `now` is when it is written."""
    return _calendar(CANCEL if invitation.cancelled else PUBLISH, _event(invitation, now))


def method_of(invitation: Invitation) -> str:
    """What an e-mail asks a calendar to do (RFC 5546)."""
    return CANCEL if invitation.cancelled else REQUEST


def as_request(invitation: Invitation, now: datetime, organizer: str, attendee: str) -> bytes:
    """Write it for the calendar behind an address; both addresses are plain ones.

    Whoever has a place said yes already, in Slack: nobody is asked to reply, because nobody would read it.
    """
    event = _event(invitation, now)
    event.add("organizer", _address(organizer, cn="Waymark"))
    said_yes = {"cutype": "INDIVIDUAL", "role": "REQ-PARTICIPANT", "partstat": "ACCEPTED", "rsvp": "FALSE"}
    event.add("attendee", _address(attendee, **said_yes))
    return _calendar(method_of(invitation), event)


def _address(address: str, **parameters: str) -> vCalAddress:
    written = vCalAddress(f"mailto:{address}")
    written.params.update({name.upper(): vText(value) for name, value in parameters.items()})
    return written


def one_line(words: str) -> str:
    """Words without breaks, and without what nobody sees."""
    return " ".join(_BREAKS.sub(" ", _UNSEEN.sub("", words)).split())


def _lines(words: str) -> str:
    return _BREAKS.sub("\n", _UNSEEN.sub("", words)).strip()


def _event(invitation: Invitation, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(invitation.time_id))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", _whole(now))
    event.add("dtstart", _whole(invitation.starts_at))
    event.add("dtend", _whole(invitation.starts_at) + timedelta(minutes=invitation.minutes))
    event.add("summary", one_line(invitation.topic))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    if place := one_line(invitation.place):
        event.add("location", place)
    link = one_line(invitation.link)
    if is_link(link):
        event.add("url", link)
    if words := "\n".join(part for part in (link, _lines(invitation.note)) if part):
        event.add("description", words)
    return event


def is_link(words: str) -> bool:
    """Whether it can stand as a web address: one that a calendar needs nothing escaped in."""
    if not _ADDRESS.fullmatch(words):
        return False
    try:
        return bool(urlsplit(words).hostname)
    except ValueError:
        return False


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Waymark//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _whole(moment: datetime) -> datetime:
    """UTC, to the second, as calendars have it."""
    return moment.astimezone(UTC).replace(microsecond=0)
