"""Unlinked: an answer to which nothing leads back. No receipt, no follow-up, no second one, and no way to change it.

Nothing here makes an id from the event, and the state of the conversation learns no more than that somebody took part.
"""

from bot.dialogues import effects as do
from bot.dialogues.coaching.scene import Coaching, CoachingScene, Effects, Reach, begun, form_ratings, saved, took_part
from bot.dialogues.coaching.wishes import wish_of
from bot.dialogues.events import AnswerGiven
from bot.errors import FieldProblem
from bot.insight.probes import is_worrying

NAMED, CONFIDENTIAL, UNLINKED = "named", "confidential", "unlinked"
LINKED = (NAMED, CONFIDENTIAL)
"""The modes of an answer that somebody may come back to: to change it, or to say more about it."""
MODES = (*LINKED, UNLINKED)

WHY_NOT = {
    "closed": "The week is closed, so an Unlinked answer would stand by itself. Please choose Confidential or Named.",
    "leader": "You lead this team. Few people do, so an Unlinked answer of yours would point to you. Please choose"
    " Confidential or Named.",
    "spent": "You have given your Unlinked answer for this week. I keep no link to it, so I take one from each person:"
    " nobody can then pass for several. Please choose Confidential or Named for this one.",
}
"""Why Unlinked cannot be chosen, as a sentence for whoever sends it all the same."""


def why_not(*, is_open: bool, leads: bool, spent: bool) -> str:
    """Say for which reason somebody cannot give an Unlinked answer: a key of `WHY_NOT`, empty when they can."""
    if leads:
        return "leader"
    if not is_open:
        return "closed"
    return "spent" if spent else ""


def check_mode(mode: str, allowed: tuple[str, ...] = LINKED) -> None:
    """Refuse a mode that the form does not offer. Raises `FieldProblem`."""
    if mode not in allowed:
        what = "This can be Named or Confidential. We have a link to it already, so it cannot be Unlinked."
        raise FieldProblem("mode", what if mode == UNLINKED else "Please choose one of the ways to answer.")


def unlinked_given(state: Coaching, event: AnswerGiven, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Keep the words apart from everything else. Raises `FieldProblem` where that cannot be promised."""
    reason = why_not(is_open=not scene.late, leads=scene.by_leader, spent=scene.unlinked_spent)
    if reason:
        raise FieldProblem("mode", WHY_NOT[reason])
    keep = do.KeepUnlinked(
        round_id=scene.round_id,
        token=scene.unlinked_token,
        text=event.text,
        question=event.question,
        theme=event.theme,
        quotable=event.quotable,
        wish=wish_of(event),
    )
    helped = scene.support_route if is_worrying(event.text) else ""
    said = saved(
        scene, UNLINKED, Reach(late=False, thread_only=False), event.question, receipt=False, support_route=helped
    )
    return begun(state), (keep, *form_ratings(event, scene), *took_part(scene), said)
