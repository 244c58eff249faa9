"""What a person does in private: answer by the form, change it, take it back."""

from dataclasses import replace

from bot.dialogues import effects as do
from bot.dialogues.coaching.asking import follow_up, support
from bot.dialogues.coaching.residents import without_residents
from bot.dialogues.coaching.scene import (
    AnswerSeen,
    Coaching,
    CoachingScene,
    Effects,
    Reach,
    begun,
    follow_up_facts,
    follow_up_key,
    form_ratings,
    is_put,
    named_facts,
    post_for_author,
    receipt_key,
    refuse_codes,
    saved,
    took_part,
)
from bot.dialogues.coaching.unlinked import MODES, UNLINKED, check_mode, unlinked_given
from bot.dialogues.coaching.wishes import wish_of
from bot.dialogues.events import AnswerChanged, AnswerGiven, AnswerWithdrawn
from bot.errors import AskAgain, NotAllowed
from bot.ids import planned_id


def _quotable(event: AnswerGiven) -> bool:
    """Whether Confidential words may be quoted. Named ones are shown with their name anyway: no tick is kept of them,
    so that nobody who turns Confidential later has agreed to anything by it."""
    return event.quotable and event.mode != "named"


def _reach_of_change(event: AnswerChanged, scene: CoachingScene, answer: AnswerSeen) -> Reach:
    """After the week, a change reaches a digest only where the words before it had: in the same mode.

    A reply to the follow-up is quoted only together with what was asked, which a change of mode parts it from.
    """
    late = answer.late or (scene.late and event.mode != answer.mode)
    apart = answer.follow_up and (event.mode != answer.mode or not answer.asked)
    return Reach(late=late, thread_only=late or apart)


def _receipt_facts(event: AnswerGiven, scene: CoachingScene, answer_id: str, reach: Reach) -> do.Facts:
    """A receipt never repeats the text: a DM may be exported by the workspace's owners, the form may not."""
    return {
        "answer_id": answer_id,
        "round_id": scene.round_id,
        "area_title": scene.area_title,
        "mode": event.mode,
        "quotable": _quotable(event),
        "to_leaders": is_put(event.question),
        "question_short": scene.questions.get(event.question, ""),
        "threshold": scene.threshold,
        **vars(reach),
    }


def _keep_given(event: AnswerGiven, scene: CoachingScene, answer_id: str) -> do.KeepAnswer:
    return do.KeepAnswer(
        answer_id=answer_id,
        round_id=scene.round_id,
        mode=event.mode,
        question=event.question,
        text=event.text,
        theme=event.theme,
        quotable=_quotable(event),
        late=scene.late,
        by_leader=scene.by_leader,
        author=scene.author(event.mode),
        person_code=scene.code(event.mode),
        wish=wish_of(event),
    )


def answer_given(state: Coaching, event: AnswerGiven, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Keep a private answer, write its receipt, and ask the one follow-up; an Unlinked one gets neither.

    Raises `AskAgain` for an empty text or a mode that cannot be had.
    """
    if not event.text.strip():
        raise AskAgain("Please write a few words before you send this.")
    check_mode(event.mode, MODES)
    refuse_codes(scene)
    event = without_residents(event)
    if event.mode == UNLINKED:
        return unlinked_given(state, event, scene)
    answer_id, reach = planned_id("answer", event.workspace, event.id), Reach(scene.late, scene.late)
    stored: Effects = (_keep_given(event, scene, answer_id), *form_ratings(event, scene), *took_part(scene))
    posted: Effects = ()
    asked: Effects = ()
    if event.mode == "named":
        state, posted = post_for_author(
            state, scene, answer_id, named_facts(scene, event.text, event.question, answer_id), "given"
        )
    receipt = do.Say(
        key=receipt_key(answer_id),
        to=scene.user,
        utterance="receipt/private",
        facts=_receipt_facts(event, scene, answer_id, reach),
        round_id=scene.round_id,
        answer_id=answer_id,
        priority=1,
        in_confidence=True,
    )
    if is_put(event.question):
        state, asked = begun(state), support(scene, event.text, answer_id, "dm")
    else:
        state, asked = follow_up(state, scene, event.text, answer_id, "dm")
    return state, (*stored, *posted, receipt, *asked, saved(scene, event.mode, reach, event.question))


def _own(scene: CoachingScene) -> AnswerSeen:
    if scene.answer is None or not scene.answer.own:
        raise NotAllowed("Only the person who wrote an answer can change it.")
    if scene.answer.in_thread:
        raise AskAgain(
            "This answer is your own message. Please change or delete it in the thread; we follow what you do."
        )
    return scene.answer


def _mode_moved(
    state: Coaching, event: AnswerChanged, scene: CoachingScene, answer: AnswerSeen
) -> tuple[Coaching, Effects]:
    """Keep the message in the thread in step with a changed answer: update it, take it away, or post it anew."""
    standing = dict(state.posted).get(answer.id)
    if event.mode == "named":
        facts = named_facts(scene, event.text, event.question, answer.id)
        if answer.follow_up:  # a change of mode parts it from the answer before it
            facts = follow_up_facts(scene, event.text, answer.asked if answer.mode == "named" else "")
        if standing is None:
            return post_for_author(state, scene, answer.id, facts, event.id)
        return state, (do.Show(key=standing, utterance="thread/named_answer", facts=facts),)
    if standing is not None:
        return _unpost(state, answer.id)
    return state, ()


def _unpost(state: Coaching, answer_id: str) -> tuple[Coaching, Effects]:
    standing = dict(state.posted).get(answer_id)
    if standing is None:
        return state, ()
    left = tuple(pair for pair in state.posted if pair[0] != answer_id)
    return replace(state, posted=left), (do.Show(key=standing),)


def answer_changed(state: Coaching, event: AnswerChanged, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Change an answer of one's own. Raises `NotAllowed` for another's, `AskAgain` for a thread message."""
    answer = _own(scene)
    if not event.text.strip():
        raise AskAgain("Please write a few words, or delete the answer from its receipt.")
    check_mode(event.mode)
    refuse_codes(scene, needed=event.mode != "named")
    refuse_codes(scene, field="now", needed=bool(event.now or event.needed))
    event = without_residents(event)
    revise = do.ReviseAnswer(
        answer_id=answer.id,
        text=event.text,
        mode=event.mode,
        question=event.question,
        theme=event.theme,
        quotable=_quotable(event),
        author=scene.author(event.mode),
        person_code=scene.code(event.mode),
    )
    reach = _reach_of_change(event, scene, answer)
    receipt = do.Show(
        key=receipt_key(answer.id),
        utterance="receipt/changed",
        facts=_receipt_facts(event, scene, answer.id, reach),
    )
    state, moved = _mode_moved(state, event, scene, answer)
    said = saved(scene, event.mode, reach, event.question, receipt=not answer.follow_up)
    return state, (revise, *form_ratings(event, scene), *moved, receipt, said)


def answer_withdrawn(state: Coaching, event: AnswerWithdrawn, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Delete an answer of one's own, everywhere the coach has put it."""
    answer = _own(scene)
    state, unposted = _unpost(state, answer.id)
    facts = {"area_title": scene.area_title, "mode": answer.mode, "to_leaders": answer.to_leaders}
    gone: Effects = (
        do.RemoveAnswer(answer_id=answer.id),
        *unposted,
        do.Show(key=receipt_key(answer.id), utterance="receipt/deleted", facts=facts),
        do.Reply(utterance="receipt/deleted", facts=facts),
    )
    if state.stage == "asked" and state.asked_about == answer.id and state.asked_in == "dm":
        return replace(state, stage="settled"), (*gone, do.Show(key=follow_up_key(answer.id)))
    return state, gone
