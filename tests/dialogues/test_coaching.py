"""One person in one round, as a story."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from bot.dialogues import effects as do
from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import AnswerSeen, Coaching, CoachingScene
from bot.dialogues.coaching.table import COACHING
from bot.errors import AskAgain, NotAllowed
from tests.dialogues.scenes import coaching_scene, event

LONG = "Tenants told us last week that they wait for days without knowing when somebody comes."


def play(
    state: Coaching, kind: type[ev.Event], scene: CoachingScene, **changes: Any
) -> tuple[Coaching, tuple[Any, ...]]:
    """One step of the dialogue."""
    return COACHING.step(state, event(kind, **changes), scene)


def kinds(effects: tuple[do.Effect, ...]) -> list[str]:
    """The names of effects."""
    return [type(effect).__name__ for effect in effects]


def test_the_first_thread_answer_is_kept_and_followed_up_once() -> None:
    """A second answer in the thread after the follow-up is its reply, and a third is only kept."""
    scene = coaching_scene(answer=None)
    asked, first = play(Coaching(), ev.ReplyPosted, scene)
    assert kinds(first) == ["KeepAnswer", "NoteTakingPart", "Reply"]
    assert first[2].utterance == "followup/ask_here"
    settled, second = play(asked, ev.ReplyPosted, scene, ts="3.000003")
    assert second[0].follows == first[0].answer_id
    _, third = play(settled, ev.ReplyPosted, scene, ts="4.000004")
    assert kinds(third) == ["KeepAnswer", "NoteTakingPart"]


WORRYING = "I cannot cope any more and I want to end it all."


@pytest.mark.parametrize("stage", ["quiet", "taking_part", "asked", "settled"])
@pytest.mark.parametrize("changes", [{}, {"open": False}, {"by_leader": True}])
@pytest.mark.parametrize(
    ("kind", "facts"), [(ev.ReplyPosted, {}), (ev.AnswerGiven, {}), (ev.AnswerGiven, {"question": "to_leaders"})]
)
def test_worrying_words_are_never_left_alone(
    stage: str, changes: dict[str, Any], kind: type[ev.Event], facts: dict[str, Any]
) -> None:
    """Whoever writes something that may weigh on them reads where there is help, whatever was said before."""
    state = Coaching(stage, "answer", "residents.thin", "thread") if stage == "asked" else Coaching(stage)
    _, effects = play(state, kind, coaching_scene(answer=None, **changes), text=WORRYING, **facts)
    said = [effect.utterance for effect in effects if isinstance(effect, do.Say | do.Reply)]
    assert "followup/support" in said
    assert not {"followup/ask", "followup/ask_here"} & set(said)


def test_a_worrying_reply_to_the_follow_up_is_not_left_alone() -> None:
    """The form of the follow-up shows the way to help too."""
    state = Coaching("asked", "answer", "residents.thin", "dm")
    _, effects = play(state, ev.FollowUpAnswered, coaching_scene(), text=WORRYING)
    assert "followup/support" in [effect.utterance for effect in effects if isinstance(effect, do.Say)]


def test_what_is_said_to_a_person_about_an_answer_is_said_in_confidence() -> None:
    """No message to a person that is about an answer leaves their id readable in the ledger."""
    for kind in (ev.AnswerGiven, ev.FollowUpAnswered):
        for text in (LONG, WORRYING, "What do you think about this?"):
            stage = "asked" if kind is ev.FollowUpAnswered else "quiet"
            state = Coaching(stage, "answer", "residents.thin", "dm")
            _, effects = play(state, kind, coaching_scene(), text=text)
            assert all(effect.in_confidence for effect in effects if isinstance(effect, do.Say) and effect.to == "U1")


def test_the_state_holds_no_words() -> None:
    """What a person wrote is nowhere in the conversation's state."""
    for kind in (ev.ReplyPosted, ev.AnswerGiven):
        state, _ = play(Coaching(), kind, coaching_scene(answer=None), text=LONG)
        assert LONG not in json.dumps(asdict(state))


def test_a_receipt_never_repeats_the_text() -> None:
    """No message about a Confidential answer carries its words, nor its author's name to anyone else."""
    _, effects = play(Coaching(), ev.AnswerGiven, coaching_scene(answer=None), text=LONG)
    said = [effect for effect in effects if isinstance(effect, do.Say | do.Show | do.Reply)]
    assert {effect.to for effect in effects if isinstance(effect, do.Say)} == {"U1"}
    assert all(LONG not in json.dumps(dict(effect.facts)) for effect in said)


def test_a_confidential_answer_is_stored_without_its_author() -> None:
    """Only a Named answer carries the Slack id."""
    for mode, author in (("confidential", None), ("named", "U1")):
        _, effects = play(Coaching(), ev.AnswerGiven, coaching_scene(answer=None), mode=mode)
        assert effects[0].author == author


def test_a_named_answer_from_the_form_is_posted_in_the_thread() -> None:
    """Named means that everybody in the channel sees it, wherever it was written."""
    state, effects = play(Coaching(), ev.AnswerGiven, coaching_scene(answer=None), mode="named")
    posted = [effect for effect in effects if isinstance(effect, do.Say) and effect.to == "C1"]
    assert [effect.utterance for effect in posted] == ["thread/named_answer"]
    assert posted[0].under == "prompt/round"
    assert state.posted == ((effects[0].answer_id, posted[0].key),)


def test_changing_the_mode_moves_the_message() -> None:
    """Named to Confidential takes the message away; back to Named posts it anew under another key."""
    scene = coaching_scene()
    named = Coaching("taking_part", posted=(("answer", "named/answer/given"),))
    private, effects = play(named, ev.AnswerChanged, scene, mode="confidential")
    assert do.Show(key="named/answer/given") in effects
    again, effects = play(private, ev.AnswerChanged, scene, mode="named", id="view/2")
    assert [effect.key for effect in effects if isinstance(effect, do.Say)] == ["named/answer/view/2"]
    assert dict(again.posted) == {"answer": "named/answer/view/2"}


def test_deleting_takes_every_trace_away() -> None:
    """The words, the message posted for the author, and the open follow-up all go; the receipt says so."""
    state = Coaching("asked", "answer", "residents.thin", "dm", (("answer", "named/answer/given"),))
    after, effects = play(state, ev.AnswerWithdrawn, coaching_scene())
    assert after == Coaching("settled", "answer", "residents.thin", "dm")
    gone = {effect.key for effect in effects if isinstance(effect, do.Show) and effect.utterance is None}
    assert gone == {"named/answer/given", "follow-up/answer"}
    assert effects[0] == do.RemoveAnswer(answer_id="answer")


@pytest.mark.parametrize("kind", [ev.AnswerChanged, ev.AnswerWithdrawn, ev.FollowUpAnswered])
def test_only_the_author_may_touch_an_answer(kind: type[ev.Event]) -> None:
    """Another person's answer is refused, whoever forged the button."""
    scene = coaching_scene(answer=AnswerSeen("answer", "confidential", own=False, in_thread=False))
    with pytest.raises(NotAllowed):
        play(Coaching("asked", "answer", "residents.thin", "dm"), kind, scene)


@pytest.mark.parametrize("kind", [ev.AnswerGiven, ev.AnswerChanged, ev.FollowUpAnswered])
def test_an_empty_text_is_asked_for_again(kind: type[ev.Event]) -> None:
    """Blank words are refused with a sentence that says what to do."""
    with pytest.raises(AskAgain, match="few words"):
        play(Coaching("asked", "answer", "residents.thin", "dm"), kind, coaching_scene(), text="  \n ")


def test_a_thread_answer_is_changed_in_the_thread() -> None:
    """The form cannot change a message that its author wrote in Slack; the sentence says where to."""
    scene = coaching_scene(answer=AnswerSeen("answer", "named", own=True, in_thread=True))
    with pytest.raises(AskAgain, match="in the thread"):
        play(Coaching(), ev.AnswerChanged, scene)


@pytest.mark.parametrize("changes", [{"open": False}, {"by_leader": True}])
def test_nobody_is_followed_up_late_or_as_a_leader(changes: dict[str, Any]) -> None:
    """After the close, and to leaders, answers are kept and flagged, and the coach asks nothing."""
    state, effects = play(Coaching(), ev.ReplyPosted, coaching_scene(answer=None, **changes))
    assert state.stage == "taking_part"
    assert "followup/ask_here" not in [effect.utterance for effect in effects if isinstance(effect, do.Reply)]
    assert (effects[0].late, effects[0].by_leader) == (not changes.get("open", True), changes.get("by_leader", False))


@pytest.mark.parametrize("changes", [{"open": False}, {"overdue": True}])
def test_a_late_reply_is_told_once_that_it_is_late(changes: dict[str, Any]) -> None:
    """Whoever replies after the week, and they may do so often, reads once that it is outside the figures."""
    scene = coaching_scene(answer=None, **changes)
    state, first = play(Coaching(), ev.ReplyPosted, scene)
    _, second = play(state, ev.ReplyPosted, scene, ts="3.000003")
    assert [kinds(first), kinds(second)] == [
        ["KeepAnswer", "NoteTakingPart", "Reply"],
        ["KeepAnswer", "NoteTakingPart"],
    ]
    assert (first[2].utterance, first[0].late, second[0].late) == ("thread/late", True, True)


@pytest.mark.parametrize("stage", ["quiet", "taking_part", "asked", "settled"])
def test_a_reply_that_is_known_already_is_answered_by_nothing(stage: str) -> None:
    """A message that its edit, its deletion or a reading back overtook brings no second follow-up, and settles none."""
    state = Coaching(stage, "answer", "residents.thin", "thread") if stage == "asked" else Coaching(stage)
    known = AnswerSeen("answer", "named", own=True, in_thread=True)
    for text in (LONG, WORRYING, "What do you think about this?"):
        after, effects = play(state, ev.ReplyPosted, coaching_scene(answer=known), text=text)
        assert kinds(effects) == ["KeepAnswer", "NoteTakingPart"]
        assert after.stage == ("taking_part" if stage == "quiet" else stage)


def test_what_was_written_before_the_follow_up_is_no_reply_to_it() -> None:
    """Only what is written after the follow-up was put settles it, in whatever order messages are heard of."""
    scene = coaching_scene(answer=None)
    asked, _ = play(Coaching(), ev.ReplyPosted, scene, ts="10.0", heard_ts="50.0")
    assert asked.stage == "asked"
    for ts, stage in (("5.0", "asked"), ("49.0", "asked"), ("51.0", "settled")):
        after, effects = play(asked, ev.ReplyPosted, scene, ts=ts)
        assert (after.stage, effects[0].follows is None) == (stage, stage == "asked")


def test_a_late_rating_is_told_that_it_is_late() -> None:
    """A rating tapped after the close is kept, flagged, and said to be outside the week's figures."""
    _, effects = play(Coaching(), ev.RatingTapped, coaching_scene(answer=None, open=False))
    assert effects[0].late
    assert effects[2].facts["late"]


def test_a_question_to_leaders_is_not_followed_up() -> None:
    """Somebody who asks leaders something is not asked something back."""
    state, effects = play(Coaching(), ev.AnswerGiven, coaching_scene(answer=None), question="to_leaders")
    assert state.stage == "taking_part"
    assert "followup/ask" not in [effect.utterance for effect in effects if isinstance(effect, do.Say)]


def test_a_worrying_answer_gets_the_support_route_and_no_question() -> None:
    """Words of harm are met with where to find support, and never with a probe."""
    text = "I have been thinking about suicide since the last restructure at work."
    for kind, effect_type in ((ev.ReplyPosted, do.Reply), (ev.AnswerGiven, do.Say)):
        state, effects = play(Coaching(), kind, coaching_scene(answer=None), text=text)
        said = [effect.utterance for effect in effects if isinstance(effect, effect_type)]
        assert "followup/support" in said
        assert state.stage == "settled"


def test_somebody_who_asks_is_shown_the_way_to_leaders() -> None:
    """A question to the coach gets who sees what and the way to leaders, and the one follow-up is kept."""
    for kind, effect_type in ((ev.ReplyPosted, do.Reply), (ev.AnswerGiven, do.Say)):
        question = "Who will read this survey and is it private?"
        state, effects = play(Coaching(), kind, coaching_scene(answer=None), text=question)
        said = [effect for effect in effects if isinstance(effect, effect_type)]
        assert {"round_id": "round"} in [effect.facts for effect in said if effect.utterance == "followup/asked_us"]
        assert state.stage == "taking_part"


def test_reactions_one_to_five_rate_now_and_others_support_colleagues() -> None:
    """On the prompt a number rates; on a colleague's answer anything is support; on one's own nothing happens."""
    _, rated = play(Coaching(), ev.ReactionAdded, coaching_scene(answer=None, on_prompt=True))
    assert (rated[0].scale, rated[0].value, rated[0].source) == ("now", 4, "reaction")
    _, ignored = play(Coaching(), ev.ReactionAdded, coaching_scene(answer=None, on_prompt=True), name="tada")
    assert ignored == ()
    colleague = coaching_scene(answer=AnswerSeen("answer", "named", own=False, in_thread=True))
    _, support = play(Coaching(), ev.ReactionAdded, colleague, name="tada")
    assert support == (do.KeepSupport(answer_id="answer", person_code="u1-support", reaction="tada"),)
    _, own = play(Coaching(), ev.ReactionAdded, coaching_scene(), name="tada")
    assert own == ()


def test_an_edit_or_deletion_may_come_before_its_message() -> None:
    """An early edit is kept as the message; an early deletion says where the tombstone belongs."""
    _, kept = play(Coaching(), ev.ReplyEdited, coaching_scene(answer=None))
    assert kinds(kept)[0] == "KeepAnswer"
    _, gone = play(Coaching(), ev.ReplyDeleted, coaching_scene(answer=None))
    assert (gone[0].channel, gone[0].message_ts, gone[0].round_id) == ("C1", "2.000002", "round")


def test_the_follow_up_may_be_skipped_and_tapped_twice() -> None:
    """Skipping updates the message; a second tap is answered kindly and changes nothing."""
    asked = Coaching("asked", "answer", "residents.thin", "dm")
    settled, effects = play(asked, ev.FollowUpSkipped, coaching_scene())
    assert kinds(effects) == ["Show", "Reply"]
    again, effects = play(settled, ev.FollowUpSkipped, coaching_scene())
    assert again == settled
    assert kinds(effects) == ["Reply"]
