"""What the author of a quote hears and may do: the reason, a reply, and taking the permission back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.ids import delivery_id
from bot.slack.blocks.compose import compose
from bot.storage.models import Delivery
from tests.conversation.room import T1, Room, read_texts
from tests.quotes.town import FACILITATOR, PEOPLE, READS, WORDS, desk_of, look, only, week_of_quotes

REASON = "The forklift would tell who wrote this."


async def notices(room: Room) -> list[Delivery]:
    """What authors are told about hidden quotes."""
    async with room.database.reading() as work:
        return [row for row in await work.deliveries.all() if row.utterance == "quote/hidden"]


async def hidden(room: Room) -> str:
    """Hide the one quote; its id."""
    item = await only(room)
    assert await desk_of(room).hide(T1, FACILITATOR, item.quote_id, REASON)
    return item.quote_id


async def test_its_author_hears_why_the_next_working_morning(housing: Room) -> None:
    """On Friday at ten, to the author alone, with the reason and without a word of the quote."""
    await week_of_quotes(housing)
    await hidden(housing)
    await housing.posts()
    assert housing.slack.said("quote/hidden") == []
    (row,) = await notices(housing)
    assert row.due_at.isoformat() == "2027-01-15T10:00:00+00:00"
    assert (row.address, row.recipient == row.address) == (PEOPLE[0], False)
    housing.clock.move_to(row.due_at)
    await housing.posts()
    (facts,) = housing.slack.said("quote/hidden", f"D{PEOPLE[0][1:]}")
    said = compose("quote/hidden", facts, read_texts())
    assert REASON in said.text
    assert "idea" not in str(said.block_dicts())
    assert "facilitator" in said.text


async def test_the_author_replies_without_a_name_and_it_is_looked_at_again(housing: Room) -> None:
    """The reply stands beside the quote, redacted; released then, it is in the digest and the reply is gone."""
    await week_of_quotes(housing)
    quote_id = await hidden(housing)
    await desk_of(housing).reply(T1, PEOPLE[0], quote_id, "Siân knows. Everybody has a forklift.")
    item = await only(housing)
    assert (item.state, item.reason, item.reply) == ("waiting", REASON, "[name] knows. Everybody has a forklift.")
    assert not any(person in str(item) for person in PEOPLE)
    await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    assert ((await only(housing)).state, (await only(housing)).reply) == ("released", "")


async def test_hidden_again_is_told_again(housing: Room) -> None:
    """Each hiding is told once: hidden, replied to and hidden again makes two notices."""
    await week_of_quotes(housing)
    quote_id = await hidden(housing)
    await desk_of(housing).reply(T1, PEOPLE[0], quote_id, "Please look again.")
    await hidden(housing)
    assert len({row.id for row in await notices(housing)}) == 2


async def test_only_its_author_replies_and_once(housing: Room) -> None:
    """Another's reply, a second one, an empty one and one to nothing are refused."""
    await week_of_quotes(housing)
    quote_id = await hidden(housing)
    desk = desk_of(housing)
    with pytest.raises(NotAllowed):
        await desk.reply(T1, PEOPLE[1], quote_id, "Me!")
    with pytest.raises(FieldProblem):
        await desk.reply(T1, PEOPLE[0], quote_id, "  ")
    with pytest.raises(NotFound):
        await desk.reply("T0OTHER", PEOPLE[0], quote_id, "Hello.")
    await desk.reply(T1, PEOPLE[0], quote_id, "Please look again.")
    with pytest.raises(AskAgain):
        await desk.reply(T1, PEOPLE[0], quote_id, "And again.")


async def test_hiding_needs_a_reason(housing: Room) -> None:
    """Nobody's words are put away without a word why."""
    await week_of_quotes(housing)
    with pytest.raises(FieldProblem):
        await desk_of(housing).hide(T1, FACILITATOR, (await only(housing)).quote_id, " ")
    assert (await only(housing)).state == "waiting"


async def test_who_cannot_be_told_is_not(housing: Room) -> None:
    """An Unlinked author, and one whose coded links were destroyed: no notice is written, and the facilitator knows."""
    await week_of_quotes(housing, mode="unlinked")
    item = await only(housing)
    assert not await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, REASON)
    assert await notices(housing) == []


async def test_once_links_are_destroyed_nobody_is_told(housing: Room) -> None:
    """Without the salt nobody can find the author of a quote, and so nobody writes to them."""
    await week_of_quotes(housing)
    async with housing.database.unit_of_work() as work:
        campaign = await work.campaigns.lock((await housing.round()).campaign_id)
        assert campaign is not None
        campaign.salt = None
        await work.commit()
    item = await only(housing)
    assert not await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, REASON)
    assert await notices(housing) == []


async def test_the_permission_is_taken_back_by_its_author_alone(housing: Room) -> None:
    """Another person is refused; the author's receipt says afterwards that it is not quoted; twice does no harm."""
    await week_of_quotes(housing)
    answer = next(one for one in await housing.stored() if one.quotable)
    with pytest.raises(NotAllowed):
        await desk_of(housing).stop(T1, PEOPLE[1], answer.id)
    with pytest.raises(NotFound):
        await desk_of(housing).stop("T0OTHER", PEOPLE[0], answer.id)
    for _ in range(2):
        await desk_of(housing).stop(T1, PEOPLE[0], answer.id)
    assert (await look(housing)).items == ()
    (kept,) = [one for one in await housing.stored() if one.id == answer.id]
    assert (kept.text, kept.quotable, kept.person_code) == (WORDS, False, answer.person_code)
    async with housing.database.reading() as work:
        receipt = await work.desired.get(f"message/{delivery_id(f'receipt/{answer.id}')}")
    assert receipt is not None
    assert "We will not quote it" in compose(receipt.utterance or "", receipt.facts, read_texts()).text


async def test_own_data_says_what_became_of_it(housing: Room) -> None:
    """Yes, released as it reads, hidden with the reason; no without a tick; and nothing for what is never quoted."""
    await week_of_quotes(housing)

    async def quoting() -> list[tuple[bool, str, str, str] | None]:
        data = await housing.enquiries.my_data(T1, PEOPLE[0])
        seen = [one.quoting for one in data.answers]
        return [(one.allowed, one.state, one.text, one.reason) if one else None for one in seen]

    assert await quoting() == [(True, "", "", "")]
    item = await only(housing)
    await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    assert await quoting() == [(True, "released", READS, "")]
    await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, REASON)
    assert await quoting() == [(True, "hidden", READS, REASON)]
    housing.clock.advance(timedelta(seconds=1))
    await desk_of(housing).stop(T1, PEOPLE[0], (await housing.stored())[0].id)
    assert await quoting() == [(False, "", "", "")]
