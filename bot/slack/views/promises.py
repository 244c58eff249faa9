"""Promises: the board, one with its history, and the forms in which somebody makes, moves or drops one.

Slack: a modal has at most 100 blocks.
"""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, DatePickerElement
from slack_sdk.models.views import View

from bot.insight.promised import OPEN, PromiseForm, PromiseShown
from bot.slack.blocks.pieces import divider, sections
from bot.slack.blocks.promises import change_row, with_open_button
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import MOST_OPTIONS, field, form, one_of, page, people, text
from bot.surfaces import Choice

MOST_SHOWN = 40
LONGEST, SHORT, REASON, NAME, AREA = 600, 200, 300, 80, 100
MOST_CHANGES, MOST_TEAMS = 12, 5


def promises_view(found: Sequence[PromiseShown], voice: Voice) -> View:
    """Draw a board: open promises first, those that are late on top; each opens with its history."""
    counts = {"count": len(found), "open": sum(one.state == OPEN for one in found)}
    blocks = list(sections(voice.say("promise/board", counts)))
    blocks += [
        with_open_button(voice, voice.say("promise/line", {"item": facts_of(one)}), one.promise_id, one.text)
        for one in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        blocks += sections(voice.say("promise/more", {"more": len(found) - MOST_SHOWN}))
    return page(voice, "promises", "promises", blocks)


def promise_one_view(one: PromiseShown, voice: Voice) -> View:
    """Draw one promise with its history; whoever may change it finds the buttons."""
    blocks = list(sections(voice.say("promise/one", {"item": _whole(one)})))
    if one.may_change and one.state == OPEN:
        blocks.append(change_row(voice, one.promise_id))
    return page(voice, "promises", "promise", blocks)


def make_view(asked: PromiseForm, voice: Voice) -> View:
    """Draw the form in which a leader promises a team something; who leads one team is not asked which."""
    weeks = [Choice(round_id, name) for round_id, name in asked.weeks[:MOST_OPTIONS]]
    if len(weeks) == 1:
        to = sections(voice.say("promise/to", {"team": clip(weeks[0].label, NAME)}))
    else:
        to = [field(voice, "promise_week", one_of(voice, "promise_week", weeks))]
    alone = weeks[0].key if len(weeks) == 1 else None
    return form(voice, "make_promise", "promise_question", "send", [*to, *promise_fields(voice)], round_id=alone)


def promise_fields(voice: Voice) -> list[Block]:
    """Build what every form for a promise asks: what, who owns it, until when, and who can say yes."""
    return [
        field(voice, "promise", text("text", lines=True, most=LONGEST), hint=True, block_id="text"),
        field(voice, "owner", people("owner", most=1), hint=True, optional=True),
        field(voice, "due_on", DatePickerElement(action_id="due_on")),
        field(voice, "decider", people("decider", most=1), hint=True, optional=True),
    ]


def move_view(one: PromiseShown, voice: Voice) -> View:
    """Draw the form that asks for a new date, and why."""
    fields = [
        field(voice, "new_date", DatePickerElement(action_id="due_on"), block_id="due_on"),
        field(voice, "why_moved", text("text", lines=True, most=LONGEST), hint=True, block_id="text"),
    ]
    return _form(one, voice, "move_promise", "send", fields)


def drop_view(one: PromiseShown, voice: Voice) -> View:
    """Draw the form that asks why a promise will not be kept."""
    why = field(voice, "why_dropped", text("text", lines=True, most=LONGEST), hint=True, block_id="text")
    return _form(one, voice, "drop_promise", "drop", [why])


def facts_of(one: PromiseShown, most: int = SHORT, teams: int = MOST_TEAMS) -> dict[str, Any]:
    """A promise for a line of a board, with so many characters of its words, and so many teams."""
    return {**_cut(one, most, teams), "why": clip(one.why, most), "moved": any(change.was for change in one.history)}


def _whole(one: PromiseShown) -> dict[str, Any]:
    changes = [{**vars(change), "words": clip(change.words, REASON)} for change in one.history]
    return {
        **_cut(one, LONGEST * 2),
        "history": changes[-MOST_CHANGES:],
        "earlier": max(0, len(changes) - MOST_CHANGES),
    }


def _cut(one: PromiseShown, most: int, most_teams: int = MOST_TEAMS) -> dict[str, Any]:
    teams = [clip(name, NAME) for name in one.teams[:most_teams]]
    more = {"teams": teams, "more_teams": len(one.teams) - len(teams)}
    named = {"area_title": clip(one.area_title, AREA), "text": clip(one.text, most), "first_due_on": one.first_due_on}
    return {**vars(one), **more, **named}


def _form(one: PromiseShown, voice: Voice, callback: str, submit: str, fields: Sequence[Block]) -> View:
    said = sections(voice.say("promise/line", {"item": facts_of(one)}))
    return form(voice, callback, callback, submit, [*said, divider(), *fields], promise_id=one.promise_id)
