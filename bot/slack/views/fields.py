"""The fields of forms. Each block's id is its action's id, so that what was typed survives an update of the view.

Slack: an option has 75 characters, its description 75, a list 100 options or 100 groups of 100, a title 24; a form that
has fields needs a submit button; a text field takes 3,000 characters.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationMultiSelectElement,
    DatePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.slack.blocks.pieces import row, shorten
from bot.slack.blocks.voice import Voice
from bot.surfaces import Choice

MOST_OPTIONS = 100
LONGEST_OPTION = 75
LONGEST_TEXT = 3_000
NO_HOLIDAYS = "none"
"""The choice of weekends only; a list that has something chosen cannot be emptied again everywhere in Slack."""


def form(voice: Voice, callback: str, title: str, submit: str, blocks: Sequence[Block], **ids: str | None) -> View:
    """Build a form; `ids` travel with it (never a text), `title` and `submit` are labels under `view`."""
    return View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=voice.label(f"view.{title}")),
        submit=PlainTextObject(text=voice.label(f"view.{submit}")),
        close=PlainTextObject(text=voice.label("view.cancel")),
        private_metadata=json.dumps({name: value for name, value in ids.items() if value}),
        blocks=list(blocks),
    )


def page(voice: Voice, callback: str, title: str, blocks: Sequence[Block]) -> View:
    """Build a view that only shows something."""
    return View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=voice.label(f"view.{title}")),
        close=PlainTextObject(text=voice.label("view.close")),
        blocks=list(blocks),
    )


def field(
    voice: Voice,
    name: str,
    element: InputInteractiveElement,
    *,
    hint: bool = False,
    optional: bool = False,
    block_id: str = "",
) -> Block:
    """Put an element under its label `field.<name>`, with the hint `field.<name>_hint` below."""
    return InputBlock(
        block_id=block_id or name,
        label=PlainTextObject(text=voice.label(f"field.{name}")),
        element=element,
        hint=PlainTextObject(text=voice.label(f"field.{name}_hint")) if hint else None,
        optional=optional,
    )


def drawn(name: str, version: int) -> str:
    """Make the block's id of a field in one drawing of a form.

    Slack keeps what somebody typed when a view is updated, as long as the ids stay; a new drawing with other values
    needs other ids, or people would see the old ones.
    """
    return f"{name}~{version}"


def undrawn(block_id: str) -> str:
    """Give a field's own name, whatever the drawing."""
    return block_id.split("~", maxsplit=1)[0]


def text(
    name: str, value: str = "", *, lines: bool = False, most: int = LONGEST_TEXT, least: int = 1
) -> PlainTextInputElement:
    """Build a text field of one line or several."""
    return PlainTextInputElement(
        action_id=name,
        initial_value=value[:most] or None,
        multiline=lines,
        max_length=most,
        min_length=least,
    )


def one_of(voice: Voice, name: str, choices: Iterable[Choice], chosen: str | None = None) -> StaticSelectElement:
    """Build a list to choose one from; more than a hundred options are grouped by the part before the first slash."""
    options = [option(choice) for choice in choices]
    initial = next((item for item in options if item.value == chosen), None)
    grouped = len(options) > MOST_OPTIONS
    return StaticSelectElement(
        action_id=name,
        placeholder=PlainTextObject(text=voice.label("field.choose")),
        options=None if grouped else options,
        option_groups=_groups(options) if grouped else None,
        initial_option=initial,
    )


def option(choice: Choice, description: str | None = None) -> Option:
    """Build one option of a list."""
    words = PlainTextObject(text=shorten(choice.label, LONGEST_OPTION))
    return Option(value=choice.key, text=words, description=PlainTextObject(text=description) if description else None)


def mode_choice(voice: Voice, mode: str) -> Choice:
    """Name a way to answer."""
    return Choice(mode, voice.label(f"mode.{mode}"))


def usual_mode(voice: Voice, chosen: str) -> Block:
    """Build the list in which somebody chooses how their form starts."""
    choices = [mode_choice(voice, mode) for mode in ("named", "confidential", "unlinked")]
    return row(one_of(voice, "usual_mode", choices, chosen))


def scale(voice: Voice, name: str, chosen: int | None) -> StaticSelectElement:
    """Build the numbers 1 to 5, which say at their ends which way they run."""
    ends = {1: voice.label("field.low"), 5: voice.label("field.high")}
    numbers = [Choice(str(number), ends.get(number, str(number))) for number in range(1, 6)]
    return one_of(voice, name, numbers, str(chosen) if chosen else None)


def radio(name: str, options: Sequence[Option], chosen: str | None) -> RadioButtonsElement:
    """Build buttons of which one is chosen; with None nothing is suggested."""
    initial = next((item for item in options if item.value == chosen), None)
    return RadioButtonsElement(action_id=name, options=list(options), initial_option=initial)


def tick(name: str, options: Sequence[Option], *, ticked: bool) -> CheckboxesElement:
    """Build boxes to tick."""
    return CheckboxesElement(action_id=name, options=list(options), initial_options=list(options) if ticked else None)


def channels(name: str, chosen: Sequence[str] = (), most: int | None = None) -> ConversationMultiSelectElement:
    """Build a list of channels, private ones among them, without direct messages."""
    only = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
    initial = list(chosen) or None
    return ConversationMultiSelectElement(
        action_id=name, filter=only, initial_conversations=initial, max_selected_items=most
    )


def people(name: str, chosen: Sequence[str] = (), most: int | None = None) -> UserMultiSelectElement:
    """Build a list of people."""
    return UserMultiSelectElement(action_id=name, initial_users=list(chosen) or None, max_selected_items=most)


def day(name: str, chosen: date) -> DatePickerElement:
    """Build a date."""
    return DatePickerElement(action_id=name, initial_date=chosen.isoformat())


def number(name: str, chosen: int, least: int, most: int) -> NumberInputElement:
    """Build a whole number."""
    return NumberInputElement(
        action_id=name,
        is_decimal_allowed=False,
        initial_value=str(min(max(chosen, least), most)),
        min_value=str(least),
        max_value=str(most),
    )


def _groups(options: Sequence[Option]) -> list[OptionGroup]:
    regions: dict[str, list[Option]] = {}
    for item in options:
        regions.setdefault(str(item.value).split("/", maxsplit=1)[0], []).append(item)
    return [
        OptionGroup(
            label=PlainTextObject(text=shorten(region, LONGEST_OPTION)), options=found[start : start + MOST_OPTIONS]
        )
        for region, found in regions.items()
        for start in range(0, len(found), MOST_OPTIONS)
    ]
