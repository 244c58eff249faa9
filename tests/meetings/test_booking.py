"""Places: taken by whoever comes first, waited for, given back, and passed on to a colleague."""

from __future__ import annotations

import asyncio

import pytest

from bot.dialogues import own_events as own
from bot.errors import AskAgain, FieldProblem, NotFound, NotInTeam
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.meetings.town import (
    FIRST,
    asked_and_offered,
    bookings_of,
    books,
    card,
    gives_back,
    news,
    offer_seen,
    offered,
    places,
    states,
    times,
)
from tests.questions.town import AMINA, BEN, CARYS, DEV, MARTIN, a_while, act


async def test_a_place_is_taken(housing: Room) -> None:
    """Who taps a time has a place; the team reads how many are left, the leader how many are taken, nobody whose."""
    meeting = await offered(housing)
    first, second = await times(housing, meeting)
    assert await books(housing, AMINA, first) == "booked"
    assert await books(housing, AMINA, first) == "has"
    assert await states(housing, first) == {AMINA: "booked"}
    assert [time["left"] for time in offer_seen(housing)["times"]] == [1, 2]
    assert [time["taken"] for time in card(housing)["times"]] == [1, 0]
    assert [time.state for time in await times(housing, meeting)] == ["settled", "open"]
    assert AMINA not in str(offer_seen(housing)) + str(card(housing))
    assert await places(housing, second) == []


@pytest.mark.both_databases
async def test_two_at_once(any_room: Room) -> None:
    """Of people who take the last place at one moment, one has it; the others hear kindly that it is full."""
    await any_room.begins()
    await any_room.comes("open")
    meeting = await offered(any_room, places=1)
    first, second = await times(any_room, meeting)
    desk = bookings_of(any_room)
    came = await asyncio.gather(*(desk.book(T1, user, first.id, act()) for user in (AMINA, BEN, CARYS, DEV)))
    assert sorted(each["what"] for each in came) == ["booked", "full", "full", "full"]
    assert len(await places(any_room, first)) == 1
    offered_instead = next(each["others"] for each in came if each["what"] == "full")
    assert [each["id"] for each in offered_instead] == [second.id]


@pytest.mark.both_databases
async def test_the_waiting_list(any_room: Room) -> None:
    """Who waits first has the place that is given back, and hears of it in private."""
    await any_room.begins()
    await any_room.comes("open")
    meeting = await offered(any_room, FIRST, places=1)
    (first,) = await times(any_room, meeting)
    assert await books(any_room, AMINA, first) == "booked"
    for user in (BEN, CARYS):
        assert (await bookings_of(any_room).wait(T1, user, first.id, act()))["what"] == "waits"
    assert await books(any_room, BEN, first) == "waits"
    assert await gives_back(any_room, AMINA, first) == "given_back"
    assert await states(any_room, first) == {BEN: "booked", CARYS: "waiting"}
    assert [news(any_room, user) for user in (AMINA, BEN, CARYS)] == [[], ["moved_up"], []]


async def test_another_time(housing: Room) -> None:
    """Who takes another time gives the first one back, to whoever waits for it."""
    first, second = await times(housing, await offered(housing, places=1))
    await books(housing, AMINA, first)
    await bookings_of(housing).wait(T1, BEN, first.id, act())
    assert await books(housing, AMINA, second) == "moved"
    assert (await states(housing, first), await states(housing, second)) == ({BEN: "booked"}, {AMINA: "booked"})


async def test_who_has_left_the_team_gives_it_back(housing: Room) -> None:
    """A place can be given back by whoever has it, though they are not in the channel any more."""
    first, _ = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    await housing.sees("C0HOUSING", BEN, CARYS, DEV, MARTIN)
    assert await gives_back(housing, AMINA, first) == "given_back"
    with pytest.raises(NotInTeam):
        await gives_back(housing, AMINA, first)


async def test_a_colleague_is_sent(housing: Room) -> None:
    """The place passes to the colleague, who hears of it and not from whom; they may decline, and the next one moves
    up."""
    first, _ = await times(housing, await offered(housing, places=1))
    await books(housing, AMINA, first)
    await bookings_of(housing).wait(T1, DEV, first.id, act())
    assert (await bookings_of(housing).send(T1, AMINA, first.id, act(), BEN))["what"] == "sent"
    await housing.posts()
    assert (news(housing, BEN), await states(housing, first)) == (["passed"], {BEN: "booked", DEV: "waiting"})
    assert AMINA not in str(housing.slack.said("meeting/news"))
    assert await gives_back(housing, BEN, first) == "given_back"
    assert await states(housing, first) == {DEV: "booked"}


async def test_whom_a_place_cannot_pass_to(housing: Room) -> None:
    """Nobody outside the team, oneself or the leader; and only a place that one has."""
    first, _ = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    for colleague in ("U0STRANGER", AMINA, MARTIN, ""):
        with pytest.raises(FieldProblem):
            await bookings_of(housing).send(T1, AMINA, first.id, act(), colleague)
    with pytest.raises(AskAgain):
        await bookings_of(housing).send(T1, CARYS, first.id, act(), BEN)


async def test_sending_tells_nothing_of_the_colleague(housing: Room) -> None:
    """Whether a colleague has a place already, or objected, is told by nothing; the place goes to whoever waits."""
    first, _ = await times(housing, await offered(housing))
    for user in (AMINA, BEN):
        await books(housing, user, first)
    await bookings_of(housing).wait(T1, CARYS, first.id, act())
    assert (await bookings_of(housing).send(T1, AMINA, first.id, act(), BEN))["what"] == "sent"
    assert await states(housing, first) == {BEN: "booked", CARYS: "booked"}
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, DEV, housing.clock.now())
        await work.commit()
    assert (await bookings_of(housing).send(T1, BEN, first.id, act(), DEV))["what"] == "sent"
    assert await states(housing, first) == {CARYS: "booked"}


async def test_strangers(housing: Room) -> None:
    """Who is not in the team cannot book; in another workspace there is no such meeting; the leader has a place."""
    meeting = await offered(housing)
    first, _ = await times(housing, meeting)
    desk = bookings_of(housing)
    with pytest.raises(NotInTeam):
        await desk.book(T1, "U0STRANGER", first.id, act())
    with pytest.raises(NotFound):
        await desk.book("T0OTHER", AMINA, first.id, act())
    with pytest.raises(NotFound):
        await desk.mine("T0OTHER", AMINA, meeting.id)
    with pytest.raises(AskAgain):
        await desk.book(T1, MARTIN, first.id, act())
    with pytest.raises(NotFound):
        await desk.book(T1, AMINA, "no such time", act())


async def test_a_strangers_tap_on_what_was_raised(housing: Room) -> None:
    """Where a meeting is for those who raised a question, a colleague hears what anybody hears of one that is gone."""
    meeting = await asked_and_offered(housing)
    first, _ = await times(housing, meeting)
    desk, heard = bookings_of(housing), set()
    for time_id in (first.id, "no such time"):
        for user in (CARYS, "U0STRANGER", MARTIN):
            with pytest.raises(NotFound) as refused:
                await desk.book(T1, user, time_id, act())
            heard.add(refused.value.sentence)
    assert len(heard) == 1
    assert [await books(housing, user, first) for user in (AMINA, BEN)] == ["booked", "booked"]


async def test_what_was_raised_is_offered_by_themselves(housing: Room) -> None:
    """Those who raised it are written to after a while, the thread says nothing, and the ledger names nobody."""
    await asked_and_offered(housing)
    assert housing.slack.said("meeting/offer") == []
    await a_while(housing)
    shown = [len(housing.slack.said("meeting/offer", f"D{user[1:]}")) for user in (AMINA, BEN, CARYS, DEV, MARTIN)]
    assert shown == [1, 1, 0, 0, 0]
    rows = await housing.deliveries("meeting/offer")
    assert not {AMINA, BEN} & {value for row in rows for value in (row.recipient, row.channel)}


async def test_a_leader_reads_no_small_number(housing: Room) -> None:
    """Of those who raised something a leader hears some, or k or more, after a while; the card counts nobody."""
    first, _ = await times(housing, await asked_and_offered(housing, voters=(BEN, CARYS), places=5))
    before = card(housing)
    for user in (AMINA, BEN):
        await books(housing, user, first)
    assert (card(housing), news(housing, MARTIN)) == (before, [])
    await a_while(housing)
    assert news(housing, MARTIN) == ["band_some"]
    await books(housing, CARYS, first)
    await a_while(housing)
    assert (card(housing), news(housing, MARTIN)) == (before, ["band_some", "band_many"])
    assert {time["taken"] for time in card(housing)["times"]} == {None}
    assert offer_seen(housing, "D0AMINA")["times"][0]["left"] is None


async def test_what_a_leader_hears_is_the_last_of_it(housing: Room) -> None:
    """Who takes a place and gives it back within the wait is never heard of; who does so later is."""
    first, _ = await times(housing, await asked_and_offered(housing))
    await books(housing, AMINA, first)
    await gives_back(housing, AMINA, first)
    await a_while(housing)
    assert news(housing, MARTIN) == []
    await books(housing, AMINA, first)
    await a_while(housing)
    await gives_back(housing, AMINA, first)
    await a_while(housing)
    assert news(housing, MARTIN) == ["band_some", "band_none"]


async def test_who_left_or_objected(housing: Room) -> None:
    """Nothing new is kept from them."""
    first, _ = await times(housing, await offered(housing))
    campaign_id = first.campaign_id
    await housing.hears(own.CampaignLeft, user=AMINA, campaign_id=campaign_id)
    await housing.hears(own.Objected, user=BEN)
    for user in (AMINA, BEN):
        with pytest.raises(AskAgain):
            await books(housing, user, first)


async def test_another_team(room: Room) -> None:
    """Somebody of another team of the campaign has no place at this one's meeting."""
    await room.begins(HOUSING, Cast("C0CLEANING", ("U0GWEN", "U0NIA"), ("U0NIA",), "Cleaning"))
    await room.comes("open")
    first, _ = await times(room, await offered(room))
    with pytest.raises(NotInTeam):
        await books(room, "U0GWEN", first)
