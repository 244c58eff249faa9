"""The measure: weeks that led to a talk, days to an answer, outcomes, and what helped, by organisation."""

from __future__ import annotations

from bot.pages.measure import measured, met
from tests.conversation.room import T1, Room
from tests.meetings.test_afterwards import A_KEY, after_of, looks, over
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, MARTIN, act, answered, desk_of, only, week_of


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


async def test_an_answer_in_writing_is_no_talk(housing: Room) -> None:
    """Answered in the thread, the week led to no talk; the days to that answer are counted."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await answered(housing, "thread")
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        organisation = (await housing.team()).organisation
        (now,) = await measured(work, campaign, {organisation})
    assert (now.talked, now.raised, now.answered, now.days) == (0, 1, 1, 0)
