"""A person's own data: what they said and rated, wherever the campaign's salt still lets it be found."""

from zoneinfo import ZoneInfo

from bot.dialogues.coaching.scene import A_RESIDENT_SAID, RESIDENTS, is_put
from bot.dialogues.coaching.unlinked import CONFIDENTIAL
from bot.enquiries.choices import own_choices
from bot.enquiries.own_ideas import own_ideas
from bot.enquiries.reading import Reading
from bot.enquiries.rights import rights_used
from bot.enquiries.traces import traces
from bot.insight.ladder import WRITING
from bot.questions.taking_up import names_shown
from bot.scenes.stage import Setting
from bot.storage.models import Answer, Campaign
from bot.storage.quote_models import WAITING
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import MyData, OwnAnswer, OwnMail, OwnWish, Quoting, Reminders


async def my_data(work: UnitOfWork, reading: Reading) -> MyData:
    """Everything that can be traced to the reader, the newest first."""
    campaigns = [campaign for campaign in await work.campaigns.all(reading.workspace) if campaign.salt]
    ratings = []
    for campaign in campaigns:
        ratings += await _ratings(work, reading, campaign)
    zone = next((campaign.zone for campaign in campaigns if campaign.state in LIVE), "UTC")
    return MyData(
        answers=await own_answers(work, reading, campaigns),
        ratings=tuple(ratings),
        reminders=await reminders(work, reading, zone),
        traces=await traces(work, reading, campaigns),
        zone=zone,
        controller=reading.controller,
        usual_mode=await usual_mode(work, reading),
        forgotten=await _forgotten(work, reading),
        choices=await own_choices(work, reading),
        rights=await rights_used(work, reading),
        ideas=await own_ideas(work, reading),
        mail=await _mail(work, reading),
    )


async def _forgotten(work: UnitOfWork, reading: Reading) -> tuple[str, ...]:
    """The campaigns in which nobody can tell any more what the reader said in confidence."""
    teams = await work.teams.with_member(reading.workspace, reading.user, ("finished",))
    mine = {team.campaign_id for team in teams}
    all_ = await work.campaigns.all(reading.workspace)
    return tuple(campaign.name for campaign in all_ if campaign.id in mine and campaign.salt is None)


async def _mail(work: UnitOfWork, reading: Reading) -> OwnMail:
    kept = await work.mail_addresses.of(reading.workspace, reading.user)
    return OwnMail(reading.sends_mail, kept.address if kept else "")


async def usual_mode(work: UnitOfWork, reading: Reading) -> str:
    """How the reader's form starts: Confidential, unless they chose otherwise."""
    person = await work.people.get(reading.workspace, reading.user)
    return (person.usual_mode if person else None) or CONFIDENTIAL


async def own_answers(work: UnitOfWork, reading: Reading, campaigns: list[Campaign]) -> tuple[OwnAnswer, ...]:
    """The reader's answers in these campaigns, the newest first."""
    codes = [reading.codes(campaign).answers for campaign in campaigns]
    found = await work.answers.of_person(reading.workspace, reading.user, codes)
    answers = sorted(found, key=lambda answer: answer.created_at, reverse=True)
    return tuple([await _own_answer(work, reading, answer) for answer in answers if answer.text is not None])


async def _own_answer(work: UnitOfWork, reading: Reading, answer: Answer) -> OwnAnswer:
    setting = await reading.setting(work, await reading.round(work, answer.round_id))
    return OwnAnswer(
        answer_id=answer.id,
        area_title=setting.area.title,
        week=setting.round.week,
        campaign=setting.campaign.name,
        mode=answer.mode,
        text=answer.text or "",
        question=_question(setting, answer),
        given_at=answer.created_at,
        changeable=answer.message_ts is None,
        link=reading.link(answer.channel, answer.message_ts) if answer.channel else None,
        quoting=await _quoting(work, answer),
        wish=await _wish(work, reading, setting, answer),
    )


async def _wish(work: UnitOfWork, reading: Reading, setting: Setting, answer: Answer) -> OwnWish | None:
    if not is_put(answer.question) or answer.late:
        return None
    wish, question = await work.ladder.wish(answer.id), await work.questions.of_answer(answer.id)
    body = wish.body if wish is not None else {"way": WRITING}
    given = await work.ladder.names_by([reading.codes(setting.campaign).naming]) if question is not None else []
    names = names_shown([row for row in given if question is not None and row.question_id == question.id])
    return OwnWish(body["way"], body.get("speaker"), body.get("said", ""), names)


async def _quoting(work: UnitOfWork, answer: Answer) -> Quoting | None:
    """Whether it may be quoted, and what a facilitator did with that; None for what is never quoted without a name."""
    if answer.mode != CONFIDENTIAL or is_put(answer.question) or answer.probe or answer.late or answer.by_leader:
        return None
    quote = await work.quotes.of_answer(answer.id) if answer.quotable else None
    if quote is None:
        return Quoting(answer.quotable)
    body = quote.body
    if quote.state == WAITING:
        return Quoting(answer.quotable, reason=body.get("reason", ""), reply=body.get("reply", ""))
    return Quoting(answer.quotable, quote.state, body.get("text", ""), body.get("reason", ""), quote.id)


def _question(setting: Setting, answer: Answer) -> str:
    shorts = {question.key: question.short for question in setting.area.questions}
    if answer.probe:
        return setting.area.probe(answer.probe).text
    if is_put(answer.question):
        return "A question to leaders"
    if answer.question == RESIDENTS:
        return A_RESIDENT_SAID
    return shorts.get(answer.question, setting.area.headline)


async def _ratings(work: UnitOfWork, reading: Reading, campaign: Campaign) -> list[tuple[str, str, int]]:
    found = []
    for round_ in await work.rounds.of_campaign(campaign.id):
        ratings = await work.ratings.of_person(round_.id, reading.codes(campaign).ratings)
        if ratings:
            setting = await reading.setting(work, round_)
            found += [(setting.area.title, rating.scale, rating.value) for rating in ratings]
    return found


async def reminders(work: UnitOfWork, reading: Reading, zone: str) -> Reminders:
    """How the reader's reminders stand, with the day in `zone` on which a snooze ends."""
    person = await work.people.get(reading.workspace, reading.user)
    if person is None:
        return Reminders()
    if person.nudges_stopped:
        return Reminders("stopped")
    if person.snoozed_until is None or person.snoozed_until <= reading.now:
        return Reminders()
    return Reminders("snoozed", person.snoozed_until.astimezone(ZoneInfo(zone)).date())
