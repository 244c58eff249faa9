"""Who hears a list of buttons read out can tell them apart, also where all of them look the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.content.texts import Texts
from bot.insight.outcomes import WAITING
from bot.slack.blocks.compose import compose
from bot.slack.blocks.pieces import button
from bot.slack.blocks.voice import Voice
from bot.slack.views.home import home_view
from bot.slack.views.ideas import ideas_view
from bot.slack.views.promises import promises_view
from tests.slack import facts_of_views as facts
from tests.slack.samples import PLAIN, TOLD

ASKED = ("Who decides about the vans?", "When does the depot open?", "Why was the lease not renewed?")


def waiting(voice: Voice) -> list[dict[str, Any]]:
    """A leader's Home with three questions."""
    put = tuple(replace(facts.WAITING, text=text, question_id=f"question-{text}") for text in ASKED)
    leading = replace(facts.LEADING, waiting=put)
    return list(home_view(replace(facts.LEADER, leading=leading), voice).to_dict()["blocks"])


def promised(voice: Voice) -> list[dict[str, Any]]:
    """A board with three promises."""
    return list(promises_view([replace(facts.PROMISE, text=text) for text in ASKED], voice).to_dict()["blocks"])


def ideas(voice: Voice) -> list[dict[str, Any]]:
    """A list of three ideas."""
    return list(ideas_view([replace(facts.IDEA_LINE, title=text) for text in ASKED], voice).to_dict()["blocks"])


def told(voice: Voice) -> list[dict[str, Any]]:
    """What happened with three questions, told to their team."""
    asked = [{**TOLD, "text": text, "id": text, "state": WAITING} for text in ASKED]
    return compose("told_back", {**PLAIN["told_back"], "questions": asked}, voice.texts).block_dicts()


@pytest.mark.parametrize(("action", "draw"), [
    ("question_open", waiting), ("promise_open", promised), ("idea_open", ideas), ("ask_too", told)
])  # fmt: skip
def test_each_button_of_a_list_has_a_name_of_its_own(
    action: str, draw: Callable[[Voice], list[dict[str, Any]]], texts: Texts
) -> None:
    """It begins with what one sees, and goes on with what it is about."""
    voice = Voice(texts, zone="Europe/London")
    found = [block["accessory"] for block in draw(voice) if block.get("accessory", {}).get("action_id") == action]
    label = voice.label(f"button.{action}")
    assert [one["accessibility_label"] for one in found] == [f"{label}: {text}" for text in ASKED]
    assert {one["text"]["text"] for one in found} == {label}


def test_a_spoken_name_is_as_long_as_slack_lets_it(texts: Texts) -> None:
    """Long words are cut, lines become one, and a button that stands alone has no other name."""
    voice = Voice(texts, zone="Europe/London")
    drawn = button(voice, "promise_open", "x", about="One\ntwo " + "w" * 600).to_dict()
    assert drawn["accessibility_label"].startswith(f"{voice.label('button.promise_open')}: One two ww")
    assert len(drawn["accessibility_label"]) == 75
    assert "accessibility_label" not in json.dumps(button(voice, "promise_open", "x").to_dict())
