"""A question follows its author wherever it is repeated: digests, threads, leaders' messages, what the team hears."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.dialogues import own_events as own
from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts
from tests.questions.town import (
    AMINA,
    BEN,
    DEPOT,
    MARTIN,
    a_depot,
    a_while,
    act,
    answered,
    askers_of,
    desk_of,
    in_thread,
    only,
    promises_of,
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


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("kept", "*Promised by <@U0MARTIN>, and kept*: “A second depot.”"),
        ("dropped", "*Promised by <@U0MARTIN>, and dropped since*: “A second depot.”"),
        ("moved", "*Promised by <@U0MARTIN>, until Friday 5 February*: “A second depot.”"),
    ],
)
async def test_what_became_of_a_promise_is_told_on_the_monday(housing: Room, changed: str, says: str) -> None:
    """The team reads on Monday that a promise was kept, dropped or moved, and digest and form say it, too."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question_id = (await only(housing)).id
    await desk_of(housing).promise(T1, MARTIN, question_id, act(), a_depot(date(2027, 1, 29)))
    await _comes_to_be(housing, changed)
    await housing.comes("told_back")
    assert says in _monday(housing)
    ended = "" if changed == "moved" else changed
    assert (await desk_of(housing).look(T1, MARTIN, question_id)).became == ended
    (put,) = housing.slack.said("digest/leader")[-1]["questions"]["put"]
    assert (put["state"], put["became"]) == ("promised", ended)


async def test_it_follows_also_once_something_else_was_said(housing: Room) -> None:
    """Answered after a promise that is dropped later, the question says so of the promise, and of nothing else."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await desk_of(housing).promise(T1, MARTIN, (await only(housing)).id, act(), a_depot(date(2027, 1, 29)))
    await answered(housing, "thread")
    await _comes_to_be(housing, "dropped")
    await housing.comes("told_back")
    assert "*Promised by <@U0MARTIN>, and dropped since*: “A second depot.” *Answered by" in _monday(housing)
    assert (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).before == ()


@pytest.mark.parametrize(
    ("came", "changed", "says"),
    [
        ("agreed", "kept", "*Agreed with <@U0MARTIN>. <@U0MARTIN> has seen to it*"),
        ("more_work", "moved", "<@U0MARTIN> sees to it, until Friday 5 February*"),
        ("agreed", "dropped", "*Agreed with <@U0MARTIN>. What was to be done is dropped since*"),
    ],
)
async def test_what_was_to_be_done_after_a_talk_is_followed(housing: Room, came: str, changed: str, says: str) -> None:
    """What somebody saw to after a talk, or gave another day, or dropped, is never told as it was first."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    wanted = a_depot(date(2027, 1, 29))
    await desk_of(housing).settle(T1, MARTIN, (await only(housing)).id, act(), came, wanted, "A second depot.")
    await _comes_to_be(housing, changed)
    await housing.comes("told_back")
    assert says in _monday(housing)


async def test_an_earlier_question_says_its_week(housing: Room) -> None:
    """Under the heading of week 2, what was asked in week 1 says so; what is asked in week 2 does not."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await housing.week("open", "playback", "close", "digest", "told_back", week=2)
    assert f"• From week 1: “{DEPOT}”" in _monday(housing)


async def _comes_to_be(room: Room, changed: str) -> None:
    async with room.database.reading() as work:
        (promise,) = await work.promises.of_campaign((await only(room)).campaign_id)
    desk = promises_of(room)
    if changed == "kept":
        await desk.kept(T1, MARTIN, promise.id, act())
    elif changed == "dropped":
        await desk.drop(T1, MARTIN, promise.id, act(), "No money.")
    else:
        await desk.move(T1, MARTIN, promise.id, act(), date(2027, 2, 5), "The landlord is away.")
    await room.posts()


def _monday(room: Room) -> str:
    """What the team reads on the Monday."""
    return compose("told_back", room.slack.said("told_back")[-1], read_texts()).text
