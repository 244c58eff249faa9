"""A whole session, once on each kind of database, and two facilitators at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.campaigns.unlinking import Unlinking
from bot.errors import FieldProblem
from tests.conversation.room import T1, Room
from tests.workshop.town import NESTA, SAID, act, captured, desk_of, entered, finished, off_slack, promises


async def test_a_session(any_room: Room) -> None:
    """Actions are captured and told, answers entered and counted, and the buffer is moved."""
    await any_room.begins()
    await any_room.comes("open")
    await captured(any_room)
    assert await finished(any_room) == 1
    assert len(await promises(any_room)) == 1
    await entered(any_room, people=4)
    await any_room.comes("close")
    assert (await any_room.figures())["entered"] == 4
    await Unlinking(any_room.database).move()
    async with any_room.database.reading() as work:
        assert await work.unlinked.waiting((await any_room.round()).id) == []


async def test_the_last_place_goes_once(any_room: Room) -> None:
    """Two forms that are sent at once for the last place: one is taken, and the other is told at its field."""
    await any_room.begins()
    await any_room.comes("open")
    await off_slack(any_room, 1)
    desk, round_id = desk_of(any_room), (await any_room.round()).id
    done = await asyncio.gather(
        *(desk.enter(T1, NESTA, round_id, act(), SAID) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["EntryForm", "FieldProblem"]
    with pytest.raises(FieldProblem, match="No more"):
        await desk.enter(T1, NESTA, round_id, act(), SAID)
    async with any_room.database.reading() as work:
        assert await work.workshops.entered(round_id) == 1
