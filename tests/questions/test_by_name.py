"""Meeting by name: an act of its own, to exactly those who were shown, and taken back wherever the name stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.dialogues import own_events as own
from bot.enquiries.everything import everything
from bot.enquiries.reading import Reading
from bot.errors import AskAgain, FieldProblem, NotAllowed
from bot.retention.again import MAKE
from bot.storage.repositories.deletions import NAME_GIVEN
from tests.conversation.room import T1, Room
from tests.questions.ladder_town import asks, brought, items, ladder_of, named, put, with_leader
from tests.questions.town import AMINA, BEN, DEPOT, MARTIN, a_while, act, desk_of, only, week_of


async def test_a_name_is_given(housing: Room) -> None:
    """The leader gets name and question some minutes later, and reads the name beside the question, once."""
    answer_id = await asks(housing, "by_name")
    assert AMINA not in with_leader(housing)
    assert await named(housing, answer_id)
    assert not await named(housing, answer_id)
    await housing.posts()
    assert AMINA not in with_leader(housing)
    assert (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).by_name is None
    await a_while(housing)
    (item,) = items(housing, "question/by_name", MARTIN)
    assert (item["user"], [each["text"] for each in item["questions"]]) == (AMINA, [DEPOT])
    found = await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)
    assert (found.by_name, found.author) == (AMINA, None)
    assert AMINA not in str(put(housing))


async def test_nothing_is_shared_without_the_tick_or_with_others(housing: Room) -> None:
    """No tick, other leaders than were shown, a Named question, somebody else's: nothing is kept or sent."""
    answer_id = await asks(housing, "by_name")
    desk = ladder_of(housing)
    with pytest.raises(FieldProblem):
        await desk.give_name(T1, AMINA, answer_id, act(), (MARTIN,), agreed=False)
    for shown in ((), ("U0NIA",), (MARTIN, "U0NIA")):
        with pytest.raises(AskAgain):
            await desk.give_name(T1, AMINA, answer_id, act(), shown, agreed=True)
    with pytest.raises(NotAllowed):
        await named(housing, answer_id, BEN)
    await a_while(housing)
    assert housing.slack.said("question/by_name") == []
    async with housing.database.reading() as work:
        assert await work.ladder.names_of((await only(housing)).campaign_id) == []


async def test_a_named_question_has_nothing_to_give(housing: Room) -> None:
    """Its name is there already; who would like to meet is told no further step."""
    answer_id = await asks(housing, "by_name", "named")
    with pytest.raises(AskAgain):
        await named(housing, answer_id)
    assert items(housing, "question/next", AMINA) == []


async def test_not_before_leaders_have_it(housing: Room) -> None:
    """In the open week nobody's name can go out: the question itself may never come to leaders."""
    await housing.answers(AMINA, DEPOT, question="to_leaders", wish="by_name")
    (answer,) = await housing.stored()
    with pytest.raises(AskAgain):
        await named(housing, answer.id)


async def by_button(room: Room, answer_id: str) -> None:
    """She takes it back."""
    assert await ladder_of(room).take_name_back(T1, AMINA, answer_id, act())
    assert not await ladder_of(room).take_name_back(T1, AMINA, answer_id, act())


async def by_another_way(room: Room, answer_id: str) -> None:
    """She chooses another way."""
    await ladder_of(room).choose(T1, AMINA, answer_id, act(), "writing", "")


async def by_deleting(room: Room, answer_id: str) -> None:
    """She deletes the question."""
    (answer,) = await room.stored()
    await room.withdraws(AMINA, answer)


async def by_leaving(room: Room, answer_id: str) -> None:
    """She leaves, and keeps what she said."""
    campaign_id = (await only(room)).campaign_id
    await room.hears(own.CampaignLeft, user=AMINA, campaign_id=campaign_id, forget=False)


async def by_objecting(room: Room, answer_id: str) -> None:
    """She objects to the use of her data."""
    await room.hears(own.Objected, user=AMINA)


WAYS_BACK = [by_button, by_another_way, by_deleting, by_leaving, by_objecting]


@pytest.mark.parametrize("back", WAYS_BACK)
@pytest.mark.parametrize("sent", [True, False])
async def test_a_name_is_taken_back(housing: Room, back: Callable[[Room, str], Awaitable[None]], sent: bool) -> None:
    """Whichever way: what stands is shown no more, what waits never leaves, and the question shows no name."""
    answer_id = await asks(housing, "by_name")
    await named(housing, answer_id)
    if sent:
        await a_while(housing)
        assert AMINA in with_leader(housing)
    await back(housing, answer_id)
    await a_while(housing)
    assert AMINA not in with_leader(housing)
    assert len(housing.slack.said("question/by_name")) == sent
    if back is not by_deleting:
        assert (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).by_name is None


async def test_what_was_shared_is_theirs(housing: Room) -> None:
    """My data says to whom a name went and until when, to its owner alone."""
    answer_id = await asks(housing, "by_name")
    await named(housing, answer_id)
    await a_while(housing)
    await by_button(housing, answer_id)
    async with housing.database.reading() as work:
        mine = await everything(work, Reading(housing.identities, housing.clock.now(), T1, AMINA, ""))
        bens = await everything(work, Reading(housing.identities, housing.clock.now(), T1, BEN, ""))
    (answer,) = mine["answers"]
    (name,) = answer["wish"]["names"]
    assert (answer["wish"]["way"], name["leaders"], name["until"] is not None) == ("by_name", [MARTIN], True)
    assert "by_name" not in str(bens)


async def test_speaking_is_in_ones_data_and_ends_with_leaving(housing: Room) -> None:
    """Who was asked to speak finds it in My data; when they leave, leaders read their name no more."""
    await asks(housing, "representative", speaker=BEN)
    question = await only(housing)
    await ladder_of(housing).speak(T1, BEN, question.id, act(), yes=True)
    await brought(housing)
    assert put(housing)["speaker"] == BEN
    async with housing.database.reading() as work:
        bens = await everything(work, Reading(housing.identities, housing.clock.now(), T1, BEN, ""))
    assert (bens["traces"]["spoken_for"], AMINA in str(bens)) == (1, False)
    await housing.hears(own.CampaignLeft, user=BEN, campaign_id=question.campaign_id, forget=False)
    await brought(housing)
    assert put(housing)["speaker"] is None


async def test_a_restored_copy_takes_it_back_again(housing: Room) -> None:
    """What the ledger of deletions holds of a name takes it from a restored database, and from the leader's message."""
    answer_id = await asks(housing, "by_name")
    await named(housing, answer_id)
    await a_while(housing)
    async with housing.database.unit_of_work() as work:
        (name,) = await work.ladder.names_of((await only(housing)).campaign_id)
        await MAKE[NAME_GIVEN](work, housing.identities, name.id, housing.clock.now())
        await work.commit()
    await housing.posts()
    assert AMINA not in with_leader(housing)


async def test_the_team_of_another_leader_learns_nothing(housing: Room) -> None:
    """Whoever a question is passed on to reads no name, though one was given to the leaders of the team."""
    answer_id = await asks(housing, "by_name")
    await named(housing, answer_id)
    await a_while(housing)
    question = await only(housing)
    await desk_of(housing).pass_on(T1, MARTIN, question.id, act(), "U0NIA", "")
    await housing.posts()
    assert (await desk_of(housing).look(T1, "U0NIA", question.id)).by_name is None
    assert AMINA not in str(housing.slack.said("question/passed"))


async def test_it_is_no_part_of_what_was_frozen(housing: Room) -> None:
    """A question from before there were wishes is read as it was, and gets no line about one."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    async with housing.database.unit_of_work() as work:
        row = await work.questions.hold((await only(housing)).id)
        assert row is not None
        row.body = {}
        await work.commit()
    assert (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).wish == ""
