"""Choices and rights as they are drawn on a person's own page: within Slack's limits, and safe with people's words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content.texts import Texts
from bot.settings import ROOT
from bot.slack.blocks.voice import Voice
from bot.slack.views.my_data import PER_PAGE, my_data_view
from bot.surfaces import CampaignChoice, MyData, OwnChoices, Reminders, RightsUsed, RightUsed
from tests.slack import facts_of_views as facts

AT = datetime(2027, 1, 12, 10, tzinfo=UTC)
ATTACK = "<!channel> <@U0VICTIM1> *R&D*"
VOICE = Voice(Texts(ROOT / "content" / "texts"))
EMPTY = MyData((), (), Reminders())


def drawn(data: MyData) -> dict[str, Any]:
    """Own data as it travels, within what Slack takes."""
    body: dict[str, Any] = my_data_view(data, VOICE).to_dict()
    assert len(body["blocks"]) <= 100
    assert len(json.dumps(body)) <= 250_000
    return body


def buttons(body: dict[str, Any]) -> list[tuple[str, str]]:
    """The buttons of a view, and what travels with each."""
    rows = [block for block in body["blocks"] if block["type"] == "actions"]
    return [(one["action_id"], one["value"]) for block in rows for one in block["elements"] if "value" in one]


def words(body: dict[str, Any]) -> str:
    """What a view says."""
    return "\n".join(block["text"]["text"] for block in body["blocks"] if block["type"] == "section")


def test_each_campaign_is_left_or_come_back_to() -> None:
    """A campaign that asks has two ways out, one that was left has one back, and each button names its campaign."""
    choices = OwnChoices((CampaignChoice("c1", "Spring", left=False), CampaignChoice("c2", "Autumn", left=True)))
    found = buttons(drawn(replace(EMPTY, choices=choices)))
    mine = [("leave_campaign", "c1"), ("leave_and_forget", "c1"), ("rejoin_campaign", "c2"), ("object_to_use", "-")]
    assert found[-4:] == mine


def test_an_objection_can_be_taken_back() -> None:
    """Who objected reads since when, and is offered the way back and no second objection."""
    body = drawn(replace(EMPTY, choices=OwnChoices(objected_at=AT, leads=True)))
    assert buttons(body)[-1] == ("take_back_objection", "-")
    assert "You objected on" in words(body)
    assert "Digests of a team that you lead still come" in words(body)


@pytest.mark.parametrize(
    ("officers", "said"), [(True, "I tell the privacy officer"), (False, "write to your organisation as well")]
)
def test_who_hears_of_an_objection_is_said_before(officers: bool, said: str) -> None:
    """Where nobody is set up as privacy officer, the page does not promise that one is told."""
    assert said in words(drawn(replace(EMPTY, choices=OwnChoices(officers=officers))))


def test_rights_say_who_when_and_why_without_harm() -> None:
    """The officer is named with their role, oneself is you, the server is the server; words typed there do nothing."""
    officer = RightUsed(AT, "took out all", "U0PRIV", "privacy officer", ATTACK, ATTACK)
    mine, server = replace(officer, actor="U0ME", why=""), replace(officer, actor="command line", why="")
    said = words(drawn(replace(EMPTY, rights=RightsUsed((officer, mine, server), "U0ME"))))
    assert "<@U0PRIV> (privacy officer) took out all" in said
    assert "you took out all" in said
    assert "somebody on the server that runs me took out all" in said
    assert "<!channel>" not in said
    assert "<@U0VICTIM1>" not in said
    assert "Nobody has used a right" in words(drawn(EMPTY))


def test_only_a_named_answer_from_the_form_has_a_name_to_take_off() -> None:
    """Confidential answers and one's own messages in a thread have no such button."""
    (long,) = facts.own_answers(1)
    kinds = [("named", True), ("confidential", True), ("named", False)]
    answers = tuple(replace(long, mode=mode, changeable=changeable) for mode, changeable in kinds)
    found = [action for action, _ in buttons(drawn(replace(EMPTY, answers=answers)))]
    assert found.count("take_name_off") == 1


def test_the_fullest_page_still_fits() -> None:
    """A page of the longest Named answers, with all that follows at its longest, is taken by Slack."""
    answers = tuple(replace(one, mode="named") for one in facts.own_answers(PER_PAGE))
    many = tuple(CampaignChoice(f"c{number}", "&" * 200, left=False) for number in range(60))
    used = (RightUsed(AT, "x" * 64, "U0PRIV", "privacy officer", "&" * 200, "&" * 200),) * 80
    data = replace(facts.MY_DATA, answers=answers, choices=OwnChoices(many), rights=RightsUsed(used))
    long = (("A clear vision of what we are here to do for residents", "needed", 5),) * 80
    assert "Older ones are in your download" in words(drawn(replace(data, ratings=long)))
