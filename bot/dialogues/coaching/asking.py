"""Whether to follow up, with what, and where. Once a person and round; never late, never to leaders.

A worrying answer gets no question: the support route comes first, and the coach leaves it at that. That holds for
whatever anybody writes at any time, late, as a leader, or in reply to the follow-up.
"""

from dataclasses import replace

from bot.dialogues import effects as do
from bot.dialogues.coaching.scene import Coaching, CoachingScene, Effects, begun, follow_up_key
from bot.insight.probes import Choice, choose_probe, is_worrying


def follow_up(state: Coaching, scene: CoachingScene, text: str, answer_id: str, place: str) -> tuple[Coaching, Effects]:
    """Ask at most one follow-up about an answer; `place` is "dm" or "thread" (there it is seen by its author alone)."""
    if is_worrying(text):
        after = state if state.stage == "asked" else replace(state, stage="settled")
        return after, (_support(scene, answer_id, place),)
    if state.stage in {"asked", "settled"} or scene.late or scene.by_leader:
        return begun(state), ()
    choice = choose_probe(text, scene.probes, scene.neutral_probe)
    if choice.key is not None:
        asked = replace(state, stage="asked", asked_about=answer_id, probe=choice.key, asked_in=place)
        return asked, (_put(scene, choice, answer_id, place),)
    if choice.reason == "question":
        return begun(state), (_asked_us(scene, answer_id, place),)
    return begun(state), ()


def support(scene: CoachingScene, text: str, answer_id: str, place: str) -> Effects:
    """Show the way to help where nothing else would be said back, if the words may weigh on their writer."""
    return (_support(scene, answer_id, place),) if is_worrying(text) else ()


def _asked_us(scene: CoachingScene, answer_id: str, place: str) -> do.Effect:
    """Somebody asked something: the coach has no answer, but leaders may, and here is the way to them."""
    facts = {"round_id": scene.round_id}
    if place == "thread":
        return do.Reply(utterance="followup/asked_us", facts=facts)
    return _dm(scene, "followup/asked_us", facts, answer_id)


def _put(scene: CoachingScene, choice: Choice, answer_id: str, place: str) -> do.Effect:
    facts = {"answer_id": answer_id, "probe_text": choice.text, "support_route": scene.support_route}
    if place == "thread":
        return do.Reply(utterance="followup/ask_here", facts=facts)
    return _dm(scene, "followup/ask", facts, answer_id)


def _support(scene: CoachingScene, answer_id: str, place: str) -> do.Effect:
    facts = {"support_route": scene.support_route}
    if place == "thread":
        return do.Reply(utterance="followup/support", facts=facts)
    return _dm(scene, "followup/support", facts, answer_id)


def _dm(scene: CoachingScene, utterance: str, facts: do.Facts, answer_id: str) -> do.Say:
    return do.Say(
        key=follow_up_key(answer_id),
        to=scene.user,
        utterance=utterance,
        facts=facts,
        round_id=scene.round_id,
        answer_id=answer_id,
        priority=1,
        in_confidence=True,
    )
