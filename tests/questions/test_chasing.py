"""Late promises: their owner is asked within the week's budget, then the sponsor or the leaders read a list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.campaigns.weeks import monday_of
from bot.clock import Clocks
from bot.questions.chasing import Chasing
from tests.conversation.room import HOUSING, NURSES, T1, Room
from tests.questions.test_commitments import LATER, all_promises, promised
from tests.questions.town import AMINA, BEN, DEPOT, MARTIN, a_depot, act, desk_of, only, promises_of, week_of

DUE = date(2027, 1, 27)
"""A Wednesday."""
SPONSOR = "U0SPONSOR"


def at(day: int, hour: int = 10, month: int = 1) -> datetime:
    """A moment of that winter."""
    return datetime(2027, month, day, hour, tzinfo=UTC)


async def chased(room: Room, moment: datetime) -> int:
    """The chore at a moment; how many messages it planned."""
    room.clock.move_to(moment)
    planned = await Chasing(room.database, Clocks(campaign=room.clock)).chase()
    await room.posts()
    return planned


def asked(room: Room, user: str = MARTIN) -> list[list[str]]:
    """How the promises stand in each message that an owner was asked with."""
    found = room.slack.said("promise/late", f"D{user[1:]}")
    return [[item["state"] for item in facts["items"]] for facts in found]


def listed(room: Room, user: str) -> list[Any]:
    """The lists that somebody was sent."""
    return list(room.slack.said("promise/overdue", f"D{user[1:]}"))


async def has_sponsor(room: Room) -> None:
    """The campaign has a sponsor."""
    async with room.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        await work.sponsors.choose(campaign.id, T1, SPONSOR)
        await work.commit()


async def becomes(room: Room, state: str) -> None:
    """The campaign is paused, or over."""
    async with room.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.state = state
        await work.commit()


async def test_its_owner_is_asked_the_day_after_and_weekly(housing: Room) -> None:
    """Not on the day itself, not before work begins; once that week, and again a week later; kept, nobody asks."""
    promise_id = await promised(housing, DUE)
    assert [await chased(housing, moment) for moment in (at(27, 16), at(28, 7))] == [0, 0]
    assert [await chased(housing, moment) for moment in (at(28), at(28, 11), at(29))] == [1, 0, 0]
    assert await chased(housing, at(4, month=2)) == 1  # and no list of what is late for long: it is all their own
    assert listed(housing, MARTIN) == []
    assert asked(housing) == [["open"], ["open"]]
    await promises_of(housing).kept(T1, MARTIN, promise_id, act())
    await housing.posts()
    assert asked(housing) == [["kept"], ["kept"]]
    assert await chased(housing, at(11, month=2)) == 0


async def test_at_weekends_nobody_is_asked(housing: Room) -> None:
    """Due on a Friday, its owner is asked on Monday."""
    await promised(housing, date(2027, 1, 29))
    assert [await chased(housing, moment) for moment in (at(30), at(31), at(1, month=2))] == [0, 0, 1]


async def test_all_that_is_late_comes_in_one_message(housing: Room) -> None:
    """One message asks about five of seven, and counts among the three a week; with three had, it waits a week."""
    for _ in range(7):
        await promised(housing, DUE)
    week_of = monday_of(at(28), "Europe/London")
    async with housing.database.unit_of_work() as work:
        for kind in ("a", "b", "c"):
            await work.contacts.add(T1, MARTIN, week_of, kind)
        await work.commit()
    assert await chased(housing, at(28)) == 0
    assert await chased(housing, at(1, month=2)) == 1
    (facts,) = housing.slack.said("promise/late", "D0MARTIN")
    assert (len(facts["items"]), facts["more"]) == (5, 2)
    async with housing.database.reading() as work:
        assert await work.contacts.kinds_in_week(T1, MARTIN, week_of + timedelta(days=7)) == ["late/2027-02-01"]


async def test_a_new_date_is_a_new_beginning(housing: Room) -> None:
    """Moved after it was late, its owner is asked again only once the new day is over."""
    promise_id = await promised(housing, DUE)
    await chased(housing, at(28))
    await promises_of(housing).move(T1, MARTIN, promise_id, act(), LATER, "The lease is late.")
    await housing.posts()
    assert asked(housing) == [["moved"]]
    assert [await chased(housing, moment) for moment in (at(8, month=2), at(15, month=2))] == [0, 1]


async def test_the_sponsor_reads_what_is_late_for_long(housing: Room) -> None:
    """After more than five working days, once a week, with the owner's name, and nothing of whoever asked."""
    await has_sponsor(housing)
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await desk_of(housing).promise(T1, MARTIN, (await only(housing)).id, act(), a_depot(DUE, BEN))
    await chased(housing, at(3, month=2))
    assert listed(housing, SPONSOR) == []
    for moment in (at(4, month=2), at(4, 12, month=2), at(5, month=2)):
        await chased(housing, moment)
    (facts,) = listed(housing, SPONSOR)
    assert [(item["owner"], item["days"], item["teams"]) for item in facts["items"]] == [(BEN, 6, ["Housing"])]
    assert AMINA not in str(facts)
    assert DEPOT not in str(facts)
    assert listed(housing, MARTIN) == []
    for moment in (at(8, month=2), at(10, month=2)):
        await chased(housing, moment)
        assert len(listed(housing, SPONSOR)) == 1
    await chased(housing, at(11, month=2))
    assert len(listed(housing, SPONSOR)) == 2


async def test_without_a_sponsor_each_leader_reads_of_their_teams(room: Room) -> None:
    """Leaders have the list of the teams they lead, no other team's, and nothing that they own themselves."""
    await room.begins(HOUSING, NURSES)
    for team in ("Housing", "Nurses"):
        await room.comes("open", team)
    for team in ("Housing", "Nurses"):
        await promises_of(room).make(T1, MARTIN, (await room.round(team)).id, act(), a_depot(DUE, BEN))
    await promises_of(room).make(T1, MARTIN, (await room.round("Nurses")).id, act(), a_depot(DUE, "U0NIA"))
    await chased(room, at(4, month=2))
    teams = {
        user: [item["teams"] for facts in listed(room, user) for item in facts["items"]] for user in (MARTIN, "U0NIA")
    }
    assert {user: sorted(found) for user, found in teams.items()} == {
        MARTIN: [["Housing"], ["Nurses"], ["Nurses"]],
        "U0NIA": [["Nurses"]],
    }


@pytest.mark.parametrize(("state", "messages"), [("finished", 1), ("paused", 0)])
async def test_a_campaign_that_is_over_closes_nothing(housing: Room, state: str, messages: int) -> None:
    """Once a campaign has ended its open promises stay open and are chased; while it is paused, nobody is asked."""
    await promised(housing, DUE)
    await becomes(housing, state)
    assert await chased(housing, at(28)) == messages
    assert [row.state for row in await all_promises(housing)] == ["open"]


async def test_on_each_database(any_room: Room) -> None:
    """Owner and sponsor hear of what is late on each kind of database."""
    await any_room.begins()
    await any_room.comes("open")
    await has_sponsor(any_room)
    await promised(any_room, DUE)
    assert await chased(any_room, at(4, month=2)) == 2
    assert (len(asked(any_room)), len(listed(any_room, SPONSOR))) == (1, 1)
