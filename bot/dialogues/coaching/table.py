"""The whole table of coaching."""

from collections.abc import Mapping

from bot.dialogues.coaching.follow_up import already_settled, follow_up_answered, follow_up_skipped
from bot.dialogues.coaching.private import answer_changed, answer_given, answer_withdrawn
from bot.dialogues.coaching.scene import Coaching, CoachingScene
from bot.dialogues.coaching.themes import theme_chosen
from bot.dialogues.coaching.thread import (
    rated,
    reaction_added,
    reaction_removed,
    reply_deleted,
    reply_edited,
    reply_posted,
)
from bot.dialogues.events import (
    AnswerChanged,
    AnswerGiven,
    AnswerWithdrawn,
    Event,
    FollowUpAnswered,
    FollowUpSkipped,
    RatingTapped,
    ReactionAdded,
    ReactionRemoved,
    ReplyDeleted,
    ReplyEdited,
    ReplyPosted,
    ThemeChosen,
)
from bot.dialogues.machine import Decide, Dialogue, Rule


def _table() -> dict[tuple[str, type[Event]], Rule[Coaching, CoachingScene]]:
    """Most events are welcome in every stage; what differs is where they lead."""
    begins = dict.fromkeys(("quiet", "taking_part"), ("taking_part", "asked", "settled"))
    after: dict[str, tuple[str, ...]] = {"asked": ("asked", "settled"), "settled": ("settled",)}
    stays = {stage: (stage,) for stage in ("quiet", "taking_part", "asked", "settled")}
    started = {**stays, "quiet": ("taking_part",)}
    spread: list[tuple[type[Event], Decide[Coaching, CoachingScene], Mapping[str, tuple[str, ...]]]] = [
        (ReplyPosted, reply_posted, {**begins, **after}),
        (ReplyEdited, reply_edited, {**begins, **after, "quiet": ("quiet", "taking_part", "asked", "settled")}),
        (ReplyDeleted, reply_deleted, stays),
        (ReactionAdded, reaction_added, {**stays, "quiet": ("quiet", "taking_part")}),
        (ReactionRemoved, reaction_removed, stays),
        (RatingTapped, rated, started),
        (AnswerGiven, answer_given, {**begins, "asked": ("asked",), "settled": ("settled",)}),
        (AnswerChanged, answer_changed, stays),
        (AnswerWithdrawn, answer_withdrawn, {**stays, "asked": ("asked", "settled")}),
        (ThemeChosen, theme_chosen, stays),
        (FollowUpAnswered, follow_up_answered, {"asked": ("settled",), "settled": ("settled",)}),
    ]
    table: dict[tuple[str, type[Event]], Rule[Coaching, CoachingScene]] = {
        (stage, kind): Rule(decide, to) for kind, decide, leads in spread for stage, to in leads.items()
    }
    table["asked", FollowUpSkipped] = Rule(follow_up_skipped, ("settled",))
    table["settled", FollowUpSkipped] = Rule(already_settled, ("settled",))
    return table


COACHING: Dialogue[Coaching, CoachingScene] = Dialogue(
    name="coaching",
    about="One person in one round: answer, one follow-up, change or delete at any time.",
    first="quiet",
    table=_table(),
)
