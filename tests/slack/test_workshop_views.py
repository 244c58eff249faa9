"""The forms of a session: within Slack's limits, easy to read out, new at each turn, safe from what people write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.content.readability import grade
from bot.content.texts import Texts
from bot.errors import FieldProblem
from bot.insight.workshop import ActionCaptured, ActionsForm, Spoken, TeamOpen
from bot.slack.blocks.voice import Voice
from bot.slack.inbound.workshop import act_of, action_of, spoken_of
from bot.slack.views.home import home_view
from bot.slack.views.workshop import actions_view, entry_view, workshop_view
from bot.surfaces import Home
from tests.slack.samples import letters, words
from tests.slack.stand_in_workshops import ENTRY

TEAMS = (TeamOpen("round-1", "Repairs", "A clear vision"), TeamOpen("round-2", letters(200), letters(75)))
ACTION = ActionCaptured("Put the rota up.", "U0ANNA001", date(2026, 12, 18), "U0LEAD001")
ACTIONS = ActionsForm(
    "round-1", letters(200), letters(75), (ActionCaptured(words(250), *list(vars(ACTION).values())[1:]),) * 10
)


@pytest.fixture
def voice(texts: Texts) -> Voice:
    """The coach, speaking to somebody in London."""
    return Voice(texts, zone="Europe/London")


def drawn(view: View) -> dict[str, Any]:
    """A form's JSON, after checking what Slack checks."""
    made: dict[str, Any] = view.to_dict()
    assert len(made["blocks"]) <= 100
    assert all(len(made[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    ids = [block["block_id"] for block in made["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(len(each["text"]["text"]) <= 3_000 for each in made["blocks"] if each["type"] == "section")
    return made


def said(view: View) -> str:
    """The sentences of a form."""
    return " ".join(block["text"]["text"] for block in view.to_dict()["blocks"] if block["type"] == "section")


def sent(view: View, **values: Mapping[str, Any]) -> dict[str, Any]:
    """The form as Slack sends it."""
    made = view.to_dict()
    fields = [block for block in made["blocks"] if block["type"] == "input"]
    state = {
        block["block_id"]: {block["element"]["action_id"]: values.get(block["block_id"].split("~")[0], {"value": None})}
        for block in fields
    }
    return {**made, "id": "V0FORM", "state": {"values": state}}


def test_every_form_fits(voice: Voice) -> None:
    """With the longest names and ten long actions each form is one that Slack takes."""
    for view in (workshop_view(TEAMS, voice, "round-2"), actions_view(ACTIONS, voice), entry_view(ENTRY, voice)):
        drawn(view)


def test_what_is_read_out_is_plain(voice: Voice) -> None:
    """It is easy to follow by ear, and says that it is a choice, who reads what, and that it cannot be changed."""
    words_ = said(entry_view(ENTRY, voice))
    assert grade(words_) <= 8
    for promised in ("as you like", "Leaders do not see your name", "5 or more", "cannot change or delete", "nobody"):
        assert promised in words_


def test_each_turn_is_another_act(voice: Voice) -> None:
    """Fields have other ids at each turn, so they come empty, and the act has another id; sent twice it is the same."""
    first, second = entry_view(ENTRY, voice), entry_view(ENTRY, voice, 2, "*Saved.*")
    ids = [
        {block["block_id"] for block in view.to_dict()["blocks"] if block["type"] == "input"}
        for view in (first, second)
    ]
    assert not ids[0] & ids[1]
    assert act_of(sent(first)) == act_of(sent(first)) != act_of(sent(second))


def test_an_action_is_read_from_its_form(voice: Voice) -> None:
    """What, who, until when and who can say yes; without a day the field says so."""
    given: dict[str, Mapping[str, Any]] = {
        "text": {"value": " Put the rota up. "},
        "owner": {"selected_users": ["U0ANNA001"]},
        "due_on": {"selected_date": "2026-12-18"},
        "decider": {"selected_users": ["U0LEAD001"]},
    }
    form = ActionsForm("round-1", "Repairs", "A clear vision")
    assert action_of(sent(actions_view(form, voice, 3), **given)) == ACTION
    with pytest.raises(FieldProblem):
        action_of(sent(actions_view(form, voice), **{**given, "due_on": {"selected_date": None}}))


def test_an_answer_is_read_from_its_form(voice: Voice) -> None:
    """Each part that was given, and the two ticks."""
    tick, option = {"selected_options": [{"value": "yes"}]}, lambda key: {"selected_option": {"value": key}}
    given: dict[str, Mapping[str, Any]] = {
        "agreed": tick,
        "alone": tick,
        "way": option("spoken"),
        "question": option("headline"),
        "text": {"value": "Too late."},
        "now": option("2"),
        "needed": {"selected_option": None},
        "theme": {"selected_option": None},
        "quotable": {"selected_options": []},
        "ask": {"value": None},
        "kind": option("to_leaders"),
    }
    expected = Spoken(text="Too late.", now=2, way="spoken", agreed=True, alone=True)
    assert spoken_of(sent(entry_view(ENTRY, voice, 2), **given)) == expected


def test_what_people_write_stays_words(voice: Voice) -> None:
    """A call to the channel in an action calls nobody."""
    action = ActionCaptured("Ask <!channel> & <@U0OTHER>", "U0ANNA001", date(2026, 12, 18))
    shown = json.dumps(actions_view(ActionsForm("round-1", "<!here>", "A", (action,)), voice).to_dict())
    assert "<!" not in shown
    assert "<@U0OTHER>" not in shown


def test_home_has_a_button_for_each_team(voice: Voice) -> None:
    """A facilitator finds each open team in Home, one a row; from the sixth on they choose it in the form."""
    for count, buttons in ((2, 2), (5, 5), (8, 6)):
        teams = tuple(TeamOpen(f"round-{n}", f"Team {n}", "A clear vision") for n in range(count))
        blocks = home_view(Home("U0NESTA01", is_admin=False, quotes_waiting=0, workshops=teams), voice).to_dict()[
            "blocks"
        ]
        rows = [block["elements"] for block in blocks if block["type"] == "actions"]
        assert sum(row[0]["action_id"] == "open_workshop" for row in rows) == buttons


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [(7, "; 7 of the answers were entered in a session"), (0, "; some of the answers were entered"), (None, "")],
)
def test_a_digest_says_what_was_entered(voice: Voice, entered: int | None, sentence: str) -> None:
    """So many from k on, “some” below it, and nothing for none or for a digest from before there were sessions."""
    team = {"heard": [5, 9], "share": "half", "entered": entered}
    told = voice.say("digest/heard", {"rows": [{**team, "ratings": None}], "together": []})
    assert f"5 to 9 people, about half of the team{sentence}" in told
    del team["entered"]
    before = voice.say("digest/heard", {"rows": [{**team, "ratings": None}], "together": []})
    assert "session" not in before
