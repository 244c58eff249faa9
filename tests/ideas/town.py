"""People who share ideas, and the desk at which they do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from bot.clock import Clocks
from bot.ideas.desk import IdeaDesk
from bot.questions.hours import LATEST
from bot.roles import Roster
from bot.storage.idea_models import Idea
from tests.conversation.room import T1, Room

AMINA, BEN, CARYS, DEV, MARTIN = "U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN"
NEED, IDEA = "Nobody knows when a repair comes.", "Send a text on the morning of the visit."
TRY = {
    "how_known": "Forty calls a week ask for it.",
    "who_helps": "The van crews, and the tenants’ group.",
    "co_design": "Two tenants write the text with us.",
    "test": "One street, for two weeks.",
    "measure": "How many calls come from it.",
}
LEARNED = {
    "title": "Texts before a visit",
    "expected": "Fewer calls.",
    "happened": "Calls fell by half in the café street.",
    "why": "People could plan.",
    "next": "Do it in each street.",
}
ACTS = count(1)


def desk_of(room: Room) -> IdeaDesk:
    """A desk over a room, at which what waits always waits for the shortest time."""
    clocks = Clocks(campaign=room.clock)
    return IdeaDesk(room.database, room.identities, clocks, Roster(), chance=lambda least, most: least)


def act() -> str:
    """The id of another act."""
    return f"view/I{next(ACTS)}"


async def shares(room: Room, user: str = AMINA, mode: str = "confidential", **words: str) -> Idea:
    """Somebody shares an idea with Housing; the record of it."""
    room.clock.advance(timedelta(seconds=1, microseconds=1))
    said = {"need": NEED, "for_whom": "tenants", "idea": IDEA, "mode": mode, **words}
    before = {idea.id for idea in await ideas(room)}
    await desk_of(room).share(T1, user, act(), (await room.team()).id, said)
    return next(idea for idea in await ideas(room) if idea.id not in before)


async def ideas(room: Room) -> list[Idea]:
    """All ideas."""
    async with room.database.reading() as work:
        return await work.ideas.of_workspace(T1)


async def one(room: Room, idea_id: str) -> Idea:
    """An idea as it is now."""
    return next(idea for idea in await ideas(room) if idea.id == idea_id)


async def a_while(room: Room) -> None:
    """So much time passes that whatever waits is out."""
    room.clock.advance(LATEST + timedelta(seconds=1))
    await room.posts()


async def moves(room: Room, idea_id: str, to: str, user: str = AMINA, **answers: str) -> bool:
    """The owner moves an idea on."""
    if to == "experiment":
        in_ten_days = (room.clock.now() + timedelta(days=10)).date().isoformat()
        answers = {**TRY, "decide_on": in_ten_days, **answers}
    room.clock.advance(timedelta(seconds=1, microseconds=1))
    fresh = await desk_of(room).move(T1, user, idea_id, act(), to, answers)
    await room.posts()
    return fresh


async def tried(room: Room, user: str = AMINA, **answers: str) -> Idea:
    """An idea by name that is being tried."""
    idea = await shares(room, user, "named")
    await a_while(room)
    await moves(room, idea.id, "experiment", user, **answers)
    return await one(room, idea.id)


def standing(room: Room) -> list[Mapping[str, Any]]:
    """The messages about ideas that stand in the team's channel."""
    return room.slack.said("idea/shared", "C0HOUSING")
