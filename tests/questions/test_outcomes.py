"""What a talk led to: agreed, declined or more work, with an owner and a day; the team and who raised it hear it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.errors import FieldProblem, NotAllowed
from bot.insight.outcomes import AGREED, DECLINED, MORE_WORK
from bot.insight.promised import Wanted
from tests.conversation.room import T1, Room
from tests.questions.test_helping import asked, helping
from tests.questions.town import (
    AMINA,
    BEN,
    CARYS,
    DEPOT,
    MARTIN,
    a_while,
    act,
    askers_of,
    desk_of,
    in_thread,
    only,
    records,
    told,
    week_of,
)

FRIDAY = date(2027, 1, 29)
WORDS = "A key for the yard."


def wanted(owner: str = MARTIN, on: date | None = FRIDAY) -> Wanted | None:
    """What is to be done; nothing where there is no day."""
    return None if on is None else Wanted(WORDS, owner, on)


async def settled(room: Room, came: str, *, owner: str = MARTIN, on: date | None = FRIDAY, by: str = MARTIN) -> bool:
    """A leader says what came of the one question."""
    fresh = await desk_of(room).settle(T1, by, (await only(room)).id, act(), came, wanted(owner, on), WORDS)
    await a_while(room)
    return fresh


async def raised(room: Room) -> None:
    """Amina asks in confidence, Ben asks it too, and a talk is offered."""
    await week_of(room, (AMINA, DEPOT, "confidential"))
    await askers_of(room).vote(T1, BEN, (await only(room)).id)
    await desk_of(room).offer_talk(T1, MARTIN, (await only(room)).id, act())


@pytest.mark.parametrize("came", [AGREED, MORE_WORK])
async def test_what_is_to_be_done_has_an_owner_and_a_day(housing: Room, came: str) -> None:
    """The team reads it in its thread, both who raised it are told by themselves, and its owner has a promise."""
    await raised(housing)
    await settled(housing, came, owner="U0NIA")
    question = await only(housing)
    assert (question.state, question.body["owner"], question.body["on"]) == (came, "U0NIA", "2027-01-29")
    said = housing.slack.said("question/outcome", "C0HOUSING")[-1]
    assert (said["state"], said["words"], said["owner"], said["on"]) == (came, WORDS, "U0NIA", "2027-01-29")
    assert [told(housing, user) for user in (AMINA, BEN, CARYS)] == [[WORDS], [WORDS], []]
    (item,) = housing.slack.said("question/told", "D0BEN")[-1]["items"]
    assert (item["came"], item["owner"], item["on"]) == (came, "U0NIA", "2027-01-29")
    assert [facts["when"] for facts in housing.slack.said("question/promise", "D0NIA")] == ["made"]


async def test_a_no_needs_its_reason_alone(housing: Room) -> None:
    """Declined, the reason goes to the team and to those who raised it, and nothing is promised."""
    await raised(housing)
    await settled(housing, DECLINED, on=None)
    assert (await only(housing)).state == "declined"
    assert housing.slack.said("question/outcome", "C0HOUSING")[-1]["words"] == WORDS
    assert told(housing, AMINA) == [WORDS]
    async with housing.database.reading() as work:
        assert await work.promises.of_campaign((await only(housing)).campaign_id) == []


async def test_nothing_is_settled_by_half(housing: Room) -> None:
    """Without one of the three, a day, a day to come, or words, it says which field is wrong, and nothing changes."""
    await raised(housing)
    for came, on, field in (("maybe", FRIDAY, "came"), (AGREED, None, "due_on"), (AGREED, date(2020, 1, 3), "due_on")):
        with pytest.raises(FieldProblem) as wrong:
            await settled(housing, came, on=on)
        assert wrong.value.field == field
    with pytest.raises(FieldProblem):
        await desk_of(housing).settle(T1, MARTIN, (await only(housing)).id, act(), AGREED, wanted(), " ")
    assert (await only(housing)).state == "talk_offered"


async def test_only_its_leaders_settle_it(housing: Room) -> None:
    """Who asked it, and colleagues, cannot say what came of it."""
    await raised(housing)
    for user in (AMINA, BEN):
        with pytest.raises(NotAllowed):
            await settled(housing, AGREED, by=user)


async def test_sent_twice_it_is_settled_once(housing: Room) -> None:
    """The same form twice tells once and promises once."""
    await raised(housing)
    form, question = act(), await only(housing)
    args = (T1, MARTIN, question.id, form, AGREED, wanted(), WORDS)
    assert await desk_of(housing).settle(*args)
    assert not await desk_of(housing).settle(*args)
    await a_while(housing)
    assert len(in_thread(housing)) == 1
    async with housing.database.reading() as work:
        assert len(await work.promises.of_campaign(question.campaign_id)) == 1


async def test_weeks_later_those_who_raised_it_still_hear_and_are_asked_whether_it_helped(housing: Room) -> None:
    """Six weeks after the talk was offered an outcome reaches both; a month after that they are asked if it helped."""
    await raised(housing)
    housing.clock.advance(timedelta(days=42))
    await settled(housing, DECLINED, on=None)
    assert [told(housing, user) for user in (AMINA, BEN)] == [[WORDS], [WORDS]]
    housing.clock.advance(timedelta(days=31))
    await helping(housing).ask()
    await a_while(housing)
    assert [asked(housing, user) for user in (AMINA, BEN, CARYS)] == [1, 1, 0]


async def test_unlinked_it_is_told_in_the_thread_alone(housing: Room) -> None:
    """Nobody can be written to about an Unlinked one: its team reads what came of it."""
    await week_of(housing, (AMINA, DEPOT, "unlinked"))
    (question,) = await records(housing)
    await desk_of(housing).settle(T1, MARTIN, question.id, act(), AGREED, wanted(), WORDS)
    await a_while(housing)
    assert in_thread(housing) == [[DEPOT]]
    assert told(housing, AMINA) == []
