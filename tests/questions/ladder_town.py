"""The desk at which people say how their questions shall be taken up, and the chore that brings it to others."""

from __future__ import annotations

import json
from typing import Any

from bot.clock import Clocks
from bot.questions.hours import LATEST
from bot.questions.taking_up import LadderDesk
from bot.questions.wishing import Wishing
from tests.conversation.room import T1, Room
from tests.questions.town import AMINA, DEPOT, MARTIN, act, only, week_of


def ladder_of(room: Room) -> LadderDesk:
    """The desk over a room, at which everything waits five minutes."""
    return LadderDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=lambda least, most: least)


async def brought(room: Room) -> None:
    """So much time passes that what was chosen is with others, and so is what follows from it."""
    chore = Wishing(room.database, room.identities, Clocks(campaign=room.clock), chance=lambda least, most: least)
    await chore.bring()
    await room.posts()
    for _ in range(2):
        room.clock.advance(LATEST)
        await chore.bring()
        await room.posts()


async def asks(room: Room, way: str, mode: str = "confidential", *, speaker: str = "") -> str:
    """Amina asks and chooses a way; leaders get it. The answer's id."""
    await week_of(room, (AMINA, DEPOT, mode))
    answer_id = (await only(room)).answer_id
    assert answer_id is not None
    await ladder_of(room).choose(T1, AMINA, answer_id, act(), way, speaker)
    await brought(room)
    return answer_id


async def named(room: Room, answer_id: str, user: str = AMINA) -> bool:
    """Somebody gives Martin their name."""
    return await ladder_of(room).give_name(T1, user, answer_id, act(), (MARTIN,), agreed=True)


def items(room: Room, utterance: str, user: str) -> list[dict[str, Any]]:
    """What somebody was told under an utterance."""
    return [item for facts in room.slack.said(utterance, f"D{user[1:]}") for item in facts["items"]]


def put(room: Room) -> dict[str, Any]:
    """The one question in the leader's digest."""
    found: dict[str, Any] = room.slack.said("digest/leader")[-1]["questions"]["put"][0]
    return found


def with_leader(room: Room) -> str:
    """Everything that stands in the leader's messages."""
    return json.dumps(
        [message.facts for (place, _), message in room.slack.standing.items() if place == f"D{MARTIN[1:]}"]
    )
