"""What somebody did about questions is theirs: they see it, take it out, and delete it when they leave, for good."""

from __future__ import annotations

from bot.dialogues import own_events as own
from bot.enquiries.everything import everything
from bot.enquiries.reading import Reading
from bot.ids import pair_of
from bot.retention.again import MAKE
from bot.storage.repositories.deletions import REPLY, VOTE
from tests.conversation.room import T1, Room
from tests.questions.town import (
    AMINA,
    BEN,
    DEPOT,
    a_while,
    act,
    answered,
    askers_of,
    only,
    records,
    week_of,
    written_back,
)

BACK = "And who decided?"


async def lived(room: Room) -> str:
    """Amina asks, Ben asks it too, and both write back; the question's id."""
    await week_of(room, (AMINA, DEPOT, "confidential"))
    question = await only(room)
    await askers_of(room).vote(T1, BEN, question.id)
    await answered(room, "private")
    for user, words in ((AMINA, "Thank you."), (BEN, BACK)):
        await askers_of(room).reply(T1, user, question.id, act(), words)
    await a_while(room)
    return question.id


async def test_it_is_seen_and_taken_out(housing: Room) -> None:
    """My data and the download hold the vote and the words that were written back, and nobody else's."""
    await lived(housing)
    async with housing.database.reading() as work:
        reading = Reading(housing.identities, housing.clock.now(), T1, BEN, "")
        taken = await everything(work, reading)
    assert (taken["traces"]["asked_too"], taken["traces"]["written_back"]) == (1, [BACK])
    assert "question/told" in {message["kind"] for message in taken["messages_to_you"]}
    assert "Thank you." not in str(taken)


async def test_it_goes_with_who_leaves(housing: Room) -> None:
    """Who leaves and deletes what they said takes the vote and the words along, from the leader's messages too."""
    await lived(housing)
    (row,) = await records(housing)
    await housing.hears(own.CampaignLeft, user=BEN, campaign_id=row.campaign_id, forget=True)
    await housing.posts()
    assert written_back(housing) == ["Thank you."]
    async with housing.database.reading() as work:
        assert await work.questions.voters(row.id) == set()
        kinds = [entry.kind for _, entry in await work.deletions.after(0, 100)]
    assert {VOTE, REPLY} <= set(kinds)


async def test_a_restored_copy_loses_it_again(housing: Room) -> None:
    """What the ledger of deletions holds of it deletes it again in a database in which it stands."""
    question_id = await lived(housing)
    (row,) = await records(housing)
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        codes = housing.identities.codes(campaign.salt, T1, BEN)
        (reply,) = await work.questions.replies_of([codes.asking])
        await MAKE[VOTE](work, housing.identities, pair_of(question_id, codes.votes), housing.clock.now())
        await MAKE[REPLY](work, housing.identities, reply.id, housing.clock.now())
        await work.commit()
    await housing.posts()
    async with housing.database.reading() as work:
        assert await work.questions.voters(row.id) == set()
        assert await work.questions.replies_of([codes.asking]) == []
    assert written_back(housing) == ["Thank you."]


async def test_a_question_that_is_taken_back_takes_votes_along(housing: Room) -> None:
    """Once its author deletes a question, nothing says any more who asked it too or wrote back about it."""
    await lived(housing)
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        codes = housing.identities.codes(campaign.salt, T1, BEN)
        assert await work.questions.votes_of([codes.votes]) == []
        assert await work.questions.replies_of([codes.asking]) == []
