"""What is kept of a person besides what they said and rated: taking part, reactions, reminders, teams."""

from collections.abc import Collection, Iterable, Sequence

from bot.enquiries.promised import changed_by_me, own_of
from bot.enquiries.reading import Reading
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.traces import PlaceHeld, Reminded, Traces, WeekSeen
from bot.scenes.stage import pack_of
from bot.storage.models import Answer, Campaign, Contact, Round
from bot.storage.repositories.teams import BEGUN
from bot.storage.unit_of_work import UnitOfWork


async def traces(work: UnitOfWork, reading: Reading, campaigns: Sequence[Campaign]) -> Traces:
    """All of it, by week; under codes only where the campaign's salt still lets them be made."""
    codes = [reading.codes(campaign) for campaign in campaigns]
    took_part = await work.participations.of_person([code.taking_part for code in codes])
    reacted = await work.supports.of_person([code.support for code in codes])
    votes = await work.questions.votes_of([code.votes for code in codes])
    answers = {row.answer_id: there(await work.answers.get(row.answer_id)) for row in reacted}
    contacts = await work.contacts.of_person(reading.workspace, reading.user)
    rounds = {row.round_id for row in took_part} | {answer.round_id for answer in answers.values()}
    seen = await _weeks(work, rounds | {row.round_id for row in contacts if row.round_id})
    return Traces(
        took_part=_in_order(seen[row.round_id] for row in took_part),
        reacted=_reacted([(row.answer_id, row.reaction) for row in reacted], answers, seen),
        reminded=tuple([await _reminded(work, row, seen) for row in contacts]),
        teams=_names([team.name for team in await work.teams.with_member(reading.workspace, reading.user, BEGUN)]),
        leads=_names([team.name for team in await work.teams.led_by(reading.workspace, reading.user)]),
        digests=len(await work.digests.for_leader(reading.workspace, reading.user)),
        asked_too=sum(vote.voted for vote in votes),
        said_helped=sum(vote.helped is not None for vote in votes),
        said_of_meetings=len(await work.meetings.felt_of([code.felt for code in codes])),
        spoken_for=sum(
            wish.body.get("speaker") == reading.user and "said" in wish.body
            for wish in await work.ladder.wishes_of([campaign.id for campaign in campaigns])
        ),
        written_back=tuple(
            reply.body["text"] for reply in await work.questions.replies_of([code.asking for code in codes])
        ),
        places=await _places(work, [code.meeting for code in codes]),
        meetings=len(await work.meetings.offered_by(reading.workspace, reading.user)),
        talks=await work.offers.count_by(reading.workspace, reading.user),
        promises=await own_of(work, reading),
        changed_promises=await changed_by_me(work, reading),
        sponsor_of=_names(await work.sponsors.campaigns_of(reading.workspace, reading.user)),
        opened_home=await work.desired.get(f"home/{reading.workspace}/{reading.user}") is not None,
    )


async def _places(work: UnitOfWork, codes: Collection[str]) -> tuple[PlaceHeld, ...]:
    found = []
    for row in await work.meetings.bookings_of(codes):
        time = there(await work.meetings.time(row.time_id))
        meeting = there(await work.meetings.get(time.meeting_id))
        found.append(PlaceHeld(time.id, meeting.body["topic"], time.starts_at, row.state))
    return tuple(sorted(found, key=lambda place: place.at))


async def _weeks(work: UnitOfWork, round_ids: Collection[str]) -> dict[str, WeekSeen]:
    found: dict[str, WeekSeen] = {}
    for round_id in round_ids:
        row = there(await work.rounds.get(round_id))
        found[round_id] = await _week(work, row)
    return found


async def _week(work: UnitOfWork, row: Round) -> WeekSeen:
    campaign = there(await work.campaigns.get(row.campaign_id))
    return WeekSeen(row.opens_on, pack_of(campaign).area(row.area).title, row.week, campaign.name)


def _in_order(weeks: Iterable[WeekSeen]) -> tuple[WeekSeen, ...]:
    return tuple(sorted(weeks, key=lambda week: week.opens_on, reverse=True))


def _reacted(
    rows: Iterable[tuple[str, str]], answers: dict[str, Answer], seen: dict[str, WeekSeen]
) -> tuple[tuple[WeekSeen, tuple[str, ...]], ...]:
    by_week: dict[WeekSeen, list[str]] = {}
    for answer_id, reaction in rows:
        by_week.setdefault(seen[answers[answer_id].round_id], []).append(reaction)
    return tuple((week, tuple(sorted(by_week[week]))) for week in _in_order(by_week))


async def _reminded(work: UnitOfWork, row: Contact, seen: dict[str, WeekSeen]) -> Reminded:
    """The day on which it was to leave, while the message is known; else the Monday of its week, which is kept."""
    said = await work.deliveries.get(delivery_id(f"{row.kind}/{row.round_id}/{row.user}"))
    title = seen[row.round_id].area_title if row.round_id else ""
    return Reminded(title, said.due_at if said else None, row.week_of)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
