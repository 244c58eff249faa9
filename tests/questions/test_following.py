"""A question follows its author wherever it is repeated: digests, threads, leaders' messages, what the team hears."""

from __future__ import annotations

import json

from bot.dialogues import own_events as own
from tests.conversation.room import T1, Room
from tests.questions.town import (
    AMINA,
    BEN,
    DEPOT,
    MARTIN,
    a_while,
    act,
    answered,
    askers_of,
    desk_of,
    in_thread,
    only,
    records,
    week_of,
    written_back,
)

OTHER = "Why was the north depot closed?"


async def lived(room: Room, mode: str = "confidential") -> None:
    """A question is answered in the thread, its author writes back, and the team is told back."""
    await week_of(room, (AMINA, DEPOT, mode))
    await answered(room, "thread")
    await askers_of(room).reply(T1, AMINA, (await only(room)).id, act(), "And then?")
    await a_while(room)
    await room.comes("told_back")


def everywhere(room: Room) -> str:
    """Everything that stands in Slack."""
    return json.dumps([message.facts for message in room.slack.standing.values()])


async def test_a_change_is_followed(housing: Room) -> None:
    """New words stand in the place of the old ones, wherever they were repeated."""
    await lived(housing)
    (answer,) = await housing.stored()
    await housing.changes(AMINA, answer, OTHER, "confidential")
    await housing.posts()
    assert DEPOT not in everywhere(housing)
    assert in_thread(housing) == [[OTHER]]
    assert housing.slack.said("told_back")[-1]["questions"][0]["text"] == OTHER
    assert housing.slack.said("question/replies")[-1]["items"][0]["questions"][0]["text"] == OTHER


async def test_a_deletion_takes_all_of_it(housing: Room) -> None:
    """Deleted, it is gone from everywhere, with its record and what was written back about it."""
    await lived(housing)
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    assert DEPOT not in everywhere(housing)
    assert (in_thread(housing), written_back(housing), await records(housing)) == ([[]], [], [])
    assert housing.slack.said("told_back")[-1]["questions"] == []


async def test_a_name_that_is_taken_off(housing: Room) -> None:
    """Once the name is off, the question leaves what repeats it, as it leaves the digest."""
    await lived(housing, "named")
    (answer,) = await housing.stored()
    await housing.hears(own.NameTakenOff, user=AMINA, answer_id=answer.id)
    await housing.posts()
    assert (in_thread(housing), await records(housing)) == ([[]], [])
    assert AMINA not in json.dumps([dict(facts) for facts in housing.slack.said("digest/leader")])


async def test_links_that_were_destroyed(housing: Room) -> None:
    """After the forget switch nobody who asked in confidence is found: only the thread is offered."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.salt = None
        await work.commit()
    assert not (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).private
    await answered(housing, "thread")
    assert in_thread(housing) == [[DEPOT]]


async def test_what_was_settled_is_told_once(housing: Room) -> None:
    """On the next Monday the team hears of what waits still, and no more of what was settled before."""
    await week_of(housing, (AMINA, DEPOT, "confidential"), (BEN, "Who pays for it?", "named"))
    asked = next(answer.id for answer in await housing.stored() if answer.text == DEPOT)
    first = next(row for row in await records(housing) if row.answer_id == asked)
    await desk_of(housing).answer(T1, MARTIN, first.id, act(), "The lease ran out.", "thread")
    await housing.comes("told_back")
    await housing.week("open", "playback", "close", "digest", "told_back", week=2)
    one, two = housing.slack.said("told_back")
    assert {item["state"] for item in one["questions"]} == {"answered", "waiting"}
    assert [(item["text"], item["state"]) for item in two["questions"]] == [("Who pays for it?", "waiting")]
