"""A facilitator in a room with Housing: the desk, acts with ids of their own, and what is left of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

from bot.clock import Clocks
from bot.insight.workshop import ActionCaptured, EntryForm, Spoken
from bot.roles import Roster
from bot.storage.question_models import Promise
from bot.workshops.desk import WorkshopDesk
from tests.conversation.room import T1, Room

NESTA, MARTIN = "U0NESTA", "U0MARTIN"
FRIDAY = date(2027, 1, 29)
WORDS = "The rota comes too late for us to swap."
ACTION = ActionCaptured("Put the rota up on Mondays.", "U0BEN", FRIDAY)
SAID = Spoken(text=WORDS, now=2, needed=5, agreed=True, alone=True)
ACTS = count(1)


def desk_of(room: Room) -> WorkshopDesk:
    """A desk over a room; Martin, who leads Housing, is a facilitator too."""
    roster = Roster(admins={"U0ADMIN"}, privacy_officers={"U0PRIV"}, facilitators={NESTA, MARTIN})
    return WorkshopDesk(room.database, Clocks(campaign=room.clock), roster)


def act() -> str:
    """The id of another act."""
    return f"view/V0ROOM{next(ACTS)}/1"


async def captured(room: Room, *actions: ActionCaptured, act_id: str = "") -> None:
    """Nesta captures actions in Housing's week."""
    for action in actions or (ACTION,):
        await desk_of(room).capture(T1, NESTA, (await room.round()).id, act_id or act(), action)
    await room.posts()


async def finished(room: Room) -> int:
    """She tells the team."""
    count_ = await desk_of(room).finish(T1, NESTA, (await room.round()).id, act())
    await room.posts()
    return count_


async def entered(room: Room, said: Spoken = SAID, *, people: int = 1, most: int = 10) -> EntryForm:
    """She enters what so many people said, each in other words."""
    await off_slack(room, most)
    for number in range(people):
        one = replace(said, text=f"{said.text} {number}" if said.text else "")
        form = await desk_of(room).enter(T1, NESTA, (await room.round()).id, act(), one)
    return form


async def off_slack(room: Room, people: int) -> None:
    """So many people of Housing are not on Slack."""
    async with room.database.unit_of_work() as work:
        team = await work.teams.get((await room.team()).id)
        assert team is not None
        team.off_slack = people
        await work.commit()


async def promises(room: Room) -> list[Promise]:
    """What was promised."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return await work.promises.of_campaign(campaign.id)
