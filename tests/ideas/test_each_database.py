"""Everything that is done about ideas, once on each kind of database."""

from __future__ import annotations

from tests.conversation.room import T1, Room
from tests.ideas.town import AMINA, BEN, LEARNED, MARTIN, a_while, act, desk_of, ideas, moves, one, shares


async def test_an_ideas_whole_life(any_room: Room) -> None:
    """Shared, helped with, taken on, tried, asked about, handed over, decided, looked back at, told, taken back."""
    await any_room.begins()
    await any_room.comes("open")
    idea, desk = await shares(any_room, red_tape="Form 12"), desk_of(any_room)
    await a_while(any_room)
    assert await desk.offer_help(T1, AMINA, idea.id, act(), "ideas", "")
    assert await desk.take_help_back(T1, AMINA, idea.id, act())
    assert await desk.take_on(T1, BEN, idea.id, act())
    assert await moves(any_room, idea.id, "experiment", BEN, resources="A driver.")
    await a_while(any_room)
    assert await desk.answer(T1, MARTIN, idea.id, act(), "resources", "yes", "")
    assert await desk.ask_finisher(T1, BEN, idea.id, act())
    assert await desk.take_on(T1, MARTIN, idea.id, act())
    assert await moves(any_room, idea.id, "decided", MARTIN, decided="Keep it.", why="It works.")
    assert await desk.look_back(T1, MARTIN, idea.id, act(), LEARNED, "all")
    assert await desk.answer(T1, MARTIN, idea.id, act(), "reach", "yes", "", "1")
    assert [lesson.reach for lesson in await desk.learned(T1, AMINA, "cafe")] == ["all"]
    assert await desk.put_name(T1, AMINA, idea.id, act())
    assert (await one(any_room, idea.id)).version > 5
    assert await desk.take_back(T1, AMINA, idea.id, act())
    assert [row.body.get("need") for row in await ideas(any_room)] == [None]
