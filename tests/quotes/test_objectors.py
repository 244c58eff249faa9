"""Whoever objected to the use of their data is not quoted anew, whatever they let us quote before."""

from __future__ import annotations

import pytest

from bot.dialogues import own_events as own
from bot.errors import NotFound
from bot.quoting.looking import to_look_at
from tests.conversation.room import T1, Room
from tests.quotes.town import FACILITATOR, PEOPLE, READS, desk_of, in_digest, look, only, released, week_of_quotes

AUTHOR, OTHER, _ = PEOPLE


async def waiting(room: Room) -> int:
    """How many quotes wait, as a facilitator's Home tab counts them."""
    async with room.database.reading() as work:
        return await to_look_at(work, room.identities, T1, FACILITATOR)


async def test_words_of_somebody_who_objected_do_not_wait(housing: Room) -> None:
    """They are in no list and no count, whether or not somebody saw them before; others' words are."""
    await week_of_quotes(housing, words={AUTHOR: "Mine.", OTHER: "Another's."})
    await housing.hears(own.Objected, user=AUTHOR)
    assert [item.text for item in (await look(housing)).items] == ["Another's."]
    assert await waiting(housing) == 1
    await housing.hears(own.ObjectionTakenBack, user=AUTHOR)
    await housing.hears(own.Objected, user=OTHER)
    assert [item.text for item in (await look(housing)).items] == ["Mine."]
    assert await waiting(housing) == 1


async def test_a_list_that_was_open_before_releases_nothing(housing: Room) -> None:
    """Somebody who objects while a facilitator reads is not quoted by a button that was drawn before."""
    await week_of_quotes(housing)
    item = await only(housing)
    await housing.hears(own.Objected, user=AUTHOR)
    with pytest.raises(NotFound):
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    await housing.comes("digest")
    assert in_digest(housing) == []


async def test_what_is_released_can_still_be_hidden(housing: Room) -> None:
    """An objection stops what is to come: a released quote stays on the desk, so that it can be taken away."""
    await week_of_quotes(housing)
    await released(housing)
    await housing.hears(own.Objected, user=AUTHOR)
    item = await only(housing)
    assert (item.state, item.text) == ("released", READS)
    await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, "They objected.")
    assert (await look(housing)).items == ()


async def test_words_of_somebody_who_left_and_had_them_deleted_are_gone(housing: Room) -> None:
    """Neither a new look nor a button from before finds them."""
    await week_of_quotes(housing)
    item = await only(housing)
    campaign_id = (await housing.round()).campaign_id
    await housing.hears(own.CampaignLeft, user=AUTHOR, campaign_id=campaign_id, forget=True)
    with pytest.raises(NotFound):
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    assert (await look(housing)).items == ()
