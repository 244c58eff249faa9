"""An answer goes to all who raised a question, in the thread or in private; the leader never learns who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts
from tests.questions.town import (
    AMINA,
    ANSWER,
    BEN,
    DEPOT,
    DEV,
    MARTIN,
    a_while,
    act,
    answered,
    askers_of,
    desk_of,
    in_thread,
    only,
    records,
    small_week,
    told,
    week_of,
    written_back,
)


@pytest.mark.parametrize("mode", ["named", "confidential", "unlinked"])
async def test_in_the_thread(housing: Room, mode: str) -> None:
    """The answer stands under the week's question, with the leader's name, whoever asked."""
    await week_of(housing, (AMINA, DEPOT, mode))
    await answered(housing, "thread")
    (facts,) = housing.slack.said("question/outcome", "C0HOUSING")
    assert (facts["leader"], facts["words"], in_thread(housing)) == (MARTIN, ANSWER, [[DEPOT]])
    (row,) = await housing.deliveries("question/outcome")
    assert row.thread_ts == housing.prompt_ts()


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_in_private(housing: Room, mode: str) -> None:
    """Whoever asked gets it five minutes later, under a number that says nothing; nobody else does."""
    await week_of(housing, (AMINA, DEPOT, mode))
    await answered(housing, "private")
    assert told(housing, AMINA) == []
    housing.clock.advance(timedelta(seconds=299))
    await housing.posts()
    assert told(housing, AMINA) == []
    await a_while(housing)
    assert [told(housing, user) for user in (AMINA, BEN, DEV, MARTIN)] == [[ANSWER], [], [], []]
    (row,) = await housing.deliveries("question/told")
    assert AMINA not in {row.recipient, row.channel}
    assert in_thread(housing) == []


async def test_who_asked_by_name_is_not_told_that_nobody_knows(housing: Room) -> None:
    """An answer in private says to who asked by name that the leader knows it, and to others that they do not."""
    said = {}
    await week_of(housing, (AMINA, DEPOT, "named"), (BEN, "Who has the keys?", "confidential"))
    for question in await records(housing):
        await desk_of(housing).answer(T1, MARTIN, question.id, act(), ANSWER, "private")
    await a_while(housing)
    for user in (AMINA, BEN):
        (facts,) = housing.slack.said("question/told", f"D{user[1:]}")
        said[user] = compose("question/told", facts, read_texts()).text
    assert "You asked by name, so they know who you are." in said[AMINA]
    assert "They do not learn from me who asked in private." in said[BEN]
    assert "in private" not in said[AMINA]


async def test_an_offer_to_talk_is_no_answer(housing: Room) -> None:
    """Only once somebody says what comes of it does a question count as answered."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await desk_of(housing).offer_talk(T1, MARTIN, (await only(housing)).id, act())
    assert (await only(housing)).answered_at is None
    await answered(housing, "thread")
    assert (await only(housing)).answered_at is not None


async def test_small_teams_hear_it_together(room: Room) -> None:
    """An answer to what small teams asked together stands in each of their threads: none is told from the others."""
    await small_week(room)
    await answered(room, "thread")
    assert [in_thread(room, channel) for channel in ("C0LETTINGS", "C0CLEANING")] == [[[DEPOT]], [[DEPOT]]]


async def test_small_teams_in_private(room: Room) -> None:
    """It reaches the one who asked, though the leader of the other team answers, who may not know of which team."""
    await small_week(room)
    await answered(room, "private", by="U0NIA")
    await a_while(room)
    assert [told(room, user) for user in ("U0GWEN", "U0HARI", "U0IRIS")] == [[ANSWER], [], []]


async def test_nobody_can_be_written_to_about_an_unlinked_one(housing: Room) -> None:
    """The form offers the thread alone, and a forged choice is refused, before anybody is looked for."""
    await week_of(housing, (AMINA, DEPOT, "unlinked"))
    question = await only(housing)
    assert not (await desk_of(housing).look(T1, MARTIN, question.id)).private
    with pytest.raises(FieldProblem):
        await answered(housing, "private")
    assert (await only(housing)).state == "waiting"


async def test_the_leader_hears_the_same_when_nobody_is_found(housing: Room) -> None:
    """Whether somebody who asked has left the team is told by nothing: not by the form, its answer or the state."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await housing.sees("C0HOUSING", BEN, DEV, MARTIN)
    assert (await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)).private
    assert await answered(housing, "private")
    assert (await only(housing)).state == "answered"
    await a_while(housing)
    assert await housing.deliveries("question/told") == []


async def test_sent_twice(housing: Room) -> None:
    """The same form sent again says so, and nobody is told twice."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    desk, question, form = desk_of(housing), await only(housing), act()
    assert await desk.answer(T1, MARTIN, question.id, form, ANSWER, "private")
    assert not await desk.answer(T1, MARTIN, question.id, form, ANSWER, "private")
    await a_while(housing)
    assert told(housing, AMINA) == [ANSWER]


async def test_only_those_it_was_put_to(housing: Room) -> None:
    """Neither who asked nor a colleague nor anybody of another workspace can act on a question."""
    await week_of(housing, (AMINA, DEPOT, "named"))
    desk, question = desk_of(housing), await only(housing)
    for user in (AMINA, BEN, "U0STRANGER"):
        with pytest.raises(NotAllowed):
            await desk.look(T1, user, question.id)
        with pytest.raises(NotAllowed):
            await desk.not_now(T1, user, question.id, act(), "No.")
    with pytest.raises(NotFound):
        await desk.answer("T0OTHER", MARTIN, question.id, act(), ANSWER, "thread")


async def test_a_reply_without_a_name(housing: Room) -> None:
    """It comes to the leader later, with the question and without a name; nobody who did not ask can send one."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    desk, question = askers_of(housing), await only(housing)
    with pytest.raises(AskAgain):
        await desk.reply(T1, AMINA, question.id, act(), "To whom?")
    await answered(housing, "private")
    await desk.reply(T1, AMINA, question.id, act(), "And who decided?")
    await housing.posts()
    assert written_back(housing) == []
    await a_while(housing)
    assert written_back(housing) == ["And who decided?"]
    assert AMINA not in str(housing.slack.said("question/replies"))
    for user in (BEN, MARTIN):
        with pytest.raises(NotAllowed):
            await desk.reply(T1, user, question.id, act(), "It was me.")


async def test_replies_come_together(housing: Room) -> None:
    """What is written within the wait is one message, so that fewer moments can be compared."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await answered(housing, "private")
    desk, question = askers_of(housing), await only(housing)
    for words in ("First.", "Second."):
        await desk.reply(T1, AMINA, question.id, act(), words)
    await a_while(housing)
    assert len(housing.slack.said("question/replies")) == 1
    assert written_back(housing) == ["First.", "Second."]


async def test_at_night_it_waits_for_the_morning(housing: Room) -> None:
    """What a leader answers after hours reaches those who asked on the next working morning."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    housing.clock.move_to(housing.clock.now().replace(hour=22, minute=0))  # a Friday
    await answered(housing, "private")
    (row,) = await housing.deliveries("question/told")
    assert row.due_at.isoformat() == "2027-01-18T10:05:00+00:00"


async def test_an_objector_is_left_in_peace(housing: Room) -> None:
    """Whoever objected is written to no more, and their question is not repeated to the team."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, AMINA, housing.clock.now())
        await work.commit()
    await answered(housing, "private")
    await a_while(housing)
    assert told(housing, AMINA) == []
    await housing.comes("told_back")
    assert housing.slack.said("told_back")[-1]["questions"] == []
