"""The scheduling form, first step: what the campaign is, for whom, when, and what matters most.

In an edit of a campaign that has started, what is frozen has no field.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.campaigns.holiday_dates import usual_code
from bot.campaigns.plan import LONGEST_NAME, LONGEST_PRIORITY, LONGEST_REASON, NEVER_BELOW, Priority
from bot.campaigns.sketch import HIGHEST_THRESHOLD, MOST_TEAMS, OWN_HOURS, PRIORITY_FIELDS, Running, Sketch
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import NO_HOLIDAYS, channels, day, drawn, field, form, number, one_of, people, text
from bot.surfaces import Choice, ScheduleForm


def schedule_view(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> View:
    """Draw the first step, with what was typed before."""
    opening = _opening_of_edit(sketch, voice) if sketch.running else _opening(asked, sketch, voice)
    blocks = [*opening, *_campaign(asked, sketch, voice)]
    title = "edit" if sketch.running else "schedule"
    return form(voice, "schedule", title, "next", blocks, sketch=sketch.id, version=str(sketch.version))


def _opening(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> Iterator[Block]:
    yield from sections(voice.say("view/schedule_intro", {"draft": sketch.basics.name if sketch.about else ""}))
    if sketch.kept and not sketch.about:
        yield from sections(voice.say("view/schedule_kept", {}))
        yield row(button(voice, "schedule_afresh", sketch.id, confirm=True))
    yield from sections(voice.say("view/schedule_packs", {"packs": [vars(pack) for pack in asked.packs]}))


def _opening_of_edit(sketch: Sketch, voice: Voice) -> Iterator[Block]:
    yield from sections(voice.say("view/edit_intro", {"name": clip(sketch.basics.name, LONGEST_NAME)}))
    if sketch.kept:
        yield from sections(voice.say("view/schedule_kept", {}))
        yield row(button(voice, "schedule_afresh", sketch.id, confirm=True))


def _campaign(asked: ScheduleForm, sketch: Sketch, voice: Voice) -> Iterator[Block]:
    typed = sketch.basics
    packs = [Choice(pack.key, pack.title) for pack in asked.packs]
    pack = typed.pack or (packs[0].key if len(packs) == 1 else None)

    def put(name: str, element: InputInteractiveElement, *, optional: bool = False) -> Block:
        return field(voice, name, element, hint=True, optional=optional, block_id=drawn(name, sketch.version))

    if not sketch.running:
        yield put("pack", one_of(voice, "pack", packs, pack))
    yield put("name", text("name", typed.name, most=LONGEST_NAME))
    yield put("teams", channels("teams", typed.channels, MOST_TEAMS))
    if not sketch.running:
        yield put("start", day("start", _day(typed.start) or asked.start))
    yield put("rhythm", one_of(voice, "rhythm", _rhythms(asked, sketch.running, voice), typed.rhythm))
    zones, holidays = _with_own(asked.zones, asked.holidays, sketch.running)
    yield put("zone", one_of(voice, "zone", zones, typed.zone or asked.zone))
    yield put("holidays", _holidays(holidays, asked.zone, sketch, voice))
    if not sketch.running:
        threshold = int(typed.threshold) if typed.threshold.isdigit() else asked.threshold
        yield put("threshold", number("threshold", threshold, NEVER_BELOW, HIGHEST_THRESHOLD))
    yield divider()
    given = [*typed.priorities, *(Priority("", ""),) * len(PRIORITY_FIELDS)]
    for place, ((title, reason), one) in enumerate(zip(PRIORITY_FIELDS, given, strict=False)):
        may_be_empty = place > 0 or sketch.running is not None
        yield put(title, text(title, one.title, most=LONGEST_PRIORITY), optional=may_be_empty)
        yield put(reason, text(reason, one.reason, most=LONGEST_REASON), optional=may_be_empty)
    yield put("sponsor", people("sponsor", [typed.sponsor] if typed.sponsor else (), most=1), optional=True)


def _rhythms(asked: ScheduleForm, running: Running | None, voice: Voice) -> Sequence[Choice]:
    """Offer the usual hours; a campaign that runs may keep its own."""
    if running is None or running.rhythm is None:
        return asked.rhythms
    own = {kind: running.rhythm[kind] for kind in ("open", "digest")}
    return [Choice(OWN_HOURS, voice.label("field.rhythm_own", **own)), *asked.rhythms]


def _with_own(
    zones: Sequence[Choice], holidays: Sequence[Choice], running: Running | None
) -> tuple[Sequence[Choice], Sequence[Choice]]:
    """Offer what a campaign that runs has from a file, beside what everybody is offered."""
    if running is None:
        return zones, holidays
    return _also(zones, running.zone), _also(holidays, running.holidays)


def _also(choices: Sequence[Choice], own: str) -> Sequence[Choice]:
    known = not own or own in {choice.key for choice in choices}
    return choices if known else [*choices, Choice(own, own)]


def _holidays(offered: Sequence[Choice], zone: str, sketch: Sketch, voice: Voice) -> InputInteractiveElement:
    """Build the list of places; until the step was sent it stands at the one that the zone speaks for."""
    typed = sketch.basics
    places = [Choice(NO_HOLIDAYS, voice.label("field.no_holidays")), *offered]
    usual = typed.holidays if typed.zone else usual_code(zone)
    return one_of(voice, "holidays", places, usual or NO_HOLIDAYS)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
