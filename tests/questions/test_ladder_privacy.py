"""Attacks on wishes and names: by a leader who compares, a colleague, and whoever has the database and no key."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.campaigns.names_given import forget_name
from bot.errors import WaymarkError
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.conversation.test_privacy import reached, readable, ways
from tests.questions.ladder_town import asks, brought, items, ladder_of, named, put, with_leader
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, MARTIN, a_while, act, asked, desk_of, only, week_of

OTHERS = ("U0EFA", "U0FAY", "U0GUS", "U0HAL", "U0IDA")
BIG = Cast(members=(*HOUSING.members, *OTHERS))


@pytest.fixture
async def lived(room: Room) -> Room:
    """A large team; Amina asks in confidence, names Ben to speak, who says yes, and then gives her name."""
    await room.begins(BIG)
    await room.comes("open")
    for user in OTHERS:
        await room.rates(user, 4)
    await room.replies(AMINA)
    await asked(room, BEN, "Who pays for it?", "named")
    await week_of(room, (AMINA, DEPOT, "confidential"))
    answer_id = await _secret(room)
    await ladder_of(room).choose(T1, AMINA, answer_id, act(), "representative", BEN)
    await brought(room)
    async with room.database.reading() as work:
        question = await work.questions.of_answer(answer_id)
    assert question is not None
    await ladder_of(room).speak(T1, BEN, question.id, act(), yes=True)
    await brought(room)
    await named(room, answer_id)
    await brought(room)
    return room


async def _secret(room: Room) -> str:
    return next(answer.id for answer in await room.stored() if answer.text == DEPOT)


async def test_no_way_from_a_person_to_a_wish_or_a_name(lived: Room) -> None:
    """However rows are joined without a key, neither Amina's nor Ben's Slack id leads to her question, wish or code."""
    secret = await _secret(lived)
    async with lived.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        (name,) = await work.ladder.names_of(campaign.id)
        question = await work.questions.of_answer(secret)
    assert question is not None
    for user in (AMINA, BEN):
        known = reached(ways(readable(lived)), user)
        assert not known & {secret, question.id, name.id, name.person_code}


async def test_nothing_readable_says_what_was_chosen(lived: Room) -> None:
    """No column that needs no key holds a way, a speaker or a name."""
    rows = json.dumps([dict(row) for table, row in readable(lived) if table in {"wishes", "names_given"}], default=str)
    assert rows != "[]"
    assert [word for word in (AMINA, BEN, MARTIN, "by_name", "representative") if word in rows] == []


async def test_a_leader_cannot_compare_moments(housing: Room) -> None:
    """Between an act of hers and what the leader can see of it lie five minutes at least: of wish, speaker and name."""
    answer_id = await asks(housing, "session")
    question = await only(housing)
    before = with_leader(housing), await desk_of(housing).look(T1, MARTIN, question.id)

    async def unchanged() -> None:
        await housing.posts()
        assert (with_leader(housing), await desk_of(housing).look(T1, MARTIN, question.id)) == before

    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "representative", BEN)
    await unchanged()
    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "by_name", "")
    await unchanged()
    await named(housing, answer_id)
    await unchanged()


async def test_a_leader_tries_every_door(housing: Room) -> None:
    """With the ids at hand a leader can neither look, choose, give nor take a name, nor say that they speak."""
    answer_id = await asks(housing, "representative", speaker=BEN)
    desk, question = ladder_of(housing), await only(housing)
    shown = with_leader(housing)
    for user in (MARTIN, CARYS):
        for door in (
            desk.look(T1, user, answer_id),
            desk.choose(T1, user, answer_id, act(), "by_name", ""),
            desk.give_name(T1, user, answer_id, act(), (MARTIN,), agreed=True),
            desk.take_name_back(T1, user, answer_id, act()),
            desk.speak(T1, user, question.id, act(), yes=True),
        ):
            with pytest.raises(WaymarkError):
                await door
    await a_while(housing)
    assert with_leader(housing) == shown


async def test_two_who_would_meet_are_not_counted(housing: Room) -> None:
    """With two people of whom one gave a name and took it back, the leader reads what one reads who gave none."""
    await week_of(housing, (AMINA, DEPOT, "confidential"), (BEN, "Who pays for it?", "confidential"))
    ids = {answer.text: answer.id for answer in await housing.stored()}
    for user, text in ((AMINA, DEPOT), (BEN, "Who pays for it?")):
        await ladder_of(housing).choose(T1, user, ids[text], act(), "by_name", "")
    await brought(housing)
    quiet = with_leader(housing)
    await named(housing, ids[DEPOT])
    await ladder_of(housing).take_name_back(T1, AMINA, ids[DEPOT], act())
    await a_while(housing)
    assert with_leader(housing) == quiet


async def test_the_forget_switch_takes_names_along(housing: Room) -> None:
    """Once the links are destroyed, no name given for a meeting is kept, nor stands with a leader."""
    answer_id = await asks(housing, "by_name")
    await named(housing, answer_id)
    await a_while(housing)
    async with housing.database.unit_of_work() as work:
        for name in await work.ladder.names_of((await only(housing)).campaign_id):
            await forget_name(work, name)
        await work.commit()
    await housing.posts()
    assert AMINA not in with_leader(housing)


async def test_on_each_database(any_room: Room) -> None:
    """The whole ladder on each kind of database: chosen, spoken for, by name, and taken back several times at once."""
    await any_room.begins()
    await any_room.comes("open")
    answer_id = await asks(any_room, "representative", speaker=BEN)
    question = await only(any_room)
    assert await ladder_of(any_room).speak(T1, BEN, question.id, act(), yes=True)
    await brought(any_room)
    assert put(any_room)["speaker"] == BEN
    assert await named(any_room, answer_id)
    await a_while(any_room)
    assert [item["user"] for item in items(any_room, "question/by_name", MARTIN)] == [AMINA]
    taken = [ladder_of(any_room).take_name_back(T1, AMINA, answer_id, act()) for _ in range(3)]
    assert sorted(await asyncio.gather(*taken)) == [False, False, True]
    await any_room.posts()
    assert AMINA not in with_leader(any_room)


@pytest.mark.parametrize("when", ["before", "during", "after"])
async def test_taken_back_while_the_message_is_sent(any_room: Room, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever she takes it back around the moment at which the message leaves, the leader is left with no name."""
    await any_room.begins()
    await any_room.comes("open")
    answer_id = await asks(any_room, "by_name")
    await named(any_room, answer_id)
    post, back = any_room.slack.post, ladder_of(any_room)

    async def racing(message, may_leave=lambda: True):
        if message.utterance != "question/by_name":
            return await post(message, may_leave)
        if when == "before":
            assert await back.take_name_back(T1, AMINA, answer_id, act())
        both: list[Any] = [post(message, may_leave)]
        if when == "during":
            both.append(back.take_name_back(T1, AMINA, answer_id, act()))
        posted, *_ = await asyncio.gather(*both)
        if when == "after":
            assert await back.take_name_back(T1, AMINA, answer_id, act())
        return posted

    monkeypatch.setattr(any_room.slack, "post", racing)
    await a_while(any_room)
    await any_room.posts()
    assert len(any_room.slack.said("question/by_name")) == 1
    assert AMINA not in with_leader(any_room)
