"""The forms of wider digests: who gets them, with a way out for each; and when one comes, as it is now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.campaigns.plan import LONGEST_NAME
from bot.campaigns.readers import MOST
from bot.content.readability import grade
from bot.content.texts import Texts
from bot.insight.readers import ReadersForm
from bot.slack.blocks.voice import Voice
from bot.slack.views.answer import answer_view
from bot.slack.views.readers import reader_line, readers_view, when_view
from tests.slack import facts_of_views as facts
from tests.slack.stand_in_readers import READER, READERS


@pytest.fixture
def voice(texts: Texts) -> Voice:
    """Words for a reader in London."""
    return Voice(texts, "en", "Europe/London")


def words(view: View) -> str:
    """All that stands in a form."""
    return json.dumps(view.to_dict(), ensure_ascii=False)


def block(view: View, name: str) -> Any:
    """A field's element."""
    return next(each["element"] for each in view.to_dict()["blocks"] if each.get("block_id") == name)


def test_who_gets_digests_is_said_with_what_they_read(voice: Voice) -> None:
    """An admin reads who gets figures of whom, how often, that words never go, and can take each out."""
    said = words(readers_view(READERS, voice))
    for expected in ("<@U0BOARD001>: Board or elected member, Council.", "Every fourth week, Tuesday 09:00", "never"):
        assert expected in said
    assert '"action_id": "reader_out"' in said
    groups = [each["value"] for each in block(readers_view(READERS, voice), "reader_group")["options"]]
    assert groups == ["all", "of/Council", "of/Health trust"]


def test_a_full_form_fits(voice: Voice) -> None:
    """Forty readers with the longest names are a form that Slack takes (100 blocks)."""
    long = replace(READER, organisation="O" * LONGEST_NAME, campaign="C" * LONGEST_NAME)
    names = tuple(f"{i:02} {'O' * (LONGEST_NAME - 3)}" for i in range(60))
    full = ReadersForm("c", "C" * LONGEST_NAME, names, (long,) * MOST)
    blocks = readers_view(full, voice).to_dict()["blocks"]
    assert len(blocks) <= 100
    assert all(len(each["text"]["text"]) <= 3_000 for each in blocks if each["type"] == "section")


def test_when_a_digest_comes_starts_from_what_is_kept(voice: Voice) -> None:
    """The form shows the frequency, the day and the hour that were chosen last."""
    view = when_view(READER, voice)
    chosen = [block(view, name)["initial_option"]["value"] for name in ("every", "day", "hour")]
    assert chosen == ["4", "Tue", "09:00"]
    assert json.loads(view.to_dict()["private_metadata"]) == {"subscription_id": "subscription-1"}
    assert "You have stopped it" in words(when_view(replace(READER, stopped=True), voice))


@pytest.mark.parametrize("organisation", [None, "", "Council"])
def test_the_words_are_plain(voice: Voice, organisation: str | None) -> None:
    """Each sentence about a reader reads at grade 8 or below."""
    reader = replace(READER, organisation=organisation)
    shown = {"reader": vars(reader), "kind": "Board or elected member", "every": "Every week", "day": "Tuesday"}
    for name in ("wider/reader", "wider/when", "wider/mine"):
        assert grade(voice.say(name, shown)) <= 8
    assert grade(voice.say("wider/readers", {"campaign": "Spring", "readers": 0})) <= 8


@pytest.mark.parametrize("stopped", [False, True])
def test_after_a_campaign_its_reader_finds_the_page_and_the_report(voice: Voice, stopped: bool) -> None:
    """Once it is over there is no hour to choose and nothing to stop; both stay theirs to read."""
    over = replace(READER, state="finished", campaign_id="campaign-1", stopped=stopped)
    found = {each["action_id"]: each["value"] for each in reader_line(over, voice)[-1].to_dict()["elements"]}
    assert found == {"open_page": "campaign/campaign-1", "open_report": "report/campaign-1"}
    running = [each["action_id"] for each in reader_line(READER, voice)[-1].to_dict()["elements"]]
    assert running == ["reader_when", "reader_stop"]


def test_whoever_answers_reads_who_gets_wider_digests(voice: Voice) -> None:
    """The private form names them, and says that words do not go to them; without any it says nothing of it."""
    asked = replace(facts.ANSWER_FORM, wider=("U0BOARD001", "U0PARTNER1"))
    assert "Figures of more teams together, never words, also go to <@U0BOARD001>, <@U0PARTNER1>." in words(
        answer_view(asked, voice)
    )
    assert "more teams together" not in words(answer_view(facts.ANSWER_FORM, voice))
