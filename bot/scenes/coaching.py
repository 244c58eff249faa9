"""Scenes of one person in one round: which round an act belongs to, and what the coach may know about it."""

from dataclasses import replace

from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import (
    A_RESIDENT_SAID,
    LOST_LINK,
    RESIDENTS,
    AnswerSeen,
    Coaching,
    CoachingScene,
    is_put,
)
from bot.dialogues.coaching.table import COACHING
from bot.dialogues.effects import Reply
from bot.errors import AskAgain, NotAllowed, NotFound, NotYetKnown
from bot.ids import Codes, spent_token
from bot.insight.probes import ProbeOption
from bot.questions.reach import AWAY, is_away
from bot.scenes.away import BRINGS, brings_something
from bot.scenes.stage import Setting, Stage, is_own
from bot.storage.models import Answer, Delivery, Round

Replies = tuple[Reply, ...]
PROMPT = "prompt/open"
ANSWERED_UNDER = (PROMPT, "playback", "last_call")  # the coach's messages under which people answer the week's question
ABOUT_ANSWERS = (ev.AnswerChanged, ev.AnswerWithdrawn, ev.FollowUpAnswered, ev.FollowUpSkipped, ev.ThemeChosen)
NOBODY = ""  # who deleted a message that we never heard of: nobody's id


async def in_thread(stage: Stage, event: ev.Event) -> Replies:
    """Somebody wrote, edited or deleted in a thread. Threads that are not ours are left alone."""
    assert isinstance(event, ev.ReplyPosted | ev.ReplyDeleted)  # noqa: S101 - the table of turns sees to it
    answer = await stage.work.answers.at_message(event.workspace, event.channel, event.ts)
    round_ = await _round_of_thread(stage, event, answer)
    if round_ is None:
        return ()
    setting = await stage.held_setting(round_.id)
    if isinstance(event, ev.ReplyDeleted):
        return await _turn(stage, setting, event, (answer.author if answer else None) or NOBODY, answer)
    return await _turn(stage, setting, event, event.user, answer)


async def _round_of_thread(
    stage: Stage, event: ev.ReplyPosted | ev.ReplyDeleted, answer: Answer | None
) -> Round | None:
    if answer is not None:
        return await stage.work.rounds.get(answer.round_id)
    if event.thread_ts is None:
        return None
    unheard = await _may_stand_unheard(stage, event.workspace, event.channel)
    round_ = await stage.work.rounds.by_prompt(event.workspace, event.channel, event.thread_ts)
    if round_ is not None:
        return round_
    under = await stage.work.deliveries.at_message(event.workspace, event.channel, event.thread_ts)
    if under is not None:
        asked = under.round_id if under.utterance in ANSWERED_UNDER else None
        return await stage.work.rounds.get(asked) if asked else None
    if unheard:
        raise NotYetKnown
    return None


async def _may_stand_unheard(stage: Stage, workspace: str, channel: str) -> bool:
    """Whether what people answer under may stand in Slack before we have heard so: then let Slack bring this again.

    To be asked before where it stands is: delivery may commit that between two questions, and an answer that comes at
    once must find either the one or the other.
    """
    return await stage.work.deliveries.sending_in(workspace, channel, ANSWERED_UNDER)


async def reaction(stage: Stage, event: ev.Event) -> Replies:
    """A reaction on the prompt rates; on a colleague's answer it is support; elsewhere it is nobody's business."""
    assert isinstance(event, ev.ReactionAdded)  # noqa: S101
    unheard = await _may_stand_unheard(stage, event.workspace, event.channel)
    round_ = await stage.work.rounds.by_prompt(event.workspace, event.channel, event.ts)
    if round_ is not None:
        setting = await stage.held_setting(round_.id)
        return await _turn(stage, setting, event, event.user, None, on_prompt=True)
    posted = await stage.work.deliveries.at_message(event.workspace, event.channel, event.ts)
    if posted is not None and posted.utterance == PROMPT and posted.round_id:  # it was sent since we asked
        setting = await stage.held_setting(posted.round_id)
        return await _turn(stage, setting, event, event.user, None, on_prompt=True)
    answer = await _answer_shown_at(stage, event, posted)
    if answer is None:
        if posted is None and unheard:
            raise NotYetKnown
        return ()
    if answer.deleted_at is not None:
        return ()
    setting = await stage.held_setting(answer.round_id)
    return await _turn(stage, setting, event, event.user, answer)


async def _answer_shown_at(stage: Stage, event: ev.ReactionAdded, posted: Delivery | None) -> Answer | None:
    """The person's own message, or the one that the coach posted for them."""
    answer = await stage.work.answers.at_message(event.workspace, event.channel, event.ts)
    if answer is not None:
        return answer
    if posted is None or posted.answer_id is None or posted.utterance != "thread/named_answer":
        return None
    return await stage.work.answers.get(posted.answer_id)


async def in_round(stage: Stage, event: ev.Event) -> Replies:
    """A rating button, or the private form. The round must be of the reader's workspace, and of a team of theirs."""
    assert isinstance(event, ev.RatingTapped | ev.AnswerGiven)  # noqa: S101
    setting = await _setting(stage, event.workspace, event.round_id)
    setting.must_concern(event.user)
    return await _turn(stage, setting, event, event.user, None)


async def about_answer(stage: Stage, event: ev.Event) -> Replies:
    """Change, delete, theme, take up or skip the follow-up: something about an answer that stands."""
    assert isinstance(event, ABOUT_ANSWERS)  # noqa: S101
    answer = await stage.work.answers.get(event.answer_id)
    if answer is None or answer.workspace != event.workspace or answer.deleted_at is not None:
        raise NotFound("That answer is not here any more. It may have been deleted already.")
    setting = await _setting(stage, event.workspace, answer.round_id)
    if setting.campaign.salt is None and answer.mode != "named":
        raise AskAgain(LOST_LINK)
    if not is_own(answer, event.user, stage.codes(setting, event.user)):
        raise NotAllowed("Only the person who wrote an answer can do this.")
    return await _turn(stage, setting, event, event.user, answer)


async def _setting(stage: Stage, workspace: str, round_id: str) -> Setting:
    setting = await stage.held_setting(round_id)
    if setting.round.workspace != workspace:
        raise NotFound("That question is not here any more.")
    return setting


async def _turn(
    stage: Stage,
    setting: Setting,
    event: ev.Event,
    user: str,
    answer: Answer | None,
    *,
    on_prompt: bool = False,
) -> Replies:
    codes = stage.codes(setting, user)
    if isinstance(event, BRINGS) and await is_away(stage.work, setting.campaign, user, codes):
        if brings_something(event, answer):
            return _nothing_from_who_left(event)
        if isinstance(event, ev.AnswerChanged):
            event = replace(event, now=None, needed=None)
    scene = _scene(stage, setting, user, codes, answer, on_prompt=on_prompt)
    if isinstance(event, ev.AnswerGiven):
        token = spent_token(codes.unlinked, setting.round.id)
        spent = await stage.work.unlinked.is_spent(token)
        scene = replace(scene, unlinked_token=token, unlinked_spent=spent)
    if isinstance(event, ev.ReplyPosted) and await _was_overdue(stage, setting, event):
        scene = replace(scene, overdue=True)
    if isinstance(event, ev.ReplyPosted) and answer is None:
        scene = replace(scene, themes_asked=await _asked_for_a_theme(stage, setting, user))
    key = f"coaching/{setting.round.id}/{codes.talks}"
    return await stage.turn(COACHING, Coaching(), key, event, scene, setting=setting)


async def _asked_for_a_theme(stage: Stage, setting: Setting, user: str) -> bool:
    """Whether somebody in several teams was asked this week what another answer of theirs is about."""
    for team in await stage.work.teams.with_member(setting.campaign.workspace, user):
        if team.id == setting.team.id:
            continue
        for row in await stage.work.rounds.open_in(team.workspace, team.channel):
            if row.team_id == team.id:
                codes = stage.codes(await stage.setting(row), user)
                talk = await stage.work.dialogues.load(f"coaching/{row.id}/{codes.talks}")
                if talk is not None and talk.body.get("themes_for"):
                    return True
    return False


def _nothing_from_who_left(event: ev.Event) -> Replies:
    """What stands in Slack is left alone in silence; a button or a form says why. Raises `AskAgain`."""
    if isinstance(event, ev.ReplyPosted | ev.ReactionAdded):
        return ()
    raise AskAgain(AWAY)


async def _was_overdue(stage: Stage, setting: Setting, event: ev.ReplyPosted) -> bool:
    """Whether a message that was read back had been written after the close, which nobody was there to carry out.

    A campaign that is paused closes nothing, and takes answers until it goes on.
    """
    if event.heard_ts is None or setting.campaign.state == "paused":
        return False
    closes_at = await stage.work.beats.closing(setting.round.id)
    return closes_at is not None and event.at > closes_at


def _scene(
    stage: Stage, setting: Setting, user: str, codes: Codes, answer: Answer | None, *, on_prompt: bool
) -> CoachingScene:
    area = setting.area
    return CoachingScene(
        round_id=setting.round.id,
        team_channel=setting.team.channel,
        area_title=area.title,
        week=setting.round.week,
        open=setting.round.state == "open",
        by_leader=user in setting.team.leaders,
        codes=codes,
        user=user,
        threshold=setting.campaign.threshold,
        questions={
            "headline": area.headline,
            RESIDENTS: A_RESIDENT_SAID,
            **{question.key: question.short for question in area.questions},
        },
        probes=tuple(ProbeOption(key=probe.key, text=probe.text, when=probe.when) for probe in area.probes),
        neutral_probe=ProbeOption(
            key=area.neutral_probe.key, text=area.neutral_probe.text, when=area.neutral_probe.when
        ),
        support_route=stage.support_route,
        forgotten=setting.campaign.salt is None,
        on_prompt=on_prompt,
        themes=tuple((theme.key, theme.title) for theme in area.themes),
        answer=_seen(answer, user, codes, setting.asked(answer)) if answer else None,
    )


def _seen(answer: Answer, user: str, codes: Codes, asked: str) -> AnswerSeen:
    return AnswerSeen(
        id=answer.id,
        mode=answer.mode,
        own=is_own(answer, user, codes),
        in_thread=answer.message_ts is not None,
        to_leaders=is_put(answer.question),
        author=answer.author,
        follow_up=answer.probe is not None,
        asked=asked,
        late=answer.late,
    )
