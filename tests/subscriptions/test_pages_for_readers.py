"""The page of somebody who gets wider digests and leads nothing: their groups, and no team alone."""

from __future__ import annotations

from bot.insight.publishing import Level
from bot.pages.breakdown import Standing, lines_by_week, standing
from bot.pages.desk import wider_level
from bot.storage.unit_of_work import UnitOfWork
from tests.conversation.room import Room
from tests.subscriptions.county import BOARD, COUNTY, PARTNERS, SERVICE, campaign_of, held, named


async def lines(work: UnitOfWork, now: Standing, level: Level) -> list[str]:
    """The groups that stand on the page at a level."""
    return [line.name for line in (await lines_by_week(work, now, level)).get(1, ())]


async def test_each_reads_the_groups_that_they_get_digests_of(room: Room) -> None:
    """Of one: it, and all together; of all: every organisation; of a team alone nothing, ever."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await named(room, PARTNERS, "partnership")
    await held(room)
    async with room.database.reading() as work:
        campaign = await campaign_of(room)
        own, joint = await standing(work, campaign, SERVICE), await standing(work, campaign, PARTNERS)
        nobody, leader = await standing(work, campaign, BOARD), await standing(work, campaign, "U0LEAD1")
        assert (own.leads, own.reads, joint.leads, joint.reads) == (False, True, False, True)
        assert (nobody.leads, nobody.reads, leader.leads, leader.reads) == (False, False, True, False)
        assert [await lines(work, each, Level.TEAM) for each in (own, joint, nobody)] == [[], [], []]
        assert await lines(work, own, Level.ORGANISATION) == ["Council"]
        assert await lines(work, joint, Level.ORGANISATION) == ["Council", "Fire service", "Health trust"]
        assert await lines(work, leader, Level.TEAM) == ["Housing"]
        assert await lines(work, nobody, Level.PARTNERSHIP) == []
        (line,) = (await lines_by_week(work, own, Level.PARTNERSHIP))[1]
        assert line.state == "shown"


def test_who_asks_for_teams_gets_organisations() -> None:
    """The breakdown that a page starts with is the narrowest that its reader may see."""
    assert [wider_level(level) for level in Level] == [Level.ORGANISATION, Level.ORGANISATION, Level.PARTNERSHIP]
