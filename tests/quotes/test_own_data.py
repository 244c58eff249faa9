"""What became of somebody's quote is in their own data and in their file, whole, until it is decided anew."""

from __future__ import annotations

import json

from bot.slack.blocks.voice import Voice
from bot.slack.views.my_data import my_data_view
from tests.conversation.room import T1, Room, read_texts
from tests.quotes.town import FACILITATOR, PEOPLE, READS, desk_of, only, week_of_quotes

REASON = "The forklift would tell who wrote this."
REPLY = "Everybody has a forklift."


async def file_of(room: Room) -> str:
    """The file that a person reads."""
    data = await room.enquiries.everything(T1, PEOPLE[0])
    return read_texts().render_plain("own/file_text", data, zone=data["zone"])


async def page_of(room: Room) -> str:
    """The page as it travels."""
    return json.dumps(my_data_view(await room.enquiries.my_data(T1, PEOPLE[0]), Voice(read_texts())).to_dict())


async def hidden(room: Room) -> str:
    """A week with one quote, which is hidden; its id."""
    await week_of_quotes(room)
    quote_id = (await only(room)).quote_id
    await desk_of(room).hide(T1, FACILITATOR, quote_id, REASON)
    return quote_id


async def test_the_file_says_how_a_quote_stands(housing: Room) -> None:
    """Not decided, released with the words that leaders read, and hidden with the reason; no word where no tick was."""
    await week_of_quotes(housing)
    assert "As a quote: not decided yet." in await file_of(housing)
    item = await only(housing)
    await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    said = await file_of(housing)
    assert "As a quote: released." in said
    assert READS in said
    await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, REASON)
    said = await file_of(housing)
    assert "As a quote: hidden by a facilitator" in said
    assert REASON in said
    await desk_of(housing).stop(T1, PEOPLE[0], (await housing.stored())[0].id)
    assert "As a quote" not in await file_of(housing)


async def test_the_reason_and_the_reply_stay_after_a_reply(housing: Room) -> None:
    """Whoever replied still finds both: on the page, in the file to read, and in the file for a program."""
    quote_id = await hidden(housing)
    await desk_of(housing).reply(T1, PEOPLE[0], quote_id, REPLY)
    (answer,) = (await housing.enquiries.everything(T1, PEOPLE[0]))["answers"]
    assert (answer["quoting"]["reason"], answer["quoting"]["reply"]) == (REASON, REPLY)
    for said in (await file_of(housing), await page_of(housing)):
        assert REASON in said
        assert REPLY in said
    item = await only(housing)
    await desk_of(housing).release(T1, FACILITATOR, quote_id, item.seen)
    assert REPLY not in await file_of(housing)


async def test_another_reads_none_of_it(housing: Room) -> None:
    """A colleague's file has neither the reason nor the reply."""
    quote_id = await hidden(housing)
    await desk_of(housing).reply(T1, PEOPLE[0], quote_id, REPLY)
    data = str(await housing.enquiries.everything(T1, PEOPLE[1]))
    assert REASON not in data
    assert REPLY not in data
