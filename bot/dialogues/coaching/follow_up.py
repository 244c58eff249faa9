"""The coach's one follow-up: taken up or skipped."""

from dataclasses import replace

from bot.dialogues import effects as do
from bot.dialogues.coaching.asking import support
from bot.dialogues.coaching.scene import (
    Coaching,
    CoachingScene,
    Effects,
    Reach,
    follow_up_facts,
    follow_up_key,
    post_for_author,
    refuse_codes,
    saved,
    took_part,
)
from bot.dialogues.coaching.themes import unanswered
from bot.dialogues.coaching.unlinked import check_mode
from bot.dialogues.events import FollowUpAnswered, FollowUpSkipped
from bot.errors import AskAgain, NotAllowed
from bot.ids import planned_id


def _follow_up_shown(state: Coaching, scene: CoachingScene, utterance: str) -> Effects:
    if state.asked_in != "dm" or state.asked_about is None:
        return ()
    return (do.Show(key=follow_up_key(state.asked_about), utterance=utterance, facts={"area_title": scene.area_title}),)


def follow_up_answered(state: Coaching, event: FollowUpAnswered, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Keep the reply to the follow-up, in the mode its author chose: in another mode nothing ties it to the answer."""
    if scene.answer is None or not scene.answer.own:
        raise NotAllowed("Only the person who was asked can answer this.")
    if not event.text.strip():
        raise AskAgain("Please write a few words, or close this without sending.")
    check_mode(event.mode)
    refuse_codes(scene)
    answer_id = planned_id("answer", event.workspace, event.id)
    keep = do.KeepAnswer(
        answer_id=answer_id,
        round_id=scene.round_id,
        mode=event.mode,
        question="headline",
        text=event.text,
        late=scene.late,
        by_leader=scene.by_leader,
        follows=event.answer_id if event.mode == scene.answer.mode else None,
        probe=state.probe,
        author=scene.author(event.mode),
        person_code=scene.code(event.mode),
    )
    shown = _follow_up_shown(state, scene, "followup/done")
    posted: Effects = ()
    if event.mode == "named":
        asked = scene.probe_text(state.probe) if event.mode == scene.answer.mode else ""
        state, posted = post_for_author(state, scene, answer_id, follow_up_facts(scene, event.text, asked), "given")
    helped = support(scene, event.text, answer_id, "dm")
    reach = Reach(late=scene.late, thread_only=scene.late or event.mode != scene.answer.mode)
    said = saved(scene, event.mode, reach, receipt=False)
    effects: Effects = (keep, *took_part(scene), *posted, *shown, *helped, said)
    return replace(state, stage="settled", replied=True), effects


def follow_up_skipped(state: Coaching, event: FollowUpSkipped, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Leave the follow-up, kindly."""
    facts = {"area_title": scene.area_title, **unanswered(state, scene)}
    said = do.Reply(utterance="followup/skipped", facts=facts)
    return replace(state, stage="settled"), (*_follow_up_shown(state, scene, "followup/skipped"), said)


def already_settled(state: Coaching, event: FollowUpSkipped, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """A tap on a follow-up that is behind them: say how it ended."""
    utterance = "followup/done" if state.replied else "followup/skipped"
    return state, (do.Reply(utterance=utterance, facts={"area_title": scene.area_title}),)
