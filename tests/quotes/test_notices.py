"""Who was to hear that their words are hidden hears nothing, or what holds now, once that is not so any more."""

from __future__ import annotations

import pytest

from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts
from tests.quotes.town import FACILITATOR, PEOPLE, desk_of, only, week_of_quotes

REASON = "The forklift would tell who wrote this."
DM = f"D{PEOPLE[0][1:]}"


async def hidden(room: Room, *, told: bool) -> None:
    """A week with one quote, which is hidden; `told`: its author has the message."""
    await week_of_quotes(room)
    assert await desk_of(room).hide(T1, FACILITATOR, (await only(room)).quote_id, REASON)
    if told:
        await morning(room)
        assert len(room.slack.said("quote/hidden", DM)) == 1


async def morning(room: Room) -> None:
    """The next working morning, when authors are told."""
    (row, *_) = await room.deliveries("quote/hidden")
    room.clock.move_to(max(row.due_at, room.clock.now()))
    await room.posts()


async def release(room: Room) -> None:
    """Release the one quote."""
    item = await only(room)
    await desk_of(room).release(T1, FACILITATOR, item.quote_id, item.seen)
    await room.posts()


async def goes(room: Room, how: str) -> None:
    """The author deletes or changes the answer, or takes the permission back."""
    (answer,) = [one for one in await room.stored() if one.quotable]
    match how:
        case "deleted":
            await room.withdraws(PEOPLE[0], answer)
        case "changed":
            await room.changes(PEOPLE[0], answer, "Other words.", "confidential", quotable=True, theme=answer.theme)
        case "taken back":
            await desk_of(room).stop(T1, PEOPLE[0], answer.id)
    await room.posts()


def stands(room: Room) -> str:
    """What the author reads in the message about it, with its buttons."""
    (facts,) = room.slack.said("quote/hidden", DM)
    said = compose("quote/hidden", facts, read_texts())
    assert "quote_reply" not in str(said.block_dicts())
    return said.text


async def test_hidden_and_released_before_the_morning_is_never_told(housing: Room) -> None:
    """The author of words that leaders can read is not told that they are hidden; hidden once more, they are."""
    await hidden(housing, told=False)
    await release(housing)
    await morning(housing)
    assert housing.slack.said("quote/hidden") == []
    await desk_of(housing).hide(T1, FACILITATOR, (await only(housing)).quote_id, REASON)
    housing.clock.move_to(max(row.due_at for row in await housing.deliveries("quote/hidden")))
    await housing.posts()
    (facts,) = housing.slack.said("quote/hidden", DM)
    assert REASON in compose("quote/hidden", facts, read_texts()).text


async def test_released_after_its_author_was_told_says_so(housing: Room) -> None:
    """The message that said hidden says that it may be quoted after all, without the reason and the reply button."""
    await hidden(housing, told=True)
    await release(housing)
    said = stands(housing)
    assert "it may be quoted now, without your name" in said
    assert REASON not in said


@pytest.mark.parametrize("how", ["deleted", "changed", "taken back"])
@pytest.mark.parametrize("told", [False, True])
async def test_gone_with_its_answer_there_is_nothing_to_tell(housing: Room, how: str, *, told: bool) -> None:
    """Not told yet, it is never told; told before, the message says it is over, and the reason is kept nowhere."""
    await hidden(housing, told=told)
    await goes(housing, how)
    await morning(housing)
    if told:
        assert "nothing left to do" in stands(housing)
    else:
        assert housing.slack.said("quote/hidden") == []
    async with housing.database.reading() as work:
        kept = [row.facts for row in await work.deliveries.all()]
        kept += [row.facts for row in await work.desired.all()]
    assert REASON not in str(kept)
