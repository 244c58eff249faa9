"""Everything that is done about questions, once on each kind of database."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import Clocks
from bot.questions.helping import Helping
from tests.conversation.room import T1, Room
from tests.questions.town import (
    AMINA,
    ANSWER,
    BEN,
    DEPOT,
    MARTIN,
    a_depot,
    a_while,
    act,
    answered,
    askers_of,
    desk_of,
    only,
    promises_of,
    records,
    told,
    week_of,
    written_back,
)


async def test_a_questions_whole_life(any_room: Room) -> None:
    """Asked, asked too, answered, written back about, promised, thanked for, said to help, passed on, taken back."""
    await any_room.begins()
    await any_room.comes("open")
    await week_of(any_room, (AMINA, DEPOT, "confidential"))
    desk, askers, question = desk_of(any_room), askers_of(any_room), await only(any_room)
    assert await askers.vote(T1, BEN, question.id) == "counted"
    await answered(any_room, "private")
    await a_while(any_room)
    assert [told(any_room, user) for user in (AMINA, BEN)] == [[ANSWER], [ANSWER]]
    for user, words in ((AMINA, "One."), (BEN, "Two.")):
        assert await askers.reply(T1, user, question.id, act(), words)
    await a_while(any_room)
    assert written_back(any_room) == ["One.", "Two."]
    due_on = any_room.clock.now().date() + timedelta(days=7)
    assert await desk.promise(T1, MARTIN, question.id, act(), a_depot(due_on, decider="U0NIA"))
    async with any_room.database.reading() as work:
        (promise,) = await work.promises.of_campaign(question.campaign_id)
    later, promises = due_on + timedelta(days=7), promises_of(any_room)
    assert await promises.move(T1, "U0NIA", promise.id, act(), later, "The lease is late.")
    assert await promises.kept(T1, MARTIN, promise.id, act())
    (seen,) = await promises.to_team(T1, AMINA, (await any_room.team()).id)
    assert [(change.what, change.by, change.on) for change in seen.history] == [
        ("moved", "U0NIA", later),
        ("kept", MARTIN, None),
    ]
    assert await desk.thank(T1, MARTIN, question.id, act(), "Well seen.")
    assert await askers.thanked(T1, AMINA, question.id, act(), by_name=True)
    any_room.clock.advance(timedelta(days=31))
    assert await Helping(any_room.database, any_room.identities, Clocks(campaign=any_room.clock)).ask() == 1
    assert await askers.helped(T1, AMINA, question.id, act(), helped=True)
    assert await askers.helped(T1, BEN, question.id, act(), helped=False)
    assert await desk.pass_on(T1, MARTIN, question.id, act(), "U0NIA", "")
    assert await desk.offer_talk(T1, "U0NIA", question.id, act())
    await any_room.posts()
    assert (await only(any_room)).state == "talk_offered"
    (answer,) = await any_room.stored()
    await any_room.withdraws(AMINA, answer)
    assert await records(any_room) == []
