"""The forms of ideas ask what the stages ask, and lists keep to what a form of Slack holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.content.texts import Texts
from bot.insight.ideas import MOVES, OPTIONAL, REVIEW, Moved
from bot.slack.blocks.rendered import texts_in
from bot.slack.blocks.voice import Voice
from bot.slack.views.home import home_view
from bot.slack.views.ideas import (
    answer_idea_view,
    idea_view,
    ideas_view,
    learning_view,
    move_idea_view,
    review_idea_view,
    share_idea_view,
)
from bot.slack.views.my_data import my_data_view
from tests.slack import facts_of_views as facts

VOICE = Voice(Texts(Path("content/texts")), zone="Europe/London")


def fields(view: View) -> dict[str, dict[str, Any]]:
    """The fields of a form by their names."""
    return {block["block_id"]: block for block in view.to_dict()["blocks"] if block["type"] == "input"}


def actions(view: View) -> set[str]:
    """What may be tapped in a view."""
    blocks = view.to_dict()["blocks"]
    rows = [element for block in blocks for element in block.get("elements", ())]
    return {
        each["action_id"]
        for each in (*rows, *(b["accessory"] for b in blocks if "accessory" in b))
        if "action_id" in each
    }


@pytest.mark.parametrize("pair", MOVES)
def test_a_move_asks_its_questions(pair: tuple[str, str]) -> None:
    """The form of a move has the fields that the move asks for, and those may stay empty that it lets."""
    stage, to = pair
    shown = replace(facts.IDEA_SHOWN, line=replace(facts.IDEA_LINE, stage=stage), ways=(to,))
    drawn = fields(move_idea_view(shown, to, VOICE))
    assert tuple(drawn) == MOVES[pair]
    assert {name for name, block in drawn.items() if block.get("optional")} == set(MOVES[pair]) & OPTIONAL


@pytest.mark.parametrize("teams", [1, 2])
def test_the_first_form_asks_for_a_team_only_where_there_are_several(teams: int) -> None:
    """The words of one's own answer stand in it, and the name that the answer has."""
    view = share_idea_view(replace(facts.IDEAS_FORM, teams=facts.IDEAS_FORM.teams[:teams]), VOICE)
    drawn = fields(view)
    assert ("team" in drawn) == (teams > 1)
    assert drawn["need"]["element"]["initial_value"] == facts.IDEAS_FORM.text
    assert drawn["mode"]["element"]["initial_option"]["value"] == "named"


def test_the_first_form_says_who_else_reads_it() -> None:
    """Before an idea is shared it is said that the team's leaders read it on their page, and may take it as a file."""
    intro = str(share_idea_view(facts.IDEAS_FORM, VOICE).to_dict()["blocks"][0])
    assert "Its leaders read it on their page too, and can take it out as a file, without your name." in intro


def test_a_review_has_its_four_questions() -> None:
    """A title, the four, and who may learn from it: the team alone unless its owner chooses more."""
    drawn = fields(review_idea_view(facts.IDEA_SHOWN, VOICE))
    assert tuple(drawn) == ("title", *REVIEW, "reach")
    assert drawn["reach"]["element"]["initial_option"]["value"] == "team"


def test_a_second_review_starts_from_the_first() -> None:
    """Its words and how far it goes stand in the form; what leaders are asked about is for all organisations."""
    shown = replace(facts.IDEA_SHOWN, lesson=replace(facts.LEARNED, reach="organisation"), asks=())
    drawn = fields(review_idea_view(shown, VOICE))
    assert drawn["title"]["element"]["initial_value"] == facts.LEARNED.title
    for name in REVIEW:
        assert drawn[name]["element"]["initial_value"] == facts.LEARNED.said[name]
    assert drawn["reach"]["element"]["initial_option"]["value"] == "organisation"
    waits = fields(review_idea_view(replace(shown, asks=(("reach", "waiting"),)), VOICE))
    assert waits["reach"]["element"]["initial_option"]["value"] == "all"


def test_a_leader_reads_all_that_others_would_find() -> None:
    """The form about a lesson holds each of its words, as long as they may be, and says which review that is."""
    lesson = replace(facts.LEARNED, said={name: f"{name} " + "x" * 590 for name in REVIEW})
    shown = replace(facts.IDEA_SHOWN, lesson=lesson, moves=(Moved("review", None),) * 2)
    drawn = answer_idea_view(shown, "reach", VOICE).to_dict()
    said = "".join(texts_in(drawn))
    assert all(words in said for words in (lesson.title, *lesson.said.values()))
    assert json.loads(drawn["private_metadata"])["of"] == "2"


def test_long_lists_fit() -> None:
    """A hundred ideas, lessons, steps and helpers stay within the blocks of a form, and say how many there are more."""
    many = replace(
        facts.IDEA_SHOWN, moves=facts.IDEA_SHOWN.moves * 60, helpers=facts.IDEA_SHOWN.helpers * 60, helping=60
    )
    views = [
        ideas_view([facts.IDEA_LINE] * 100, VOICE),
        idea_view(many, VOICE),
        learning_view([facts.LEARNED] * 100, VOICE),
    ]
    assert all(len(view.to_dict()["blocks"]) <= 100 for view in views)
    assert "75 more have no place here." in " ".join(texts_in(views[0].to_dict()))


def test_an_idea_offers_what_its_reader_may_do() -> None:
    """Each act of the reader has its button, and no other has."""
    shown = facts.IDEA_SHOWN
    assert actions(idea_view(shown, VOICE)) == {
        "idea_move", "idea_stop", "idea_finisher", "idea_take_back", "idea_answer"
    }  # fmt: skip
    other = replace(shown, ways=(), may=frozenset({"take_on", "help"}), helpers=())
    assert actions(idea_view(other, VOICE)) == {"idea_take_on", "idea_help"}
    assert actions(idea_view(replace(other, may=frozenset({"name", "help_back", "review"})), VOICE)) == {
        "idea_name", "idea_help_back", "idea_review"
    }  # fmt: skip


def test_after_a_campaign_no_idea_is_asked_for() -> None:
    """Home then leads to what there is; a new idea would be refused."""
    over = replace(facts.AFTERWARDS, ideas=(replace(facts.IDEAS_NOW, shares=False),))
    shown = actions(home_view(over, VOICE))
    assert "idea_share" not in shown
    assert {"ideas_open", "learning_open"} <= shown


def test_home_and_own_data_lead_to_ideas() -> None:
    """Home counts them and opens the form, the list and what was learned; own data opens each and offers a new one."""
    assert {"idea_share", "ideas_open", "learning_open"} <= actions(home_view(facts.MEMBER, VOICE))
    assert {"idea_open", "idea_from_answer"} <= actions(my_data_view(facts.MY_DATA, VOICE))
