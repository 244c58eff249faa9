"""A quote that went stays away, though an older backup of the database is restored."""

from __future__ import annotations

import json

from bot.storage.models import Answer
from tests.conversation.room import T1, Room
from tests.quotes.town import PEOPLE, READS, WORDS, desk_of, in_digest, in_thread, released, week_of_quotes
from tests.retention.lives import found_in, rows_of
from tests.retention.test_deletions import Shop, ledger, shop, standing

__all__ = ["shop"]
OF_QUOTES = ("quotes", "digests", "deliveries", "desired_states")


async def quoted_week(shop: Shop) -> Room:
    """A week with a quote that is released before its digest goes out; then the database is copied."""
    room = shop.opens()
    await room.begins()
    await room.comes("open")
    await week_of_quotes(room)
    await released(room)
    await room.comes("digest")
    assert (in_digest(room), in_thread(room)) == ([READS], [[READS]])
    return await shop.backs_up()


async def theirs(room: Room) -> Answer:
    """The answer that is quoted."""
    return next(answer for answer in await room.stored() if answer.text == WORDS)


async def put_back(shop: Shop) -> Room:
    """The ledger is written, and the backup is put in the place of the database: the quote is there again."""
    assert await ledger(shop.rooms[-1], shop.file).write() == 1
    room = await shop.restores()
    assert found_in(await rows_of(room.database), [READS])[READS]
    return room


async def quoted_nowhere(room: Room) -> None:
    """After catching up no table has the quote, and no message of the coach shows it."""
    rows = await rows_of(room.database)
    assert found_in({table: rows[table] for table in OF_QUOTES}, [READS, "turns every idea down"]) == {}
    assert rows["quotes"] == []
    await room.posts()
    assert json.dumps(READS) not in standing(room)


async def test_the_quote_of_a_deleted_answer_goes_again(shop: Shop) -> None:
    """A restored backup shows no quote of an answer that was deleted since: not in the digest, nor in its thread."""
    room = await quoted_week(shop)
    await room.withdraws(PEOPLE[0], await theirs(room))
    room = await put_back(shop)
    assert await ledger(room, shop.file).catch_up() == 1
    await quoted_nowhere(room)
    assert found_in(await rows_of(room.database), [WORDS]) == {}


async def test_a_quote_whose_author_took_it_back_goes_again(shop: Shop) -> None:
    """Taken back from the receipt after the backup, nobody quotes the answer; its words stay its author's."""
    room = await quoted_week(shop)
    await desk_of(room).stop(T1, PEOPLE[0], (await theirs(room)).id)
    room = await put_back(shop)
    assert await ledger(room, shop.file).catch_up() == 1
    await quoted_nowhere(room)
    kept = await theirs(room)
    assert (kept.quotable, kept.mode, kept.person_code is None) == (False, "confidential", False)
    assert [answer.text for answer in (await room.enquiries.my_data(T1, PEOPLE[0])).answers] == [WORDS]


async def test_a_tick_taken_out_of_the_form_is_taken_out_again(shop: Shop) -> None:
    """Unticked in the form after the backup, the answer may not be quoted; a change that keeps the tick is no entry."""
    room = await quoted_week(shop)
    await room.changes(PEOPLE[0], await theirs(room), WORDS, "confidential", quotable=True)
    assert (await rows_of(room.database))["deletions"] == []
    await room.changes(PEOPLE[0], await theirs(room), WORDS, "confidential", quotable=False)
    room = await put_back(shop)
    assert await ledger(room, shop.file).catch_up() == 1
    await quoted_nowhere(room)
    assert not (await theirs(room)).quotable


async def test_who_allows_it_once_more_before_the_backup_is_quoted(shop: Shop) -> None:
    """A permission taken back and given again before the backup stays given: the database knows of both."""
    room = shop.opens()
    await room.begins()
    await room.comes("open")
    await week_of_quotes(room)
    for quotable in (False, True):
        await room.changes(PEOPLE[0], await theirs(room), WORDS, "confidential", quotable=quotable)
    assert await ledger(room, shop.file).write() == 1
    room = await shop.backs_up()
    room = await shop.restores()
    assert await ledger(room, shop.file).catch_up() == 0
    assert (await theirs(room)).quotable
