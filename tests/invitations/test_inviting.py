"""A place at a meeting comes as a file: once a change, to its owner alone, and with the newest of what is so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.delivery.files import INSTEAD, INVITATION
from bot.insight.invitations import uid_of
from tests.conversation.room import T1, Room
from tests.invitations.town import (
    AMINA,
    BEN,
    MONDAY,
    TIME,
    Shelf,
    books,
    changes,
    gives_back,
    offered,
    sent,
    waiting,
)

UID = uid_of(TIME)


async def test_a_place_comes_once_to_its_owner(any_room: Room) -> None:
    """Whoever books gets one file to put the time into a calendar; nobody else gets one, and none waits."""
    await any_room.begins()
    shelf = Shelf()
    await offered(any_room, AMINA)
    assert await sent(any_room, shelf) == 1
    assert await sent(any_room, shelf) == 0
    assert shelf.got(AMINA) == [("PUBLISH", UID, 0)]
    assert "For your calendar" in shelf.words(AMINA)[0]
    assert shelf.got(BEN) == []
    assert await waiting(any_room) == 0


async def test_a_change_has_the_same_uid(housing: Room) -> None:
    """A changed time comes to each who has a place, with the same UID and the next SEQUENCE."""
    shelf = Shelf()
    await offered(housing, AMINA, BEN)
    await sent(housing, shelf)
    await changes(housing, [AMINA, BEN], starts_at=MONDAY + timedelta(hours=1))
    await sent(housing, shelf)
    for user in (AMINA, BEN):
        assert shelf.got(user) == [("PUBLISH", UID, 0), ("PUBLISH", UID, 1)]
        assert "new about your meeting" in shelf.words(user)[1]


async def test_two_changes_at_once_are_one_file(housing: Room) -> None:
    """What changes while a file waits comes as one file, with the newest SEQUENCE."""
    shelf = Shelf()
    await offered(housing, AMINA)
    await changes(housing, [AMINA], minutes=30)
    await changes(housing, [AMINA], minutes=60)
    assert await sent(housing, shelf) == 1
    assert shelf.got(AMINA) == [("PUBLISH", UID, 2)]


async def test_a_file_on_its_way_is_left_alone(housing: Room) -> None:
    """A change that comes while a file is being made is another file, as that one may say the old."""
    shelf = Shelf()
    await offered(housing, AMINA)
    async with housing.database.unit_of_work() as work:
        (row,) = await work.files.of_person(T1, AMINA)
        now = MONDAY - timedelta(days=9)
        assert await work.files.claim(row.id, now, now + timedelta(seconds=30))
        await work.commit()
    await changes(housing, [AMINA])
    assert await waiting(housing) == 2
    await sent(housing, shelf)
    assert ("PUBLISH", UID, 1) in shelf.got(AMINA)


async def test_a_place_given_back_is_taken_out(housing: Room) -> None:
    """Whoever gives a place back is sent what takes the entry out, though no row says any more that they had one."""
    shelf = Shelf()
    await offered(housing, AMINA, BEN)
    await sent(housing, shelf)
    await gives_back(housing, AMINA)
    await sent(housing, shelf)
    assert shelf.got(AMINA)[1:] == [("CANCEL", UID, 0)]
    assert "no place at this meeting any more" in shelf.words(AMINA)[1]
    assert len(shelf.got(BEN)) == 1


async def test_a_time_called_off_is_taken_out(housing: Room) -> None:
    """All who had a place are sent what takes the entry out."""
    shelf = Shelf()
    await offered(housing, AMINA, BEN)
    await sent(housing, shelf)
    await changes(housing, [AMINA, BEN], state="called_off")
    await sent(housing, shelf)
    assert [shelf.got(user)[1] for user in (AMINA, BEN)] == [("CANCEL", UID, 1)] * 2
    assert "called off" in shelf.words(AMINA)[1]


async def test_who_waits_has_no_place(housing: Room) -> None:
    """Somebody on the waiting list is sent no entry for a calendar."""
    shelf = Shelf()
    await offered(housing)
    await books(housing, AMINA, "waiting")
    await sent(housing, shelf)
    assert [method for method, _, _ in shelf.got(AMINA)] == ["CANCEL"]


async def test_it_is_held_back_where_the_moment_would_tell(housing: Room) -> None:
    """A file that is to wait stays until its moment, and comes then."""
    shelf = Shelf()
    await offered(housing, AMINA)
    await sent(housing, shelf)
    await changes(housing, [AMINA], not_before=housing.clock.now() + timedelta(minutes=6))
    assert await sent(housing, shelf) == 0
    housing.clock.advance(timedelta(minutes=7))
    async with housing.database.unit_of_work() as work:
        (row,) = await work.files.of_person(T1, AMINA)
        row.retry_at = None
        await work.commit()
    assert await sent(housing, shelf) == 1


async def test_nothing_comes_of_what_is_over(housing: Room) -> None:
    """Of a time that is over no file is sent, and the wish is forgotten."""
    shelf = Shelf()
    await offered(housing, AMINA)
    housing.clock.move_to(MONDAY)
    await sent(housing, shelf)
    assert shelf.shown == []
    assert await waiting(housing) == 0


async def test_who_cannot_be_sent_it_is_told(housing: Room) -> None:
    """Where Slack refuses files, its owner is told once to look at the calendar, and the ledger does not show who."""
    await offered(housing, AMINA)
    await sent(housing, Shelf(refuses=True))
    await housing.posts()
    (said,) = housing.slack.said("trouble", f"D{AMINA[1:]}")
    assert said["sentence"] == INSTEAD[INVITATION]
    assert await waiting(housing) == 0
    (row,) = await housing.deliveries("trouble")
    assert AMINA not in {row.recipient, row.channel}


async def test_the_row_tells_nothing(housing: Room) -> None:
    """Whoever reads the table of files sees neither who is invited nor to what."""
    await offered(housing, AMINA)
    async with housing.database.reading() as work:
        rows = (await work.session.execute(text("SELECT * FROM files_waiting"))).mappings().all()
    assert len(rows) == 1
    seen = " ".join(str(value) for value in rows[0].values())
    assert not [word for word in (AMINA, TIME, "meeting-1", "depot") if word in seen]
