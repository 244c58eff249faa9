"""Somebody's places are theirs: they see them, and give them back when they leave or object, for good."""

from __future__ import annotations

import pytest

from bot.campaigns.forgetting import Forgetting
from bot.campaigns.parts import CampaignParts
from bot.campaigns.shelf import PackShelf
from bot.clock import Clocks
from bot.dialogues import own_events as own
from bot.enquiries.everything import everything
from bot.enquiries.reading import Reading
from bot.ids import pair_of
from bot.retention.again import MAKE
from bot.settings import ROOT
from bot.storage.repositories.deletions import PLACE
from tests.conversation.room import T1, Room
from tests.meetings.town import FIRST, asked_and_offered, bookings_of, books, meetings, news, offered, states, times
from tests.questions.town import AMINA, BEN, CARYS, MARTIN, a_while, act


async def taken(room: Room, user: str) -> dict[str, object]:
    """All that is kept about somebody."""
    async with room.database.reading() as work:
        return await everything(work, Reading(room.identities, room.clock.now(), T1, user, ""))


async def test_it_is_seen_and_taken_out(housing: Room) -> None:
    """My data and the download hold one's own places, what was written about them, and nobody else's."""
    (first,) = await times(housing, await offered(housing, FIRST, places=1))
    await books(housing, AMINA, first)
    await bookings_of(housing).wait(T1, BEN, first.id, act())
    data = await taken(housing, BEN)
    place = {"time_id": first.id, "topic": "The depot", "at": "2027-02-02T10:00:00Z", "state": "waiting"}
    assert data["traces"]["places"] == [place]  # type: ignore[index]
    assert (await taken(housing, MARTIN))["traces"]["meetings"] == 1  # type: ignore[index]
    assert AMINA not in str(data)


async def test_what_was_written_to_them(housing: Room) -> None:
    """An offer that came to somebody by themselves is among the messages to them, and not to others."""
    await asked_and_offered(housing)
    await a_while(housing)
    kinds = [{row["kind"] for row in (await taken(housing, user))["messages_to_you"]} for user in (BEN, CARYS)]  # type: ignore[attr-defined]
    assert ["meeting/offer" in each for each in kinds] == [True, False]


@pytest.mark.parametrize("leaves", [True, False], ids=["left", "objected"])
async def test_who_goes_gives_it_back(housing: Room, leaves: bool) -> None:
    """Whoever waits has the place then, and it is noted that it was deleted."""
    (first,) = await times(housing, await offered(housing, FIRST, places=1))
    await books(housing, AMINA, first)
    await bookings_of(housing).wait(T1, BEN, first.id, act())
    if leaves:
        await housing.hears(own.CampaignLeft, user=AMINA, campaign_id=first.campaign_id)
    else:
        await housing.hears(own.Objected, user=AMINA)
    await housing.posts()
    assert (await states(housing, first), news(housing, BEN)) == ({BEN: "booked"}, ["moved_up"])
    async with housing.database.reading() as work:
        assert PLACE in {entry.kind for _, entry in await work.deletions.after(0, 100)}


async def test_a_restored_copy_loses_it_again(housing: Room) -> None:
    """What the ledger of deletions holds of a place deletes it again in a database in which it stands."""
    first, _ = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        code = housing.identities.codes(campaign.salt, T1, AMINA).meeting
        await MAKE[PLACE](work, housing.identities, pair_of(first.id, code), housing.clock.now())
        await work.commit()
    assert await states(housing, first) == {}


async def test_destroyed_links_take_places_along(housing: Room) -> None:
    """Once a finished campaign's links are destroyed, nothing says any more who came to its meetings."""
    first, _ = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.state = "finished"
        await work.commit()
    clocks = Clocks(campaign=housing.clock)
    parts = CampaignParts(housing.database, PackShelf(ROOT / "content" / "packs"), housing.identities, clocks)
    await Forgetting(parts, at_once=1).forget(campaign.id)
    assert await states(housing, first) == {}


async def test_the_rows_name_nobody(housing: Room) -> None:
    """No column of a place holds a Slack id that can be read, nor another of the person's codes."""
    first, _ = await times(housing, await asked_and_offered(housing))
    await books(housing, BEN, first)
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        (row,) = await work.meetings.bookings(first.id)
        codes = housing.identities.codes(campaign.salt, T1, BEN)
        asked = await work.questions.voters((await meetings(housing))[0].question_id or "")
    assert row.person_code == codes.meeting
    assert row.person_code not in {codes.answers, codes.votes, codes.asking, *asked}
    assert BEN not in {row.id, row.time_id, row.person_code, row.state}
