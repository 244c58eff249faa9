"""The facts of the answer form and the follow-up form."""

from dataclasses import replace

from bot.dialogues.coaching.scene import A_RESIDENT_SAID, LOST_LINK, NO_LINKS, RESIDENTS, TO_LEADERS
from bot.dialogues.coaching.unlinked import CONFIDENTIAL, LINKED, MODES, why_not
from bot.enquiries.own import usual_mode
from bot.enquiries.reading import Reading
from bot.errors import AskAgain, NotAllowed, NotFound
from bot.ids import spent_token
from bot.insight.themes import with_something_else
from bot.questions.reach import AWAY, is_away
from bot.scenes.stage import Setting, is_own
from bot.storage.models import Answer
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.reading import readers_of
from bot.surfaces import AnswerForm, Choice, FollowUpForm

SCALES = ("now", "needed")


async def answer_form(work: UnitOfWork, reading: Reading, round_id: str) -> AnswerForm:
    """The empty form of a round, with the ratings the reader gave already."""
    setting = await reading.setting(work, await reading.round(work, round_id))
    setting.must_concern(reading.user)
    await _refuse_who_left(work, reading, setting)
    return await _with_ratings(work, reading, setting, await _with_modes(work, reading, setting))


async def _refuse_who_left(work: UnitOfWork, reading: Reading, setting: Setting) -> None:
    if await is_away(work, setting.campaign, reading.user, reading.codes(setting.campaign)):
        raise AskAgain(AWAY)


async def _with_modes(work: UnitOfWork, reading: Reading, setting: Setting) -> AnswerForm:
    """The form with the ways to answer that are open to the reader, starting as they like it where that can be had."""
    if setting.campaign.salt is None:
        raise AskAgain(NO_LINKS)
    form = await _form(work, setting)
    token = spent_token(reading.codes(setting.campaign).unlinked, setting.round.id)
    spent = await work.unlinked.is_spent(token)
    reason = why_not(is_open=form.open, leads=reading.user in setting.team.leaders, spent=spent)
    modes = LINKED if reason else MODES
    usual = await usual_mode(work, reading)
    return replace(form, modes=modes, not_unlinked=reason, mode=usual if usual in modes else CONFIDENTIAL)


async def change_form(work: UnitOfWork, reading: Reading, answer_id: str) -> AnswerForm:
    """The form filled with the reader's own answer."""
    answer, setting = await _own_answer(work, reading, answer_id)
    filled = replace(
        await _form(work, setting),
        answer_id=answer.id,
        mode=answer.mode,
        question=answer.question,
        text=answer.text or "",
        theme=answer.theme,
        quotable=answer.quotable,
        open=setting.round.state == "open" or not answer.late,
        thread_only=_in_no_digest(setting, answer),
    )
    return await _with_ratings(work, reading, setting, filled)


async def follow_up_form(work: UnitOfWork, reading: Reading, answer_id: str) -> FollowUpForm:
    """The follow-up that was put about this answer. Raises `NotFound` when none was, `AskAgain` once it is answered."""
    answer, setting = await _own_answer(work, reading, answer_id)
    await _refuse_who_left(work, reading, setting)
    state = await work.dialogues.load(f"coaching/{setting.round.id}/{reading.codes(setting.campaign).talks}")
    if state is None or state.body.get("asked_about") != answer.id:
        raise NotFound("There is no follow-up question about this answer.")
    if state.body.get("replied"):  # the dialogue's state as it was stored, maybe before this was noted
        raise AskAgain("You have answered this already. To read, change or delete it, type `/waymark my-data`.")
    return FollowUpForm(
        answer_id=answer.id,
        area_title=setting.area.title,
        probe_text=setting.area.probe(state.body["probe"]).text,
        mode="confidential" if state.body["asked_in"] == "thread" else answer.mode,  # there the button says private
        threshold=setting.campaign.threshold,
        open=setting.round.state == "open",
        thread_only=setting.round.state != "open" or answer.mode != "named",  # apart from a Confidential answer
        leaders=tuple(setting.team.leaders),
        wider=await readers_of(work, setting.campaign.id, setting.team.organisation),
    )


def _in_no_digest(setting: Setting, answer: Answer) -> bool:
    """Whether no digest would have an answer's new words if they were Named."""
    too_late = answer.late or (setting.round.state != "open" and answer.mode != "named")
    return too_late or (answer.probe is not None and (answer.mode != "named" or not setting.asked(answer)))


async def _form(work: UnitOfWork, setting: Setting) -> AnswerForm:
    area = setting.area
    beats = {beat.kind: beat.due_at for beat in await work.beats.of_round(setting.round.id)}
    questions = [Choice("headline", area.title), *(Choice(q.key, q.short) for q in area.questions)]
    questions.append(Choice(RESIDENTS, A_RESIDENT_SAID))
    is_open = setting.round.state == "open"
    to_leaders = [Choice(TO_LEADERS, "A question I want to put to our leaders")] if is_open else []
    return AnswerForm(
        round_id=setting.round.id,
        area_title=area.title,
        headline=area.headline,
        threshold=setting.campaign.threshold,
        questions=(*questions, *to_leaders),
        themes=tuple(
            Choice(key, title)
            for key, title in with_something_else({theme.key: theme.title for theme in area.themes}).items()
        ),
        open=is_open,
        thread_only=not is_open,
        leaders=tuple(setting.team.leaders),
        wider=await readers_of(work, setting.campaign.id, setting.team.organisation),
        digest_at=beats.get("digest"),
        zone=setting.zone,
    )


async def _with_ratings(work: UnitOfWork, reading: Reading, setting: Setting, form: AnswerForm) -> AnswerForm:
    ratings = await work.ratings.of_person(setting.round.id, reading.codes(setting.campaign).ratings)
    given = {rating.scale: rating.value for rating in ratings}
    return replace(form, now=given.get("now"), needed=given.get("needed"))


async def _own_answer(work: UnitOfWork, reading: Reading, answer_id: str) -> tuple[Answer, Setting]:
    answer = await work.answers.get(answer_id)
    if answer is None or answer.workspace != reading.workspace or answer.deleted_at is not None:
        raise NotFound("That answer is not here any more. It may have been deleted already.")
    setting = await reading.setting(work, await reading.round(work, answer.round_id))
    if setting.campaign.salt is None and answer.mode != "named":
        raise AskAgain(LOST_LINK)
    if not is_own(answer, reading.user, reading.codes(setting.campaign)):
        raise NotAllowed("Only the person who wrote an answer can open it.")
    return answer, setting
