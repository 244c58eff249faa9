"""What a person does in the team's thread: reply, edit, delete, react, tap a rating."""

from dataclasses import replace

from bot.dialogues import effects as do
from bot.dialogues.coaching.asking import follow_up, support
from bot.dialogues.coaching.scene import (
    NUMBERS,
    Coaching,
    CoachingScene,
    Effects,
    begun,
    rate,
    refuse_codes,
    took_part,
)
from bot.dialogues.coaching.themes import with_themes
from bot.dialogues.events import RatingTapped, ReactionAdded, ReactionRemoved, ReplyDeleted, ReplyEdited, ReplyPosted
from bot.ids import planned_id
from bot.insight.probes import is_worrying


def reply_posted(state: Coaching, event: ReplyPosted, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """A reply in the thread is a Named answer; the first one gets the follow-up, seen by its author alone.

    One that is known already (its edit or its deletion overtook it, or it was read back before Slack brought it) only
    settles what is stored of it: whatever there was to say back has been said.
    """
    taken_up = scene.answer is None and _takes_up(state, event)
    answer_id = planned_id("answer", event.workspace, event.channel, event.ts)
    keep = do.KeepAnswer(
        answer_id=answer_id,
        round_id=scene.round_id,
        mode="named",
        question="headline",
        text=event.text,
        late=scene.late,
        by_leader=scene.by_leader,
        follows=state.asked_about if taken_up else None,
        probe=state.probe if taken_up else None,
        channel=event.channel,
        message_ts=event.ts,
        version_ts=event.version_ts,
        author=scene.author("named"),
        person_code=scene.code("named"),
    )
    stored: Effects = (keep, *took_part(scene))
    if scene.answer is not None:
        return begun(state), stored
    state, late = _told_late(state, event, scene)
    if taken_up:
        helped = support(scene, event.text, answer_id, "thread")
        return replace(state, stage="settled", replied=True), (*stored, *late, *helped)
    before, (state, asked) = state, follow_up(state, scene, event.text, answer_id, "thread")
    if state.stage == "asked" and before.stage != "asked":
        state = replace(state, asked_ts=event.heard_ts or event.ts)
    state, asked = with_themes(state, scene, event.text, answer_id, asked)
    return state, (*stored, *late, *asked)


def _takes_up(state: Coaching, event: ReplyPosted) -> bool:
    """Whether a reply answers the follow-up in the thread: it was written after that was asked."""
    if state.stage != "asked" or state.asked_in != "thread":
        return False
    return state.asked_ts is None or float(event.ts) > float(state.asked_ts)


def _told_late(state: Coaching, event: ReplyPosted, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Say once that the week is closed. Worrying words are answered with the way to help alone."""
    if not scene.late or state.told_late or is_worrying(event.text):
        return state, ()
    return replace(state, told_late=True), (do.Reply(utterance="thread/late", facts={"area_title": scene.area_title}),)


def reply_edited(state: Coaching, event: ReplyEdited, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Follow an edit, also one that leaves no words; an edit that comes before its message is kept as the message."""
    if scene.answer is None and not event.text.strip():
        return state, ()
    if scene.answer is None:  # the edit came before the message: keep it, the older version will lose
        posted = ReplyPosted(**{name: getattr(event, name) for name in event.__dataclass_fields__})
        return reply_posted(state, posted, scene)
    return state, (do.ReviseAnswer(answer_id=scene.answer.id, text=event.text, version_ts=event.version_ts),)


def reply_deleted(state: Coaching, event: ReplyDeleted, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Follow a deletion; one that comes before its message leaves a tombstone."""
    answer_id = scene.answer.id if scene.answer else planned_id("answer", event.workspace, event.channel, event.ts)
    gone = do.RemoveAnswer(
        answer_id=answer_id,
        version_ts=event.version_ts,
        round_id=scene.round_id,
        channel=event.channel,
        message_ts=event.ts,
    )
    return state, (gone,)


def reaction_added(state: Coaching, event: ReactionAdded, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """On the prompt one to five rate *now*; on a colleague's answer any reaction is support."""
    if scene.forgotten:
        return state, ()
    if scene.on_prompt and event.name in NUMBERS:
        return begun(state), (rate(scene, "now", NUMBERS[event.name], "reaction"), *took_part(scene))
    if scene.answer is not None and not scene.answer.own:
        support = do.KeepSupport(answer_id=scene.answer.id, person_code=scene.codes.support, reaction=event.name)
        return state, (support,)
    return state, ()


def reaction_removed(state: Coaching, event: ReactionRemoved, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Take back what the reaction gave."""
    if scene.on_prompt and event.name in NUMBERS:
        drop = do.DropRating(
            round_id=scene.round_id,
            person_code=scene.codes.ratings,
            scale="now",
            value=NUMBERS[event.name],
            source="reaction",
        )
        return state, (drop,)
    if scene.answer is not None:
        drop_support = do.DropSupport(answer_id=scene.answer.id, person_code=scene.codes.support, reaction=event.name)
        return state, (drop_support,)
    return state, ()


def rated(state: Coaching, event: RatingTapped, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Keep a tapped rating and say so."""
    refuse_codes(scene)
    said = do.Reply(
        utterance="rating/kept",
        facts={"scale": event.scale, "value": event.value, "area_title": scene.area_title, "late": scene.late},
    )
    return begun(state), (rate(scene, event.scale, event.value, "button"), *took_part(scene), said)
