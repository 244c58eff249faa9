"""What somebody who leads no team reads of an earlier campaign: what they got digests of there, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.insight.publishing import Level
from bot.pages.breakdown import standing
from bot.pages.gathering import gather
from bot.storage.models import Campaign
from tests.conversation.room import T1, TUESDAY, Room
from tests.subscriptions.county import COUNTY, SERVICE, STAFF, desk_of

ADMIN = "U0ADMIN"


async def campaign_of(room: Room, name: str) -> Campaign:
    """A campaign by its name."""
    async with room.database.reading() as work:
        return next(one for one in await work.campaigns.all(T1) if one.name == name)


async def first_week(room: Room, name: str, *groups: str) -> None:
    """A campaign of which somebody gets digests of some groups: its first week is rated and closed, then it is over."""
    await room.begins(*COUNTY, name=name, start=max(TUESDAY, room.clock.now().date() + timedelta(days=7)))
    campaign = await campaign_of(room, name)
    for of in groups:
        await desk_of(room).name(T1, ADMIN, campaign.id, SERVICE, "partnership" if of == "all" else "service", of)
    for kind in ("open", "close", "digest"):
        for team, staff in STAFF.items():
            await room.comes(kind, team)
            round_id = (await room.round(team)).id
            for user in staff if kind == "open" else ():
                await room.rates(user, 2, round_id=round_id)
                await room.rates(user, 5, "needed", round_id=round_id)
    async with room.database.unit_of_work() as work:
        (await work.campaigns.get(campaign.id)).state = "finished"  # type: ignore[union-attr]
        await work.commit()


async def read(room: Room, user: str, level: Level) -> list[str]:
    """The groups whose earlier gaps somebody's page of the second campaign holds."""
    campaign = await campaign_of(room, "Autumn")
    async with room.database.reading() as work:
        page = await gather(work, await standing(work, campaign, user), level)
    return sorted(one.group for one in page.before)


@pytest.mark.parametrize(
    ("then", "organisations", "together"),
    [((), [], []), (("of/Council",), ["Council"], [""]), (("all",), ["Council", "Fire service", "Health trust"], [""])],
)
async def test_who_got_no_digests_then_reads_nothing_of_then(
    room: Room, then: tuple[str, ...], organisations: list[str], together: list[str]
) -> None:
    """Whatever they get now, of then they read the groups that they were named for; a leader reads their own."""
    await first_week(room, "Spring", *then)
    await first_week(room, "Autumn", "all")
    assert await read(room, SERVICE, Level.ORGANISATION) == organisations
    assert await read(room, SERVICE, Level.PARTNERSHIP) == together
    assert await read(room, SERVICE, Level.TEAM) == []
    assert await read(room, "U0LEAD1", Level.ORGANISATION) == ["Council"]
    assert await read(room, "U0LEAD1", Level.TEAM) == ["Housing"]
