"""Every utterance: within Slack's limits at its longest, whole in its text alone, safe with people's words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from bot.content.markup import escape
from bot.content.readability import grade
from bot.content.texts import Texts
from bot.insight.outcomes import STATES
from bot.slack.blocks.compose import COMPOSERS, UnknownUtterance, compose
from bot.slack.blocks.pieces import portions
from bot.slack.blocks.rendered import DoesNotFit, Rendered, check, texts_in
from bot.slack.blocks.voice import clip
from tests.slack.samples import LONG, LONGEST_TOLD, PLAIN, words

ROOT = Path(__file__).parents[2]
OURS = sorted(name for name in COMPOSERS if not name.startswith(("digest/", "home")))
ATTACK = "<!channel> <@U0VICTIM1> <https://evil.example|bank> *R&D*\n> not a quote"


def buttons(rendered: Rendered) -> dict[str, dict[str, Any]]:
    """The buttons of a message by their action."""
    rows = [block for block in rendered.block_dicts() if block["type"] == "actions"]
    return {element["action_id"]: element for row in rows for element in row["elements"]}


@pytest.mark.parametrize("name", OURS)
def test_every_utterance_has_words_and_reads_easily(texts: Texts, name: str) -> None:
    """Every utterance composes from an ordinary week's facts, at reading grade 8 or below."""
    rendered = compose(name, PLAIN[name], texts, zone="Europe/London")
    assert rendered.text
    assert grade(rendered.text) <= 8


@pytest.mark.parametrize("name", sorted(LONG))
def test_the_longest_facts_fit(texts: Texts, name: str) -> None:
    """The longest facts that the forms and packs allow still give a message that Slack takes."""
    assert check(compose(name, LONG[name], texts), name)


@pytest.mark.parametrize("state", STATES)
def test_six_questions_with_all_that_was_said_before_fit(texts: Texts, state: str) -> None:
    """However questions stand, six of them are told back with their old answers and promises, and whole where few."""
    item = {**LONGEST_TOLD, "state": state, "holder": "U0LEAD00001", "late": True}
    facts = {**PLAIN["told_back"], "questions": [item] * 6}
    text = compose("told_back", facts, texts).text
    assert text.count("*Answered by <@U0LEAD00001>*: “") >= 6
    assert "more question" not in text
    alone = compose("told_back", {**facts, "questions": [item]}, texts).text
    assert f"*: “{escape(clip(item['words'], 180))}”" in alone


@pytest.mark.parametrize("name", OURS)
def test_the_text_says_all_that_the_blocks_say(texts: Texts, name: str) -> None:
    """Each sentence in a block is in the text as well, because a screen reader reads only the text."""
    rendered = compose(name, PLAIN[name], texts)
    said = " ".join(rendered.text.replace("*", "").split())
    for block in rendered.block_dicts():
        if block["type"] != "actions":
            for words_shown in texts_in(block):
                assert " ".join(words_shown.replace("*", "").split()) in said


def with_attack(value: Any) -> Any:
    """The same facts with an attack in every word that a person may have typed."""
    typed = {"text", "team", "campaign", "name", "sentence", "fix", "reason", "title", "priority_line", "where", "code"}
    if isinstance(value, dict):
        return {
            key: ATTACK if key in typed and isinstance(inner, str) else with_attack(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [with_attack(inner) for inner in value]
    return value


@pytest.mark.parametrize("name", OURS)
def test_peoples_words_cannot_ping_or_link(texts: Texts, name: str) -> None:
    """Whatever people type is shown as typed: it pings nobody and links nowhere."""
    rendered = compose(name, with_attack(PLAIN[name]), texts)
    for said in (rendered.text, *texts_in(rendered.block_dicts())):
        assert "<!" not in said
        assert "<@U0VICTIM1>" not in said
        assert "<https://evil" not in said


def test_the_prompt_says_how_to_answer_and_who_sees_it(texts: Texts) -> None:
    """The prompt's text alone holds the question, why, each way to answer, who sees what, and that it is voluntary."""
    text = compose("prompt/open", PLAIN["prompt/open"], texts, zone="Europe/London").text
    for part in (
        "Week 2 of 7: A clear vision",
        PLAIN["prompt/open"]["headline"],
        PLAIN["prompt/open"]["why"],
        PLAIN["prompt/open"]["priority_line"],
        "Reply in this thread",
        "Answer privately",
        "Ask our leaders",
        "1 is low, 5 is high",
        "Your name is shown to everyone in this channel",
        "your choice",
        "5 or more",
        "Thursday 26 November, 17:00",
    ):
        assert part in text


def test_the_prompt_has_a_labelled_button_for_each_way_to_answer(texts: Texts) -> None:
    """Twelve buttons carry the round's id: two ways to write, and five numbers on each scale, spoken in full."""
    found = buttons(compose("prompt/open", PLAIN["prompt/open"], texts))
    rates = [f"rate:{scale}:{value}" for scale in ("now", "needed") for value in range(1, 6)]
    assert list(found) == ["answer_privately", "ask_leaders", *rates]
    assert {button["value"] for button in found.values()} == {PLAIN["prompt/open"]["round_id"]}
    assert found["rate:needed:4"]["text"]["text"] == "4"
    assert "How well we need to do this: 4 of 5" in found["rate:needed:4"]["accessibility_label"]


def test_a_closed_prompt_has_no_buttons(texts: Texts) -> None:
    """When the week is closed its prompt offers nothing to tap, and says roughly how many were heard."""
    rendered = compose("prompt/closed", {**PLAIN["prompt/closed"], "heard": [0, 4]}, texts)
    assert buttons(rendered) == {}
    assert "fewer than 5" in rendered.text


@pytest.mark.parametrize("name", ["prompt/closed", "told_back", "last_call", "nudge"])
def test_a_week_in_which_few_were_heard_thanks_nobody_for_what_they_did_not_do(texts: Texts, name: str) -> None:
    """Below the threshold, nobody included, it says that taking part is a choice, and leads to no words to be read."""
    few = {"few": True} if name in {"last_call", "nudge"} else {"heard": [0, 2]}
    many = {"few": False} if name in {"last_call", "nudge"} else {"heard": [5, 9]}
    quiet = compose(name, {**PLAIN[name], "closed": True, **few}, texts).text
    lively = compose(name, {**PLAIN[name], "closed": True, **many}, texts).text
    for thanks in ("Thank you to all who took part", "to read what was said"):
        assert thanks not in quiet
    assert "Thank you to all who took part" in lively or "to read what was said" in lively
    if name in {"prompt/closed", "told_back"}:
        assert "We heard from fewer than 3 people" in quiet
        assert "taking part is your choice" in quiet


@pytest.mark.parametrize(("count", "said"), [(1, "One question from this team was in it."), (3, "3 questions from")])
def test_what_was_put_to_leaders_is_counted_for_the_team(texts: Texts, count: int, said: str) -> None:
    """The team is told how many of its questions the digest held, without saying that this reader put one."""
    text = compose("told_back", {**PLAIN["told_back"], "questions_count": count}, texts).text
    assert said in text
    assert "You put" not in text


def test_the_last_word_back_says_goodbye(texts: Texts) -> None:
    """Only after the last question the channel reads that it was the last, and where answers stay."""
    over = {"farewell": {"campaign": "Autumn 2026", "weeks": 7}, "next_on": None}
    last = compose("told_back", {**PLAIN["told_back"], **over}, texts).text
    assert "*That was the last question of “Autumn 2026”.* Thank you for all you said in these 7 weeks." in last
    assert "*See my data*" in last
    assert "last question" not in compose("told_back", PLAIN["told_back"], texts).text


@pytest.mark.parametrize("name", ["playback", "last_call", "prompt/questions", "nudge"])
def test_a_closed_weeks_messages_ask_for_nothing(texts: Texts, name: str) -> None:
    """Once the week is closed its older messages say so, name the moment as past, and offer no private answer."""
    text = compose(name, {**PLAIN[name], "closed": True}, texts, zone="Europe/London").text
    assert "answer in private" not in text
    assert "Answer privately" not in text
    assert "is open until" not in text
    assert "closes on" not in text
    assert "was open until Thursday 26 November, 17:00" in text or "This week is closed." in text
    assert grade(text) <= 8


def test_a_closed_weeks_reminder_has_no_dead_button(texts: Texts) -> None:
    """Once the week is closed a reminder offers only what still works: to snooze or stop reminders."""
    whole = [compose("nudge", {**PLAIN["nudge"], **facts}, texts) for facts in ({}, {"closed": True})]
    assert [list(buttons(rendered)) for rendered in whole] == [
        ["answer_privately", "snooze_reminders", "stop_reminders"],
        ["snooze_reminders", "stop_reminders"],
    ]


def test_a_reply_to_the_follow_up_is_quoted_with_what_was_asked(texts: Texts) -> None:
    """In the playback and in the thread such words stand with the follow-up's, never as an answer to the question."""
    asked = {**PLAIN["playback"]["words"][0], "asked": "What did you see?"}
    played = compose("playback", {**PLAIN["playback"], "words": [asked]}, texts).text
    assert "<@U0ANNA001> was asked “What did you see?” and wrote, with 2 reactions from others:" in played
    reply = {"author": "U0ANNA001", "text": "Last Monday.", "question_text": "What did you see?", "follow_up": True}
    assert "answered “What did you see?”:" in compose("thread/named_answer", reply, texts).text
    untold = compose("thread/named_answer", {**reply, "question_text": ""}, texts).text
    assert untold.startswith("<@U0ANNA001> answered my follow-up question:")
    put = {"author": "U0ANNA001", "text": "Why?", "question_text": "", "to_leaders": True}
    assert compose("thread/named_answer", put, texts).text.startswith("<@U0ANNA001> asks our leaders:")


def test_what_destroys_asks_first(texts: Texts) -> None:
    """Deleting an answer and stopping reminders ask for a second tap."""
    receipt = buttons(compose("receipt/private", PLAIN["receipt/private"], texts))
    nudge = buttons(compose("nudge", PLAIN["nudge"], texts))
    assert receipt["delete_answer"]["confirm"]["confirm"]["text"] == "Delete it"
    assert nudge["stop_reminders"]["confirm"]["deny"]["text"] == "Keep them"
    assert "confirm" not in receipt["change_answer"]


def test_a_receipt_never_repeats_the_answer(texts: Texts) -> None:
    """A receipt says what it is about and who sees it, and does not print a text even if it is handed one."""
    rendered = compose("receipt/private", {**PLAIN["receipt/private"], "text": "my own words"}, texts)
    assert "my own words" not in rendered.text
    assert "Leaders do not see your name" in rendered.text


@pytest.mark.parametrize(("mode", "said"), [("named", "Your name is shown"), ("confidential", "coded link")])
def test_saved_words_are_true_to_the_mode(texts: Texts, mode: str, said: str) -> None:
    """What is said after saving is the promise of the mode that was chosen."""
    assert said in compose("answer/saved", {**PLAIN["answer/saved"], "mode": mode}, texts).text


def test_a_long_named_answer_is_quoted_to_its_end(texts: Texts) -> None:
    """Three thousand characters, the most the form takes, all reach the thread, in sections within the limit."""
    answer = " ".join(f"word{number}" for number in range(400))[:3000]
    rendered = compose("thread/named_answer", {"author": "U0ANNA001", "text": answer, "question_text": ""}, texts)
    shown = " ".join(texts_in(rendered.block_dicts())).replace("> ", "")
    assert answer in " ".join(shown.split())
    assert all(len(part) <= 3000 for part in texts_in(rendered.block_dicts()))


def test_cuts_never_fall_inside_markup() -> None:
    """Clipped and split words hold only whole escapes, and a split quote goes on as a quote."""
    clipped = clip("&" * 500, 101)
    assert clipped == "&" * 20 + "…"
    parts = list(portions("> " + "a&amp;" * 900, 3000))
    assert all(part.startswith("> ") and len(part) <= 3000 for part in parts)
    assert not any(re.search(r"&(?!amp;)", part) for part in parts)


def test_too_much_is_refused_by_name() -> None:
    """A message beyond Slack's limits is stopped here with the limit in the sentence."""
    with pytest.raises(DoesNotFit, match="4200 characters of text; Slack takes 4000"):
        check(Rendered(words(4200)), "help")
    with pytest.raises(DoesNotFit, match="no text"):
        check(Rendered(" "), "help")


def said_in(folder: str) -> set[str]:
    """The utterances that the modules of a folder name."""
    keywords = (
        keyword.value
        for path in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "utterance"
    )
    return {value.value for value in keywords if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_whatever_the_coach_may_say_has_words() -> None:
    """Every utterance named in the conversations, campaigns and delivery has its composer."""
    said = said_in("bot/dialogues") | said_in("bot/campaigns") | said_in("bot/delivery")
    assert said - set(COMPOSERS) == set()
    assert {"prompt/open", "intro"} <= said


def test_an_unknown_utterance_is_refused_by_name(texts: Texts) -> None:
    """Asking for words that do not exist is an error that names them."""
    with pytest.raises(UnknownUtterance, match="nonsense"):
        compose("nonsense", {}, texts)


def test_a_week_opens_with_what_leaders_promised(texts: Texts) -> None:
    """What is open stands above the question, in the text and in the blocks; a prompt from before has nothing of it."""
    open_ = {"promises": [{"text": "A second depot.", "owner": "U0BEN0001", "on": "2026-12-18"}], "promises_more": 2}
    rendered = compose("prompt/open", {**PLAIN["prompt/open"], **open_}, texts)
    for said in (rendered.text, str(rendered.block_dicts())):
        assert "“A second depot.” <@U0BEN0001>, by Friday 18 December" in said
        assert "and 2 more in my Home tab" in said
    assert "Still open" not in compose("prompt/open", PLAIN["prompt/open"], texts).text


@pytest.mark.parametrize(("state", "said"), [("kept", "*Kept.*"), ("dropped", "*Dropped.*"), ("moved", "new date")])
def test_a_reminder_says_what_became_of_it(texts: Texts, state: str, said: str) -> None:
    """A message about a promise follows it: the buttons go once it is kept or dropped, and stay with a new date."""
    facts = {**PLAIN["question/promise"], "state": state, "moved_to": "2027-01-15"}
    rendered = compose("question/promise", facts, texts)
    assert said in rendered.text
    assert ("promise_kept" in buttons(rendered)) == (state == "moved")
