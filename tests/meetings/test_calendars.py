"""Whose calendar hears of what: of a place that is taken, moved, given back, called off or passed on."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.files import INVITATION
from bot.storage.own_data_models import FileWaiting
from bot.storage.unit_of_work import UnitOfWork
from tests.conversation.room import T1, Room
from tests.meetings.town import FIRST, asked_and_offered, bookings_of, books, gives_back, offered, offers_of, times
from tests.questions.town import AMINA, BEN, CARYS, DEV, MARTIN, act


async def on_their_way(room: Room) -> list[tuple[str, str, bool]]:
    """The files for calendars that wait: to whom, about which time, and whether one is held back."""
    async with room.database.unit_of_work() as work:
        rows = [row.body for user in (AMINA, BEN, CARYS, DEV, MARTIN) for row in await _of(work, user)]
        await work.rollback()
    return [(body["to"], body["time"], bool(body["from"])) for body in rows]


async def _of(work: UnitOfWork, user: str) -> list[FileWaiting]:
    return [row for row in await work.files.of_person(T1, user) if row.body["kind"] == INVITATION]


async def forget(room: Room) -> None:
    """Every file that waits has come."""
    async with room.database.unit_of_work() as work:
        for user in (AMINA, BEN, CARYS, DEV):
            for row in await _of(work, user):
                await work.files.replace(row)
        await work.commit()


async def test_who_takes_a_place_gets_it_and_who_waits_does_not(housing: Room) -> None:
    """Two places: two people hear of theirs, whoever waits hears nothing, and nobody hears twice."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    for user in (BEN, CARYS):
        await books(housing, user, time)
    await bookings_of(housing).wait(T1, DEV, time.id, act())
    await books(housing, BEN, time)
    assert await on_their_way(housing) == [(BEN, time.id, False), (CARYS, time.id, False)]


async def test_given_back_it_leaves_one_calendar_and_comes_into_another(housing: Room) -> None:
    """Whoever gave it back, and whoever moves up, hear of it; the other place is as it was."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    for user in (BEN, CARYS):
        await books(housing, user, time)
    await bookings_of(housing).wait(T1, DEV, time.id, act())
    await forget(housing)
    await gives_back(housing, BEN, time)
    assert await on_their_way(housing) == [(BEN, time.id, False), (DEV, time.id, False)]


async def test_another_time_is_two_entries(housing: Room) -> None:
    """Who takes another time hears that the first is gone and the second is theirs."""
    meeting = await offered(housing)
    first, second = await times(housing, meeting)
    await books(housing, BEN, first)
    await forget(housing)
    await books(housing, BEN, second)
    assert {time for _, time, _ in await on_their_way(housing)} == {first.id, second.id}


async def test_called_off_all_who_had_a_place_hear_of_it(housing: Room) -> None:
    """The leader calls it off: both calendars hear it."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    for user in (BEN, CARYS):
        await books(housing, user, time)
    await forget(housing)
    await offers_of(housing).call_off(T1, MARTIN, time.id, act())
    assert [user for user, _, _ in await on_their_way(housing)] == [BEN, CARYS]


async def test_passed_on_it_goes_from_one_to_the_other(housing: Room) -> None:
    """A colleague who is sent gets the entry, and whoever sent them loses it."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    await books(housing, BEN, time)
    await forget(housing)
    await bookings_of(housing).send(T1, BEN, time.id, act(), CARYS)
    assert [user for user, _, _ in await on_their_way(housing)] == [BEN, CARYS]


async def test_what_others_did_comes_after_a_while_where_nobody_may_know_who_asked(housing: Room) -> None:
    """Among those who raised a question one's own place comes at once; what the leader changed is held back."""
    meeting = await asked_and_offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    await books(housing, BEN, time)
    assert await on_their_way(housing) == [(BEN, time.id, False)]
    await forget(housing)
    housing.clock.advance(timedelta(minutes=30))
    await offers_of(housing).call_off(T1, MARTIN, time.id, act())
    assert await on_their_way(housing) == [(BEN, time.id, True)]


async def test_sent_twice_one_file_is_on_its_way(housing: Room) -> None:
    """The same tap twice takes one place, and one calendar hears of it once."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    tap = act()
    for _ in range(2):
        await bookings_of(housing).book(T1, BEN, time.id, tap)
    assert len(await on_their_way(housing)) == 1
