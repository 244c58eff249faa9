"""Forms and tabs: within Slack's limits, true to their words, and showing each reader only their own part."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.content.texts import Texts
from bot.slack.blocks.compose import compose
from bot.slack.blocks.rendered import texts_in
from bot.slack.blocks.voice import Voice
from bot.slack.views.answer import answer_view, change_view, follow_up_view
from bot.slack.views.home import HOME, home_view
from bot.slack.views.my_data import PER_PAGE, my_data_view
from bot.slack.views.said import said_view
from bot.surfaces import Home, MyData
from tests.slack import facts_of_views as facts
from tests.slack.samples import PLAIN

NAMED = "Your name is shown to everyone in this channel, and your leaders may read it in their digest."
CONFIDENTIAL = (
    "Leaders do not see your name. We keep a coded link so that you can change or delete this; "
    "the person who holds the key could find it."
)


@pytest.fixture
def voice(texts: Texts) -> Voice:
    """The coach, speaking to somebody in London."""
    return Voice(texts, zone="Europe/London")


def fits(view: View) -> dict[str, Any]:
    """A view's JSON, after checking what Slack checks."""
    drawn: dict[str, Any] = view.to_dict()
    assert 1 <= len(drawn["blocks"]) <= 100
    assert len(json.dumps(drawn)) < 250_000
    for part in ("title", "submit", "close"):
        assert len(drawn.get(part, {"text": ""})["text"]) <= 24
    assert len(drawn.get("private_metadata", "")) <= 3_000
    ids = [block["block_id"] for block in drawn["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))
    return drawn


def field(drawn: dict[str, Any], block_id: str) -> dict[str, Any]:
    """One input block of a form."""
    found: dict[str, Any] = next(block for block in drawn["blocks"] if block.get("block_id") == block_id)
    return found


def words_of(drawn: dict[str, Any]) -> str:
    """Everything a view says."""
    return "\n".join(texts_in(drawn))


def actions_of(drawn: dict[str, Any]) -> list[str]:
    """The buttons of a view, in order."""
    rows = [block for block in drawn["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


def test_the_answer_form_tells_who_sees_what_before_anyone_chooses(voice: Voice) -> None:
    """Both promises stand word for word above the choice, with the threshold and the hint not to name people."""
    drawn = fits(answer_view(facts.ANSWER_FORM, voice))
    said = words_of(drawn)
    assert f"*Named:* {NAMED}" in said
    assert f"*Confidential:* {CONFIDENTIAL}" in said
    assert "only when 5 or more people take part" in said
    assert "Please do not name people or describe anyone’s health." in said
    order = [block.get("block_id") for block in drawn["blocks"]]
    assert order.index("mode") > next(i for i, block in enumerate(drawn["blocks"]) if "coded link" in str(block))


def test_the_answer_form_has_the_agreed_fields(voice: Voice) -> None:
    """Block and action of a field share an id; only question, text and mode are needed; no text travels along."""
    drawn = fits(answer_view(facts.ANSWER_FORM, voice))
    inputs = [block for block in drawn["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in inputs] == [
        "question",
        "text",
        "now",
        "needed",
        "theme",
        "mode",
        "quotable",
    ]
    assert all(block["element"]["action_id"] == block["block_id"] for block in inputs)
    assert [block["block_id"] for block in inputs if not block.get("optional")] == ["question", "text", "mode"]
    assert json.loads(drawn["private_metadata"]) == {"round_id": "round-1"}
    assert field(drawn, "mode")["element"]["initial_option"]["value"] == "confidential"
    assert drawn["callback_id"] == "answer"


def test_a_question_to_leaders_is_the_same_form_begun_elsewhere(voice: Voice) -> None:
    """ "Ask our leaders" opens the form with that choice made."""
    drawn = fits(answer_view(facts.ANSWER_FORM, voice, to_leaders=True))
    assert field(drawn, "question")["element"]["initial_option"]["value"] == "to_leaders"
    assert drawn["title"]["text"] == "Ask our leaders"


def test_a_late_answer_is_told_that_it_is_late(voice: Voice) -> None:
    """After the close the form says where a late answer counts."""
    assert "not in the week’s figures" in words_of(fits(answer_view(replace(facts.ANSWER_FORM, open=False), voice)))


def test_a_pack_without_themes_has_no_theme_field(voice: Voice) -> None:
    """A list without options is left out, because Slack refuses one."""
    drawn = fits(answer_view(replace(facts.ANSWER_FORM, themes=()), voice))
    assert "theme" not in [block.get("block_id") for block in drawn["blocks"]]


def test_the_change_form_holds_what_was_said(voice: Voice) -> None:
    """Changing an answer begins with all that its author chose and wrote."""
    drawn = fits(change_view(facts.CHANGE_FORM, voice))
    assert field(drawn, "text")["element"]["initial_value"] == "We hear it once a year."
    assert field(drawn, "question")["element"]["initial_option"]["value"] == "vision.q1"
    assert field(drawn, "now")["element"]["initial_option"]["value"] == "2"
    assert field(drawn, "theme")["element"]["initial_option"]["value"] == "vision.plan"
    assert field(drawn, "mode")["element"]["initial_option"]["value"] == "named"
    assert field(drawn, "quotable")["element"]["initial_options"][0]["value"] == "yes"
    assert json.loads(drawn["private_metadata"]) == {"round_id": "round-1", "answer_id": "answer-1"}


def test_the_follow_up_form_asks_the_one_question(voice: Voice) -> None:
    """The follow-up form shows the coach's question, the modes and a field to write in."""
    drawn = fits(follow_up_view(facts.FOLLOW_UP_FORM, voice))
    assert facts.FOLLOW_UP_FORM.probe_text in words_of(drawn)
    assert CONFIDENTIAL in words_of(drawn)
    assert [block["block_id"] for block in drawn["blocks"] if block["type"] == "input"] == ["text", "mode"]


def test_a_message_can_end_a_form(voice: Voice, texts: Texts) -> None:
    """What was saved is shown in the form's place, with nothing left to send."""
    drawn = fits(said_view(compose("answer/saved", PLAIN["answer/saved"], texts), voice))
    assert "submit" not in drawn
    assert "is saved" in words_of(drawn)


def test_own_data_is_whole_and_can_be_changed(voice: Voice) -> None:
    """Own data shows words as typed, with Change and Delete for the form's answers and the thread for the others."""
    drawn = fits(my_data_view(facts.MY_DATA, voice))
    assert "&lt;!channel&gt;" in words_of(drawn)
    assert "Open it in the thread" in words_of(drawn)
    assert "A clear vision, now: 2" in words_of(drawn)
    assert actions_of(drawn) == ["change_answer", "delete_answer", "snooze_reminders", "stop_reminders"]


def test_own_data_comes_in_pages(voice: Voice) -> None:
    """More answers than fit come on further pages, and each page says how many follow."""
    data = MyData(answers=facts.own_answers(PER_PAGE * 2 + 3), ratings=(("Area", "now", 1),) * 90, reminders="stopped")
    first, last = fits(my_data_view(data, voice)), fits(my_data_view(data, voice, PER_PAGE * 2))
    assert f"{PER_PAGE + 3} more answers follow" in words_of(first)
    assert actions_of(first)[-1] == "open_my_data"
    assert first["blocks"][-1]["elements"][0]["value"] == str(PER_PAGE)
    assert actions_of(last)[-1] == "resume_reminders"
    assert "And 30 more." in words_of(last)


def test_nothing_given_is_said_kindly(voice: Voice) -> None:
    """Somebody without answers is told so, and what a deletion did stands on top."""
    drawn = fits(my_data_view(MyData((), (), "snoozed"), voice, notice="*Deleted.*"))
    assert "You have not given an answer yet." in words_of(drawn)
    assert drawn["blocks"][0]["text"]["text"] == "*Deleted.*"


@pytest.mark.parametrize("home", [facts.MEMBER, facts.LEADER, facts.ADMIN, facts.NEWCOMER, facts.CROWDED])
def test_every_home_fits(voice: Voice, texts: Texts, home: Home) -> None:
    """The Home tab fits for everyone, drawn from its facts or from the same facts kept as JSON."""
    drawn = fits(home_view(home, voice))
    kept = json.loads(json.dumps(HOME.dump_python(home, mode="json")))
    assert compose("home", kept, texts, zone="Europe/London").block_dicts() == drawn["blocks"]


def test_each_reader_sees_only_their_own_part(voice: Voice) -> None:
    """A member sees no campaigns and no digests, a leader their digests, an admin the campaigns."""
    member, leader, admin = (fits(home_view(home, voice)) for home in (facts.MEMBER, facts.LEADER, facts.ADMIN))
    assert "open_schedule" not in actions_of(member)
    assert "For you as a leader" not in words_of(member)
    assert "Too few people took part" in words_of(leader)
    assert "open_schedule" not in actions_of(leader)
    assert "open_schedule" in actions_of(admin)
    assert "Next: digests for leaders on Thursday 26 November, 17:00" in words_of(admin)


def test_the_home_of_a_newcomer_is_useful(voice: Voice) -> None:
    """Somebody whom no campaign has reached yet learns what this is and finds help."""
    drawn = fits(home_view(facts.NEWCOMER, voice))
    assert "When a campaign starts" in words_of(drawn)
    assert "open_help" in actions_of(drawn)
