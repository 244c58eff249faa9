"""“Did it help?”: asked once, a month later, of all who raised it; leaders read a word, and nobody's own answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest

from bot.clock import Clocks
from bot.errors import NotAllowed
from bot.questions.helping import Helping, to_be_said
from bot.storage.question_models import QuestionVote
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.questions.town import (
    AMINA,
    BEN,
    CARYS,
    DEPOT,
    DEV,
    MARTIN,
    a_while,
    act,
    answered,
    askers_of,
    only,
    week_of,
)

LARGER = Cast(members=(*HOUSING.members, "U0EFA", "U0FAY"))


def helping(room: Room) -> Helping:
    """What asks."""
    clocks = Clocks(campaign=room.clock)
    return Helping(room.database, room.identities, clocks, chance=lambda least, most: least)


async def a_month_on(room: Room, *also: str) -> None:
    """A question of Amina's, which these ask too, is answered, and a month passes."""
    await week_of(room, (AMINA, DEPOT, "confidential"))
    for user in also:
        await askers_of(room).vote(T1, user, (await only(room)).id)
    await answered(room, "thread")
    assert await helping(room).ask() == 0
    room.clock.advance(timedelta(days=31))
    await helping(room).ask()
    await a_while(room)


def asked(room: Room, user: str) -> int:
    """How often somebody was asked."""
    return sum(len(facts["items"]) for facts in room.slack.said("question/helped", f"D{user[1:]}"))


async def test_once_and_only_those_who_asked(housing: Room) -> None:
    """Whoever asked, or asks it too, is asked once; nobody else is, and nothing of it stands under a Slack id."""
    await a_month_on(housing, BEN)
    housing.clock.advance(timedelta(days=40))
    await helping(housing).ask()
    await a_while(housing)
    assert [asked(housing, user) for user in (AMINA, BEN, CARYS, MARTIN)] == [1, 1, 0, 0]
    async with housing.database.reading() as work:
        assert await work.contacts.of_person(T1, AMINA) == []
    rows = await housing.deliveries("question/helped")
    assert not {AMINA, BEN} & {place for row in rows for place in (row.recipient, row.channel)}


async def test_who_wants_quiet_is_left_alone(housing: Room) -> None:
    """Who stopped reminders is not asked."""
    async with housing.database.unit_of_work() as work:
        (await work.people.ensure(T1, AMINA)).nudges_stopped = True
        await work.commit()
    await a_month_on(housing, BEN)
    assert [asked(housing, user) for user in (AMINA, BEN)] == [0, 1]


async def test_who_had_three_messages_this_week_is_left_alone(housing: Room) -> None:
    """The coach begins no fourth message with anybody in a week."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await answered(housing, "thread")
    housing.clock.advance(timedelta(days=31))
    today = housing.clock.now().date()
    async with housing.database.unit_of_work() as work:
        for number in range(3):
            await work.contacts.add(T1, AMINA, today - timedelta(days=today.weekday()), f"kind{number}")
        await work.commit()
    await helping(housing).ask()
    await a_while(housing)
    assert asked(housing, AMINA) == 0


async def test_a_leader_reads_a_word_once_enough_have_said_it(room: Room) -> None:
    """Three of four say yes: after a week their leader's Home says so in a word; of two it says nothing."""
    await room.begins(LARGER)
    await room.comes("open")
    await a_month_on(room, BEN, CARYS, DEV)
    question, desk = await only(room), askers_of(room)
    with pytest.raises(NotAllowed):
        await desk.helped(T1, "U0EFA", question.id, act(), helped=True)
    for user, helped in ((AMINA, True), (BEN, True)):
        assert await desk.helped(T1, user, question.id, act(), helped=helped)
    room.clock.advance(timedelta(days=8))
    assert await helping(room).ask() == 0
    for user, helped in ((CARYS, True), (DEV, False)):
        assert await desk.helped(T1, user, question.id, act(), helped=helped)
    assert not await desk.helped(T1, DEV, question.id, act(), helped=True)
    assert await helping(room).ask() == 1
    assert (await only(room)).body["help"] == "most"
    home = await room.enquiries.home(T1, MARTIN)
    assert home.leading is not None
    assert home.leading.helped == "most"


@pytest.mark.parametrize("threshold", [3, 5])
def test_nobodys_own_answer_shows(threshold: int) -> None:
    """From the word nobody can tell what one of them said, also where all said the same."""

    def said(answers: Sequence[bool]) -> str | None:
        votes = [QuestionVote(person_code=str(n), helped="yes" if yes else "no") for n, yes in enumerate(answers)]
        return to_be_said(votes, threshold)

    assert said([True] * (threshold - 1)) is None
    for people in range(threshold, threshold + 4):
        worlds = list(product((True, False), repeat=people))
        for word in {said(world) for world in worlds}:
            fitting = [world for world in worlds if said(world) == word]
            for place in range(people):
                assert {world[place] for world in fitting} == {True, False}
