"""The measure: weeks that led to a talk, days to an answer, outcomes, and what helped, by organisation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.digests.wider.facts import Kind
from bot.pages.measure import measured, met
from bot.storage.subscription_models import Subscription
from bot.subscriptions.gathering import gather
from tests.conversation.room import T1, Room
from tests.meetings.test_afterwards import A_KEY, after_of, looks, over
from tests.meetings.town import FIRST, SECOND, asked_and_offered, books, meetings, offered_again, offers_of, times, wish
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, MARTIN, act, answered, desk_of, only, records, week_of


async def test_from_a_question_to_a_talk_to_what_came_of_it(housing: Room) -> None:
    """A question of week 1 is talked about and agreed: the week led to a talk, and the question says when they met."""
    _, time = await over(housing, BEN, CARYS)
    question = await only(housing)
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        organisation = (await housing.team()).organisation
        (before,) = await measured(work, campaign, {organisation})
        assert await met(work, campaign.id) == {}
    assert (before.rounds, before.talked, before.raised, before.open) == (1, 0, 1, 1)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    await desk_of(housing).settle(T1, MARTIN, question.id, act(), "agreed", A_KEY, "A key.")
    await looks(housing)
    async with housing.database.reading() as work:
        (now,) = await measured(work, campaign, {organisation})
        assert await met(work, campaign.id) == {question.id: time.starts_at}
    assert (now.rounds, now.talked) == (1, 1)
    assert (now.raised, now.agreed, now.open) == (1, 1, 0)
    assert now.helped == now.heard == ()


@pytest.mark.parametrize(("whom", "counted"), [("team", 1), ("raised", 0)])
async def test_a_board_reads_how_many_talks_were_held(housing: Room, whom: str, counted: int) -> None:
    """A talk with a whole team counts once it took place; one for those who raised a question is not told of."""
    meeting = await asked_and_offered(housing, FIRST, whom=whom)
    (time,) = await times(housing, meeting)
    await books(housing, BEN, time)
    assert await _held(housing) == 0
    housing.clock.move_to(FIRST + timedelta(hours=1))
    await looks(housing)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    assert await _held(housing) == counted


async def _held(room: Room) -> int:
    """How many talks a board of all teams together reads of as held."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        to = Subscription(id="s1", workspace=T1, user="U0BOARD", kind=Kind.PARTNERSHIP, organisation=None, every=4)
        found = await gather(work, campaign, to, "d1", None, room.clock.now())
    return sum(account.held for account in found.accounts)


async def test_a_question_with_a_meeting_of_its_own_was_met_about_there(housing: Room) -> None:
    """A talk with the team is about its other questions; the one that is to be met about alone says that day, later."""
    await week_of(housing, (AMINA, DEPOT, "confidential"), (BEN, "Who has the keys?", "confidential"))
    asked = next(answer.id for answer in await housing.stored() if answer.text == DEPOT)
    other, depot = sorted(await records(housing), key=lambda row: row.answer_id == asked)
    await offers_of(housing).offer_about(T1, MARTIN, depot.id, act(), wish(SECOND, whom="team"))
    await offered_again(housing, FIRST)
    own, general = sorted(await meetings(housing), key=lambda row: row.question_id is None)
    about = {}
    for meeting, at in ((general, FIRST), (own, SECOND)):
        (time,) = await times(housing, meeting)
        await books(housing, CARYS, time)
        housing.clock.move_to(at + timedelta(hours=1))
        await looks(housing)
        await after_of(housing).happened(T1, MARTIN, time.id, act())
        async with housing.database.reading() as work:
            about[meeting.id] = await met(work, meeting.campaign_id)
    assert about == {general.id: {other.id: FIRST}, own.id: {other.id: FIRST, depot.id: SECOND}}


async def test_of_a_talk_about_several_the_one_about_it_alone_wins(housing: Room) -> None:
    """A meeting that was noted to be about a question among others does not hide the one about it alone, held later."""
    _, time = await over(housing, BEN, CARYS)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    question = await only(housing)
    meeting = await offered_again(housing, SECOND)
    async with housing.database.unit_of_work() as work:
        general = await work.meetings.hold(meeting.id)
        assert general is not None
        general.body = {**general.body, "questions": [question.id]}
        (early,) = await work.meetings.times_of(meeting.id)
        early.starts_at, early.state = FIRST - timedelta(days=7), "held"
        await work.commit()
        assert await met(work, meeting.campaign_id) == {question.id: FIRST}


async def test_an_answer_in_writing_is_no_talk(housing: Room) -> None:
    """Answered in the thread, the week led to no talk; the days to that answer are counted."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await answered(housing, "thread")
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        organisation = (await housing.team()).organisation
        (now,) = await measured(work, campaign, {organisation})
    assert (now.talked, now.raised, now.answered, now.days) == (0, 1, 1, 0)
