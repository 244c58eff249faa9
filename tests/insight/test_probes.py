"""The follow-up question: the rules in their order, on answers of every kind."""

from __future__ import annotations

import pytest

from bot.insight.probes import ProbeOption, choose_probe

NEUTRAL = ProbeOption("a.neutral", "What is a recent example?", "default")
PROBES = tuple(
    ProbeOption(f"a.{when}", f"About {when}?", when) for when in ("thin", "problem", "idea", "blocked", "done")
)

ANSWERS = [
    ("My manager bullies two of us and I am scared to come in.", "safety"),
    ("I want to die", "safety"),
    ("Someone was racist to a colleague, what can we do about it?", "safety"),
    ("I can’t go on like this any longer.", "safety"),
    ("No comment", "declined"),
    ("pass.", "declined"),
    ("N/A", "declined"),
    ("I'd rather not say", "declined"),
    ("Not sure…", "declined"),
    ("   ", "declined"),
    ("👍", "declined"),
    ("Who can see this?", "question"),
    ("Is this anonymous? Will you tell my boss?", "question"),
    ("What do you mean by new things?", "question"),
    ("Good", "thin"),
    ("Yes we do", "thin"),
    ("More training please", "thin"),
    ("We need sign-off from three people before we can buy a lamp.", "blocked"),
    ("I asked to change the form and was told no by finance.", "blocked"),
    ("They won't let us talk to residents without a form.", "blocked"),
    ("There is no time on shift and the van system is too slow.", "problem"),
    ("Nobody listens when we raise it in the team meeting.", "problem"),
    ("We could visit new residents in their first week.", "idea"),
    ("What if residents chose the colour of the door?", "idea"),
    ("My idea is a short call a week after each repair.", "idea"),
    ("We tried a new rota last month and it went well for most of us.", "done"),
    ("Our team has already set up a tenants' lunch on Fridays.", "done"),
    ("There is no time for visits, but we could start with one street.", "default"),
    ("I think it mostly depends on who is in charge on the day.", "default"),
    ("Residents come first in what we do, at least on our estate.", "default"),
    ("Passing the depot each morning, I see people help each other.", "default"),
    ("Why do managers never come out on a job?", "default"),
]


@pytest.mark.parametrize(("text", "reason"), ANSWERS)
def test_each_answer_has_its_reason(text: str, reason: str) -> None:
    """The first rule that fits decides, and the reason says which it was."""
    choice = choose_probe(text, PROBES, NEUTRAL)
    assert choice.reason == reason
    assert choice.key == {"safety": None, "declined": None, "question": None, "default": "a.neutral"}.get(
        reason, f"a.{reason}"
    )


def test_nothing_is_asked_after_a_worrying_answer() -> None:
    """The safety words come before all else, and leave no question to ask."""
    choice = choose_probe("pass, I am being harassed", PROBES, NEUTRAL)
    assert (choice.key, choice.text, choice.reason) == (None, "", "safety")


def test_a_kind_without_a_question_gets_the_neutral_one() -> None:
    """A pack that lacks a question for a kind of answer still follows up, and says that it was the default."""
    choice = choose_probe("Good", (), NEUTRAL)
    assert (choice.key, choice.text, choice.reason) == ("a.neutral", NEUTRAL.text, "default")


def test_a_language_without_cues_is_not_read_as_english() -> None:
    """Rules for English words are not turned on other languages; thin answers are thin in any."""
    assert choose_probe("We could visit new residents early.", PROBES, NEUTRAL, language="cy").reason == "default"
    assert choose_probe("Da iawn", PROBES, NEUTRAL, language="cy").reason == "thin"
