"""The forms of a session in a room: which team, what was agreed, and what somebody said who is not on Slack.

The second and the third stay for the next one. Slack keeps what was typed as long as a field's id stays, so each turn
draws its fields under ids of its own.
"""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, DatePickerElement
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.dialogues.coaching.scene import CONCERN, TO_LEADERS
from bot.insight.workshop import WAYS, ActionsForm, EntryForm, TeamOpen
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.blocks.workshop import listed
from bot.slack.views.fields import drawn, field, form, one_of, option, people, radio, scale, text, tick
from bot.surfaces import Choice

NAME = 80
LONGEST_ACTION = 250


def workshop_view(teams: Sequence[TeamOpen], voice: Voice, chosen: str = "") -> View:
    """Draw the form that asks for the team, and for what is to be done there."""
    choices = [Choice(one.round_id, f"{one.team}: {one.area_title}") for one in teams]
    ways = [option(Choice(name, voice.label(f"workshop.{name}"))) for name in ("actions", "answers")]
    first = chosen if chosen in {one.round_id for one in teams} else teams[0].round_id
    blocks = [
        *sections(voice.say("workshop/intro", {})),
        field(voice, "workshop_team", one_of(voice, "workshop_team", choices, first)),
        field(voice, "workshop_what", radio("workshop_what", ways, "actions")),
    ]
    return form(voice, "workshop", "workshop", "next", blocks)


def actions_view(asked: ActionsForm, voice: Voice, turn: int = 1, notice: str = "") -> View:
    """Draw the form for an action, below those that were captured; `notice` (markup) says what was just done."""
    captured = [{"n": n, **item} for n, item in enumerate(listed(vars(one) for one in asked.captured), 1)]
    facts = {"team": clip(asked.team, NAME), "area_title": asked.area_title, "captured": captured}
    finish = [row(button(voice, "workshop_finish", f"{asked.round_id}|{turn}", style="primary"))]
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(voice.say("workshop/captured", facts)),
        *(finish if captured else ()),
        divider(),
        _field(voice, "text", "action", text("text", lines=True, most=LONGEST_ACTION), turn, hint=True),
        _field(voice, "owner", "action_owner", people("owner", most=1), turn),
        _field(voice, "due_on", "due_on", DatePickerElement(action_id="due_on"), turn),
        _field(voice, "decider", "decider", people("decider", most=1), turn, optional=True),
    ]
    ids = {"round_id": asked.round_id, "turn": str(turn)}
    return form(voice, "workshop_action", "workshop_action", "add", blocks, **ids)


def entry_view(asked: EntryForm, voice: Voice, turn: int = 1, notice: str = "") -> View:
    """Draw the form for what one person said: first what is read out to them, last what they said."""
    facts = {
        "team": clip(asked.team, NAME),
        "area_title": asked.area_title,
        "headline": asked.headline,
        "threshold": asked.threshold,
        "entered": asked.entered,
        "left": asked.left,
    }
    questions = [Choice(key, short) for key, short in asked.questions]
    themes = [Choice(key, title) for key, title in asked.themes]
    ways = [option(Choice(name, voice.label(f"workshop.{name}"))) for name in WAYS]
    kinds = [option(Choice(name, voice.label(f"ask.{name}"))) for name in (TO_LEADERS, CONCERN)]
    chosen_theme = one_of(voice, "theme", themes)
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(voice.say("workshop/read_out", facts)),
        _field(voice, "agreed", "agreed", _tick(voice, "agreed"), turn),
        _field(voice, "alone", "alone", _tick(voice, "alone"), turn),
        _field(voice, "way", "way", radio("way", ways, "paper"), turn),
        divider(),
        *sections(voice.say("workshop/asked", facts)),
        _field(voice, "question", "entry_question", one_of(voice, "question", questions, "headline"), turn),
        _field(voice, "text", "entry_text", text("text", lines=True), turn, hint=True, optional=True),
        *(_field(voice, name, name, scale(voice, name, None), turn, hint=True, optional=True) for name in _SCALES),
        *([_field(voice, "theme", "theme", chosen_theme, turn, optional=True)] if themes else ()),
        _field(voice, "quotable", "entry_quotable", _tick(voice, "entry_quotable"), turn, optional=True),
        _field(voice, "ask", "entry_ask", text("ask", lines=True), turn, hint=True, optional=True),
        _field(voice, "kind", "entry_kind", radio("kind", kinds, TO_LEADERS), turn),
    ]
    ids = {"round_id": asked.round_id, "turn": str(turn)}
    return form(voice, "workshop_answer", "workshop_answer", "save", blocks, **ids)


_SCALES = ("now", "needed")


def _tick(voice: Voice, name: str) -> InputInteractiveElement:
    return tick(name, [option(Choice("yes", voice.label(f"field.{name}_yes")))], ticked=False)


def _field(
    voice: Voice,
    name: str,
    label: str,
    element: InputInteractiveElement,
    turn: int,
    *,
    hint: bool = False,
    optional: bool = False,
) -> Block:
    """A field of one turn: `name` is what it holds, `label` the words above it."""
    return field(voice, label, element, hint=hint, optional=optional, block_id=drawn(name, turn))
