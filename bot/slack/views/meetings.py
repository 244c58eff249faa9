"""The forms of meetings: a leader offers times or changes one; somebody sees their own places, or sends a colleague."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from slack_sdk.models.blocks import Block, DateTimePickerElement, Option
from slack_sdk.models.views import View

from bot.insight.meetings import (
    COMMON,
    EACH,
    KINDS,
    LISTENING,
    LONGEST,
    MINUTES,
    MOST_PLACES,
    RAISED,
    TEAM,
    TIME_COMING,
    TIMES,
    ChangeForm,
    OfferForm,
)
from bot.slack.blocks.pieces import are_you_sure, button, row, sections, shorten
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.slack.views.fields import field, form, number, one_of, option, page, people, radio, text
from bot.surfaces import Choice

USUAL_MINUTES, USUAL_PLACES = 45, 8
NAME, AREA = 80, 50


def offer_view(asked: OfferForm, voice: Voice) -> View:
    """Draw the form in which a leader offers times, with the way to ask which days suit instead."""
    facts = {"team": asked.team and clip(asked.team, NAME), "general": not asked.question_id}
    ids = {"digest_id": asked.digest_id, "team_id": asked.team_id, "question_id": asked.question_id}
    blocks = [
        *sections(voice.say("meeting/form_intro", facts)),
        field(voice, "topic", text("topic", asked.topic, most=LONGEST["topic"]), hint=True),
        field(voice, "meeting_kind", one_of(voice, "meeting_kind", _choices(voice, KINDS), LISTENING)),
        *([_radio(voice, "whom", (TEAM, RAISED))] if asked.can_write else []),
        _radio(voice, "rule", (EACH, COMMON)),
        *(_time(voice, name, first=name == TIMES[0]) for name in TIMES),
        _minutes(voice, USUAL_MINUTES),
        field(voice, "places", number("places", USUAL_PLACES, 1, MOST_PLACES)),
        field(voice, "place", text("place", most=LONGEST["place"]), hint=True),
        field(voice, "access", text("access", lines=True, most=LONGEST["access"]), hint=True, optional=True),
        field(voice, "spoken", text("spoken", most=LONGEST["spoken"]), hint=True, optional=True),
        *_no_times_yet(asked, voice, facts),
    ]
    return form(voice, "offer_times", "offer_times", "send", blocks, **ids)


def _no_times_yet(asked: OfferForm, voice: Voice, facts: Facts) -> list[Block]:
    """The way to tell the team that one would like to talk, and to agree on a day in its thread."""
    action = "question_days" if asked.question_id else "ask_for_days"
    value = asked.question_id or f"{asked.digest_id}|{asked.team_id}"
    sure = are_you_sure(voice, action, "primary", area=shorten(asked.topic, AREA))
    return [*sections(voice.say("meeting/days_intro", facts)), row(button(voice, action, value, confirm=sure))]


def change_time_view(asked: ChangeForm, voice: Voice) -> View:
    """Draw the form in which a leader changes one time of a meeting, and where it is."""
    places = [] if asked.places is None else [field(voice, "places", number("places", asked.places, 1, MOST_PLACES))]
    blocks = [
        field(voice, "starts_at", _picker("starts_at", asked.starts_at)),
        _minutes(voice, asked.minutes),
        *places,
        field(voice, "place", text("place", asked.place, most=LONGEST["place"]), hint=True),
    ]
    return form(voice, "change_time", "change_time", "save", blocks, time_id=asked.time_id)


def send_view(time_id: str, voice: Voice, *, by_themselves: bool) -> View:
    """Draw the form in which somebody chooses who goes in their place."""
    blocks = [
        *sections(voice.say("meeting/send_intro", {"by_themselves": by_themselves})),
        field(voice, "colleague", people("colleague", most=1), hint=True),
    ]
    return form(voice, "send_colleague", "send_colleague", "send", blocks, time_id=time_id)


def mine_view(facts: Facts, voice: Voice, notice: str = "") -> View:
    """Draw somebody's own places at a meeting, for their eyes only."""
    there = replace(voice, zone=facts["zone"])
    mine = [time for time in facts["times"] if time["mine"]]
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(there.say("meeting/mine", {**facts, "any": bool(mine)})),
        *(block for time in mine for block in _own(time, there)),
    ]
    return page(voice, "my_places", "my_places", blocks)


def _own(time: Facts, voice: Voice) -> Iterable[Block]:
    yield from sections(voice.say("meeting/mine_time", {"time": time}))
    if time["state"] in TIME_COMING:
        send = [button(voice, "meeting_send", time["id"])] if time["mine"] == "booked" else []
        yield row(*send, button(voice, "meeting_back", time["id"]))


def _time(voice: Voice, name: str, *, first: bool) -> Block:
    return field(voice, name, _picker(name), hint=first, optional=not first)


def _picker(name: str, chosen: datetime | None = None) -> DateTimePickerElement:
    return DateTimePickerElement(action_id=name, initial_date_time=int(chosen.timestamp()) if chosen else None)


def _minutes(voice: Voice, chosen: int) -> Block:
    lengths = [Choice(str(each), voice.label("meeting.minutes", number=each)) for each in MINUTES]
    return field(voice, "minutes", one_of(voice, "minutes", lengths, str(chosen)))


def _choices(voice: Voice, names: Sequence[str]) -> list[Choice]:
    return [Choice(name, voice.label(f"meeting.{name}")) for name in names]


def _radio(voice: Voice, name: str, values: Sequence[str]) -> Block:
    options: list[Option] = [
        option(Choice(value, voice.label(f"meeting.{value}")), voice.label(f"meeting.{value}_note")) for value in values
    ]
    return field(voice, name, radio(name, options, values[0]))
