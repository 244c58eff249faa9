"""Promises, passing on and thanks: who may, what is kept, and who hears of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.texts import Texts
from bot.errors import FieldProblem, NotAllowed
from bot.slack.blocks.voice import Voice
from bot.slack.views.questions import question_view
from tests.conversation.room import T1, Room
from tests.questions.town import (
    AMINA,
    BEN,
    CARYS,
    DEPOT,
    MARTIN,
    a_depot,
    a_while,
    act,
    askers_of,
    desk_of,
    in_thread,
    only,
    promises_of,
    week_of,
)

FRIDAY = date(2027, 1, 29)
VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")


async def promised(room: Room, owner: str = MARTIN) -> str:
    """A promise on the one question, until a Friday; its id."""
    await desk_of(room).promise(T1, MARTIN, (await only(room)).id, act(), a_depot(FRIDAY, owner))
    await room.posts()
    async with room.database.reading() as work:
        (promise,) = await work.promises.of_campaign((await only(room)).campaign_id)
    return promise.id


async def test_its_owner_is_told_and_reminded(housing: Room) -> None:
    """Somebody else's promise reaches its owner at once, and again on the morning of the working day before."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await promised(housing, "U0NIA")
    assert [facts["when"] for facts in housing.slack.said("question/promise", "D0NIA")] == ["made"]
    due = [row.due_at for row in await housing.deliveries("question/promise") if row.state == "planned"]
    assert [moment.isoformat() for moment in due] == ["2027-01-28T10:00:00+00:00"]
    assert (await only(housing)).state == "promised"


async def test_kept_it_reminds_nobody(housing: Room) -> None:
    """Who made it or owns it says that it is kept, once; the reminder never leaves, and the message says so."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    promise_id = await promised(housing, "U0NIA")
    for user in (AMINA, BEN):
        with pytest.raises(NotAllowed):
            await promises_of(housing).kept(T1, user, promise_id, act())
    assert await promises_of(housing).kept(T1, "U0NIA", promise_id, act())
    assert not await promises_of(housing).kept(T1, MARTIN, promise_id, act())
    await housing.posts()
    states = {row.state for row in await housing.deliveries("question/promise")}
    assert states == {"sent", "cancelled"}
    assert [facts["state"] for facts in housing.slack.said("question/promise", "D0NIA")] == ["kept"]


@pytest.mark.parametrize("due_on", [date(2027, 1, 15), date(2030, 1, 1)])
async def test_a_day_that_cannot_be(housing: Room, due_on: date) -> None:
    """A promise needs a day that is to come, within a year."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    with pytest.raises(FieldProblem):
        await desk_of(housing).promise(T1, MARTIN, (await only(housing)).id, act(), a_depot(due_on))


async def test_passed_on_without_a_name(housing: Room) -> None:
    """Even a Named question is passed on without its author's name, and whoever holds it may act."""
    await week_of(housing, (AMINA, DEPOT, "named"))
    desk, question = desk_of(housing), await only(housing)
    with pytest.raises(NotAllowed):
        await desk.look(T1, "U0NIA", question.id)
    await desk.pass_on(T1, MARTIN, question.id, act(), "U0NIA", "Your lease.")
    await housing.posts()
    assert (await desk.look(T1, "U0NIA", question.id)).author is None
    (facts,) = housing.slack.said("question/passed", "D0NIA")
    assert AMINA not in str(facts)
    assert await desk.answer(T1, "U0NIA", question.id, act(), "It ran out.", "thread")
    assert (await only(housing)).state == "answered"


@pytest.mark.parametrize("to", [AMINA, BEN, MARTIN, "", "everybody"])
async def test_not_to_the_team_that_asked(housing: Room, to: str) -> None:
    """It goes neither back to the team, nor to oneself, nor to what is no person."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    with pytest.raises(FieldProblem):
        await desk_of(housing).pass_on(T1, MARTIN, (await only(housing)).id, act(), to, "")


async def test_a_yes_names_and_a_no_is_told_to_nobody(housing: Room) -> None:
    """The leader reads a name after a yes only; a no leaves nothing that anybody but its author sees."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    desk, question = askers_of(housing), await only(housing)
    await desk_of(housing).thank(T1, MARTIN, question.id, act(), "Well seen.")
    await a_while(housing)
    assert len(housing.slack.said("question/thanks", "D0AMINA")) == 1
    for user in (BEN, CARYS, MARTIN):
        with pytest.raises(NotAllowed):
            await desk.thanked(T1, user, question.id, act(), by_name=True)
    await desk.thanked(T1, AMINA, question.id, act(), by_name=False)
    await housing.posts()
    assert housing.slack.said("question/thanked") == []
    await desk.thanked(T1, AMINA, question.id, act(), by_name=True)
    await housing.posts()
    assert [facts["questions"][0]["author"] for facts in housing.slack.said("question/thanked")] == [AMINA]


@pytest.mark.parametrize("mode", ["confidential", "unlinked"])
async def test_thanks_are_sent_once(housing: Room, mode: str) -> None:
    """The question's view shows that thanks went out, and a second form is refused with words; a repeat is one act."""
    await week_of(housing, (AMINA, DEPOT, mode))
    desk, question, form = desk_of(housing), await only(housing), act()
    assert not (await desk.look(T1, MARTIN, question.id)).thanked
    assert await desk.thank(T1, MARTIN, question.id, form, "Well seen.")
    assert not await desk.thank(T1, MARTIN, question.id, form, "Well seen.")
    shown = await desk.look(T1, MARTIN, question.id)
    assert "Thanks went out" in str(question_view(shown, VOICE).to_dict())
    with pytest.raises(FieldProblem, match="went out already"):
        await desk.thank(T1, MARTIN, question.id, act(), "Again.")
    await a_while(housing)
    said = housing.slack.said("question/thanks", "D0AMINA"), in_thread(housing)
    assert len(said[0]) + len(said[1]) == 1


async def test_a_name_goes_with_the_question(housing: Room) -> None:
    """Thanks by name are followed: once the question is taken back, the name is in the thread no more."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question = await only(housing)
    await desk_of(housing).thank(T1, MARTIN, question.id, act(), "Well seen.")
    await askers_of(housing).thanked(T1, AMINA, question.id, act(), by_name=True)
    await housing.posts()
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    assert [facts["questions"] for facts in housing.slack.said("question/thanked")] == [[]]


async def test_thanks_for_an_unlinked_question(housing: Room) -> None:
    """Nobody can be written to, so the thanks stand in the thread, without a name."""
    await week_of(housing, (AMINA, DEPOT, "unlinked"))
    await desk_of(housing).thank(T1, MARTIN, (await only(housing)).id, act(), "Well seen.")
    await housing.posts()
    assert in_thread(housing) == [[DEPOT]]
    assert (await only(housing)).state == "waiting"
