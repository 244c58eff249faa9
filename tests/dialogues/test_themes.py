"""What an answer in the thread is about: asked once, quietly, of its author, and kept as they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogues import effects as do
from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import AnswerSeen, Coaching
from bot.dialogues.coaching.table import COACHING
from bot.errors import AskAgain, NotAllowed, NotFound
from bot.insight.themes import SOMETHING_ELSE
from tests.dialogues.scenes import coaching_scene, event

OWN = AnswerSeen("answer", "named", own=True, in_thread=True, author="U1")


def posted(state: Coaching | None = None, text: str = "", **scene: Any) -> tuple[Coaching, list[do.Reply]]:
    """A reply in the thread, and what is said back."""
    said = event(ev.ReplyPosted, **({"text": text} if text else {}))
    after, effects = COACHING.step(state or Coaching(), said, coaching_scene(answer=None, **scene))
    return after, [one for one in effects if isinstance(one, do.Reply)]


def chosen(state: Coaching, theme: str, *, words: str = "", **scene: Any) -> tuple[Coaching, list[Any]]:
    """A theme is tapped."""
    tapped = event(ev.ThemeChosen, theme=theme, words=words)
    after, effects = COACHING.step(state, tapped, coaching_scene(**{"answer": OWN, **scene}))
    return after, list(effects)


def test_the_question_stands_in_the_follow_up() -> None:
    """The first answer in the thread brings one message: the follow-up, with the themes and the way out of them."""
    state, (reply,) = posted()
    assert reply.utterance == "followup/ask_here"
    assert [one["key"] for one in reply.facts["themes"]] == ["residents.shaping", SOMETHING_ELSE]
    assert state.themes_for == state.asked_about


def test_without_a_follow_up_it_is_a_line_of_its_own() -> None:
    """Who had their follow-up about a private answer is asked for the theme of their first thread answer alone."""
    state, (reply,) = posted(Coaching(stage="settled", asked_about="other", asked_in="dm"))
    assert (reply.utterance, reply.facts["answer_id"]) == ("theme/ask", state.themes_for)


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("", {"themes_asked": True}),
        ("", {"open": False}),
        ("", {"by_leader": True}),
        ("", {"themes": ()}),
        ("I feel unsafe on the night visits.", {}),
        ("Can you tell me who decides this?", {}),
        ("no comment", {}),
    ],
)
def test_nobody_is_asked_where_it_would_not_fit(text: str, scene: dict[str, Any]) -> None:
    """Asked in another team, late, as a leader, without a codebook, in worry, asking us, or declining: no line."""
    state, replies = posted(text=text, **scene)
    assert state.themes_for is None
    assert not any(one.facts.get("themes") for one in replies)


def test_it_is_asked_once() -> None:
    """A second answer in the week brings no second line, whether the first was tapped or not."""
    first, _ = posted()
    for state in (replace(first, stage="settled"), replace(first, stage="settled", themed=True)):
        _, replies = posted(state)
        assert not any(one.facts.get("themes") for one in replies)


def test_a_theme_is_kept_and_the_follow_up_stands_on() -> None:
    """A tap keeps the theme; the follow-up stays where it was, with the theme in place of the list."""
    asked, _ = posted()
    after, (keep, reply) = chosen(replace(asked, asked_about="answer", themes_for="answer"), "residents.shaping")
    assert keep == do.ChooseTheme(answer_id="answer", theme="residents.shaping")
    assert (reply.utterance, reply.facts["theme"]) == ("followup/ask_here", "Shaping things together")
    assert "themes" not in reply.facts
    assert after.themed


def test_skipping_the_follow_up_leaves_the_line() -> None:
    """Who skips the follow-up may still say what the answer is about, unless they have."""
    asked, _ = posted()
    skip = event(ev.FollowUpSkipped)
    for themed in (False, True):
        state = replace(asked, themed=themed)
        _, effects = COACHING.step(state, skip, coaching_scene())
        (reply,) = [one for one in effects if isinstance(one, do.Reply)]
        assert bool(reply.facts.get("themes")) is not themed


def test_words_stand_only_beside_something_else() -> None:
    """A few words are kept on one line and cut, and none are kept beside a theme of the codebook."""
    _, (keep, _) = chosen(Coaching(stage="settled"), SOMETHING_ELSE, words="  the\nkeys " * 40)
    assert keep.words.startswith("the keys the keys")
    assert len(keep.words) == 100
    _, (keep, _) = chosen(Coaching(stage="settled"), "residents.shaping", words="the keys")
    assert keep.words == ""


def test_who_may_not_say_what_an_answer_is_about() -> None:
    """Nobody else, nobody after the close, and nobody with a theme that is not in the codebook."""
    state = Coaching(stage="settled")
    with pytest.raises(NotAllowed):
        chosen(state, "residents.shaping", answer=replace(OWN, own=False))
    with pytest.raises(NotAllowed):
        chosen(state, "residents.shaping", answer=replace(OWN, to_leaders=True))
    with pytest.raises(AskAgain, match="stays as it is"):
        chosen(state, "residents.shaping", open=False)
    with pytest.raises(NotFound):
        chosen(state, "made.up")
