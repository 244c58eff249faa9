"""What people decide about their own data: leave a campaign and come back, take their name off, object, ask for a file.

Nobody else is told of it, but the privacy officers of an objection: that is a request which must be answered.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.campaigns.names_given import take_name_back
from bot.dialogues import own_events as own
from bot.dialogues.coaching.scene import is_put
from bot.dialogues.effects import Reply, Say
from bot.dialogues.events import AnswerChanged, AnswerWithdrawn, Event, ReplyDeleted
from bot.errors import NotAllowed, NotFound
from bot.ideas.forgetting import forget_ideas
from bot.ids import Codes, pair_of, planned_id
from bot.meetings.leaving import give_all_back
from bot.meetings.telling import Means
from bot.questions.hours import DRAWN
from bot.questions.reach import is_away
from bot.questions.wishing import speaks_no_more
from bot.retention.stages import months_after
from bot.rewording import unsay_reply
from bot.scenes import coaching
from bot.scenes.stage import Stage
from bot.storage.models import Answer, Campaign
from bot.storage.repositories.deletions import CAME_BACK, FELT, LEFT, REPLY, VOTE
from bot.storage.repositories.teams import LIVE

Replies = tuple[Reply, ...]
MONTHS_TO_ANSWER = 1  # as the UK's regulator counts it: the same day of the next month, or its last one
OBJECTED = "objected to the use of personal data"
TOOK_BACK = "took the objection back"
NOT_THEIRS = "Only the person who wrote an answer can do this."


async def leave(stage: Stage, event: own.CampaignLeft) -> Replies:
    """Ask and remind somebody no more in a campaign; if they like, delete what they gave."""
    campaign = await _theirs(stage, event, event.campaign_id)
    codes = _codes(stage, campaign, event.user)
    await _come_no_more(stage, event, campaign)
    await _send_no_more(stage, campaign, event.user)
    if await stage.work.departures.leave(campaign.id, codes.away):
        await stage.work.deletions.note(LEFT, pair_of(campaign.id, codes.away), event.at.date())
    await _face_to_face_no_more(stage, event, campaign)
    kept_in_slack = await _forget(stage, event, campaign, codes) if event.forget else 0
    mail = event.forget and await _no_more_mail(stage, event)
    return _done("left", campaign=campaign.name, forget=event.forget, in_thread=kept_in_slack, mail=mail)


async def come_back(stage: Stage, event: own.CampaignRejoined) -> Replies:
    """Ask somebody again."""
    campaign = await _theirs(stage, event, event.campaign_id)
    codes = _codes(stage, campaign, event.user)
    if await stage.work.departures.come_back(campaign.id, codes.away):
        await stage.work.deletions.note(CAME_BACK, pair_of(campaign.id, codes.away), event.at.date())
    objected = await is_away(stage.work, campaign, event.user, codes)
    return _done("back", campaign=campaign.name, objected=objected)


async def take_name_off(stage: Stage, event: own.NameTakenOff) -> Replies:
    """Turn a Named answer Confidential. Raises `AskAgain` where that cannot be: a message of one's own, no codes."""
    answer = await stage.work.answers.hold(event.answer_id)
    if answer is None or answer.workspace != event.workspace or answer.deleted_at is not None:
        raise NotFound("That answer is not here any more. It may have been deleted already.")
    if answer.author != event.user:
        raise NotAllowed(NOT_THEIRS)
    changed = AnswerChanged(
        id=event.id,
        workspace=event.workspace,
        at=event.at,
        user=event.user,
        round_id=answer.round_id,
        answer_id=answer.id,
        question=answer.question,
        text=answer.text or "",
        mode="confidential",
        theme=answer.theme,
    )
    round_ = await stage.work.rounds.get(answer.round_id)
    await coaching.about_answer(stage, changed)
    closed = round_ is not None and round_.state == "closed"
    return _done("name_off", to_leaders=is_put(answer.question), closed=closed)


async def object_(stage: Stage, event: own.Objected) -> Replies:
    """Stop all use of somebody's data that is still to come, and tell the privacy officers."""
    fresh = await stage.work.objections.object(event.workspace, event.user, event.at)
    due = months_after(event.at, MONTHS_TO_ANSWER).date()
    who: dict[str, Any] = {"officers": bool(stage.privacy_officers), "controller": asdict(stage.controller)}
    if fresh:
        live = await _live(stage, event)
        for campaign in live:
            await _come_no_more(stage, event, campaign)
        for campaign in live:
            await _send_no_more(stage, campaign, event.user)
        for campaign in await stage.work.campaigns.all(event.workspace):
            await _face_to_face_no_more(stage, event, campaign)
        who["mail"] = await _no_more_mail(stage, event)
        await _note(stage, event, OBJECTED)
        await stage.carrier.carry_out(_to_officers(stage, event, due))
    return _done("objected", fresh=fresh, due=due.isoformat(), **who)


async def take_objection_back(stage: Stage, event: own.ObjectionTakenBack) -> Replies:
    """Go on as before the objection; campaigns that were left stay left."""
    if await stage.work.objections.take_back(event.workspace, event.user):
        await _note(stage, event, TOOK_BACK)
    return _done("objection_back")


async def ask_for_file(stage: Stage, event: own.OwnFileAsked) -> Replies:
    """Have all that is kept about somebody sent to them. One file at a time is enough."""
    waiting = await stage.work.files.of_person(event.workspace, event.user)
    if not any(row.body["kind"] == "own" for row in waiting):
        body = {"kind": "own", "to": event.user, "about": event.user}
        await stage.work.files.plan(planned_id("file", event.workspace, event.id), event.workspace, body)
    return _done("file_coming")


def _done(what: str, **facts: Any) -> Replies:
    return (Reply(utterance="own/done", facts={"what": what, **facts}),)


def _to_officers(stage: Stage, event: own.Objected, due: date) -> list[Say]:
    facts = {"user": event.user, "at": event.at.isoformat(), "due": due.isoformat()}
    return [
        Say(key=f"objection/{event.id}/{officer}", to=officer, utterance="own/objection_officer", facts=facts)
        for officer in sorted(stage.privacy_officers)
    ]


async def _note(stage: Stage, event: own.OwnChoice, act: str) -> None:
    await stage.work.audit.note(event.workspace, event.at, event.user, act, subject=event.user)


async def _live(stage: Stage, event: own.OwnChoice) -> list[Campaign]:
    return [row for row in await stage.work.campaigns.all(event.workspace) if row.state in LIVE]


async def _theirs(stage: Stage, event: own.OwnChoice, campaign_id: str) -> Campaign:
    """A campaign that runs or is paused and asks this person. Raises `NotFound` for any other."""
    teams = await stage.work.teams.with_member(event.workspace, event.user)
    if campaign_id in {team.campaign_id for team in teams if event.user in team.staff}:
        campaign = await stage.work.campaigns.get(campaign_id)
        if campaign is not None:
            return campaign
    raise NotFound("You are not asked anything in that campaign now.")


def _codes(stage: Stage, campaign: Campaign, user: str) -> Codes:
    return stage.identities.codes(campaign.salt, campaign.workspace, user)


async def _come_no_more(stage: Stage, event: own.OwnChoice, campaign: Campaign) -> None:
    """Give somebody's places at meetings back. Before the weeks are held: whoever books holds a meeting first."""
    means = Means(stage.work, stage.identities, event.at, DRAWN)
    await give_all_back(means, campaign, _codes(stage, campaign, event.user), event.at.date())


async def _send_no_more(stage: Stage, campaign: Campaign, user: str) -> None:
    """Cancel what waits to be sent to somebody for a campaign. Its open weeks are held, so that no beat plans more."""
    for round_ in sorted(await stage.work.rounds.of_campaign(campaign.id), key=lambda row: row.id):
        if round_.state == "open":
            await stage.work.rounds.lock(round_.id)
    for row in await stage.work.departures.unsent(campaign.id):
        if user in {row.recipient, row.address}:
            await stage.work.deliveries.cancel(row)


async def _no_more_mail(stage: Stage, event: own.OwnChoice) -> bool:
    """Delete the address to which somebody wanted invitations; whether there was one."""
    return await stage.work.mail_addresses.drop(event.workspace, event.user, event.at.date())


async def _forget(stage: Stage, event: own.CampaignLeft, campaign: Campaign, codes: Codes) -> int:
    """Delete what somebody gave in a campaign; say how many messages of their own still stand in threads."""
    mine = await stage.work.answers.of_person(event.workspace, event.user, [codes.answers])
    rounds = {row.id for row in await stage.work.rounds.of_campaign(campaign.id)}
    answers = [answer for answer in mine if answer.round_id in rounds]
    for answer in answers:
        await _remove(stage, event, answer)
    await _forget_asking(stage, event, codes)
    await forget_ideas(stage.work, stage.identities, event.workspace, campaign.id, event.user, event.at.date())
    given = (codes.ratings, codes.taking_part, codes.support)
    await stage.work.departures.forget_given(campaign.id, given, event.at.date())
    return sum(answer.message_ts is not None for answer in answers)


async def _face_to_face_no_more(stage: Stage, event: own.OwnChoice, campaign: Campaign) -> None:
    """Take back the names that somebody gave leaders, and have them speak for nobody."""
    codes = _codes(stage, campaign, event.user)
    for name in await stage.work.ladder.names_by([codes.naming]):
        if "until" not in name.body:
            await take_name_back(stage.work, name, event.at.date())
    await speaks_no_more(stage.work, campaign, event.user, event.at)


async def _forget_asking(stage: Stage, event: own.CampaignLeft, codes: Codes) -> None:
    """Delete which questions somebody asks too, what they said of meetings, and what they wrote back to leaders."""
    for vote in await stage.work.questions.votes_of([codes.votes]):
        await stage.work.questions.drop_vote(vote.question_id, vote.person_code)
        await stage.work.deletions.note(VOTE, pair_of(vote.question_id, vote.person_code), event.at.date())
    for said in await stage.work.meetings.felt_of([codes.felt]):
        await stage.work.meetings.unsay(said.time_id, said.person_code)
        await stage.work.deletions.note(FELT, pair_of(said.time_id, said.person_code), event.at.date())
    for reply in await stage.work.questions.replies_of([codes.asking]):
        await unsay_reply(stage.work, reply.id)
        await stage.work.deletions.note(REPLY, reply.id, event.at.date())


async def _remove(stage: Stage, event: own.CampaignLeft, answer: Answer) -> None:
    """Take an answer's words away as their author would: a message of their own as if they had deleted it in Slack."""
    stamp: dict[str, Any] = {"id": event.id, "workspace": event.workspace, "at": event.at}
    if answer.message_ts is None:
        await coaching.about_answer(stage, AnswerWithdrawn(user=event.user, answer_id=answer.id, **stamp))
        return
    where: dict[str, Any] = {"channel": answer.channel, "ts": answer.message_ts, "thread_ts": None}
    await coaching.in_thread(stage, ReplyDeleted(**where, version_ts=answer.version_ts, **stamp))


PLAYS: Mapping[type[Event], Callable[[Stage, Any], Awaitable[Replies]]] = {
    own.CampaignLeft: leave,
    own.CampaignRejoined: come_back,
    own.NameTakenOff: take_name_off,
    own.Objected: object_,
    own.ObjectionTakenBack: take_objection_back,
    own.OwnFileAsked: ask_for_file,
}
