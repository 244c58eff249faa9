"""The scheduling form, first step: what the campaign is, for whom, when, and what matters most."""

from collections.abc import Iterator
from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.campaigns.holiday_dates import usual_code
from bot.campaigns.plan import LONGEST_NAME, LONGEST_PRIORITY, LONGEST_REASON, NEVER_BELOW, Priority
from bot.campaigns.sketch import HIGHEST_THRESHOLD, MOST_TEAMS, PRIORITY_FIELDS, Sketch
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import NO_HOLIDAYS, channels, day, drawn, field, form, number, one_of, text
from bot.surfaces import Choice, ScheduleForm


def schedule_view(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> View:
    """Draw the first step, with what was typed before."""
    blocks = [*_opening(asked, sketch, voice), *_campaign(asked, sketch, voice)]
    return form(voice, "schedule", "schedule", "next", blocks, sketch=sketch.id, version=str(sketch.version))


def _opening(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> Iterator[Block]:
    yield from sections(voice.say("view/schedule_intro", {"draft": sketch.basics.name if sketch.about else ""}))
    if sketch.kept and not sketch.about:
        yield from sections(voice.say("view/schedule_kept", {}))
        yield row(button(voice, "schedule_afresh", sketch.id, confirm=True))
    yield from sections(voice.say("view/schedule_packs", {"packs": [vars(pack) for pack in asked.packs]}))


def _campaign(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> Iterator[Block]:
    typed = sketch.basics
    packs = [Choice(pack.key, pack.title) for pack in asked.packs]
    pack = typed.pack or (packs[0].key if len(packs) == 1 else None)

    def put(name: str, element: InputInteractiveElement, *, optional: bool = False) -> Block:
        return field(voice, name, element, hint=True, optional=optional, block_id=drawn(name, sketch.version))

    yield put("pack", one_of(voice, "pack", packs, pack))
    yield put("name", text("name", typed.name, most=LONGEST_NAME))
    yield put("teams", channels("teams", typed.channels, MOST_TEAMS))
    yield put("start", day("start", _day(typed.start) or asked.start))
    yield put("rhythm", one_of(voice, "rhythm", asked.rhythms, typed.rhythm))
    yield put("zone", one_of(voice, "zone", asked.zones, typed.zone or asked.zone))
    yield put("holidays", _holidays(asked, sketch, voice))
    threshold = int(typed.threshold) if typed.threshold.isdigit() else asked.threshold
    yield put("threshold", number("threshold", threshold, NEVER_BELOW, HIGHEST_THRESHOLD))
    yield divider()
    given = [*typed.priorities, *(Priority("", ""),) * len(PRIORITY_FIELDS)]
    for place, ((title, reason), one) in enumerate(zip(PRIORITY_FIELDS, given, strict=False)):
        yield put(title, text(title, one.title, most=LONGEST_PRIORITY), optional=place > 0)
        yield put(reason, text(reason, one.reason, most=LONGEST_REASON), optional=place > 0)


def _holidays(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> InputInteractiveElement:
    """Build the list of places; until the step was sent it stands at the one that the zone speaks for."""
    typed = sketch.basics
    places = [Choice(NO_HOLIDAYS, voice.label("field.no_holidays")), *asked.holidays]
    usual = typed.holidays if typed.zone else usual_code(asked.zone)
    return one_of(voice, "holidays", places, usual or NO_HOLIDAYS)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
