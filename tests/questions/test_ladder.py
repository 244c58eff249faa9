"""How whoever asked would like it taken up: chosen, shown to leaders, changed, and a colleague who speaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts
from tests.questions.ladder_town import asks, brought, items, ladder_of, put
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, DEV, MARTIN, act, askers_of, desk_of, only, records, week_of

WISHES = ["session", "representative", "by_name"]


@pytest.mark.parametrize("way", WISHES)
async def test_chosen_in_the_form(housing: Room, way: str) -> None:
    """What is chosen with the question stands beside it in the digest and the form; no name comes of it."""
    for user in (BEN, CARYS, AMINA):
        await housing.rates(user, 3)
    await housing.answers(AMINA, DEPOT, question="to_leaders", wish=way)
    for kind in ("close", "digest"):
        await housing.comes(kind)
    assert (put(housing)["wish"], put(housing)["speaker"]) == (way, None)
    found = await desk_of(housing).look(T1, MARTIN, (await only(housing)).id)
    assert (found.wish, found.speaker, found.by_name, found.author) == (way, None, None, None)


async def test_in_writing_unless_told(housing: Room) -> None:
    """Who chooses nothing would like an answer in writing, and no row is kept of that."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    assert put(housing)["wish"] == "writing"
    async with housing.database.reading() as work:
        assert await work.ladder.wishes_of([(await only(housing)).campaign_id]) == []


@pytest.mark.parametrize(("way", "kept"), [("session", True), ("representative", False), ("by_name", False)])
async def test_unlinked(housing: Room, way: str, kept: bool) -> None:
    """Unlinked words may ask for a session; what needs that somebody is reached later is refused at its field."""
    for user in (BEN, CARYS, AMINA):
        await housing.rates(user, 3)
    if not kept:
        with pytest.raises(FieldProblem) as refused:
            await housing.answers(AMINA, DEPOT, "unlinked", question="to_leaders", wish=way)
        assert refused.value.field == "wish"
        return
    await housing.answers(AMINA, DEPOT, "unlinked", question="to_leaders", wish=way)
    for kind in ("close", "digest"):
        await housing.comes(kind)
    assert put(housing)["wish"] == way


async def test_a_change_comes_some_minutes_later(housing: Room) -> None:
    """Leaders read a change not at the moment of the act, and then wherever the question stands; nothing else moves."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question = await only(housing)
    assert question.answer_id
    await desk_of(housing).answer(T1, MARTIN, question.id, act(), "In May.", "thread")
    await ladder_of(housing).choose(T1, AMINA, question.answer_id, act(), "session", "")
    await housing.posts()
    assert put(housing)["wish"] == "writing"
    assert (await desk_of(housing).look(T1, MARTIN, question.id)).wish == "writing"
    await brought(housing)
    assert (put(housing)["wish"], put(housing)["state"]) == ("session", "answered")
    digest = await housing.digest(MARTIN)
    assert digest
    assert digest.snapshot["questions"]["put"][0]["wish"] == "session"


async def test_chosen_before_leaders_have_it(housing: Room) -> None:
    """What is chosen in the open week is there with the digest, and the colleague is asked only then."""
    for user in (BEN, CARYS, AMINA):
        await housing.rates(user, 3)
    await housing.answers(AMINA, DEPOT, question="to_leaders")
    (answer,) = await housing.stored()
    await ladder_of(housing).choose(T1, AMINA, answer.id, act(), "representative", BEN)
    await brought(housing)
    assert items(housing, "question/speak", BEN) == []
    for kind in ("close", "digest"):
        await housing.comes(kind)
    assert put(housing)["wish"] == "representative"
    await brought(housing)
    assert len(items(housing, "question/speak", BEN)) == 1


async def test_sent_twice(housing: Room) -> None:
    """The same form sent again is one act, and asks nobody twice."""
    answer_id = await asks(housing, "session")
    form = act()
    assert await ladder_of(housing).choose(T1, AMINA, answer_id, form, "representative", BEN)
    assert not await ladder_of(housing).choose(T1, AMINA, answer_id, form, "representative", BEN)
    await brought(housing)
    assert len(items(housing, "question/speak", BEN)) == 1


async def test_who_asks_it_too_chooses_nothing_and_is_told_so(housing: Room) -> None:
    """A vote leaves the wish as its author made it, and no name can come of it; the voter reads what to do instead."""
    answer_id = await asks(housing, "session")
    question = await only(housing)
    assert await askers_of(housing).vote(T1, BEN, question.id) == "counted"
    with pytest.raises(NotAllowed):
        await ladder_of(housing).choose(T1, BEN, answer_id, act(), "representative", CARYS)
    with pytest.raises(NotAllowed):
        await ladder_of(housing).give_name(T1, BEN, answer_id, act(), (MARTIN,), agreed=True)
    await brought(housing)
    assert (put(housing)["wish"], put(housing)["speaker"]) == ("session", None)
    said = compose("question/done", {"what": "vote_counted", "fresh": True}, read_texts()).text
    assert "Whoever wrote it says how it is taken up." in said
    assert "ask in your own words" in said


async def test_only_who_asked(housing: Room) -> None:
    """Neither a colleague nor a leader nor another workspace can see or choose; who left keeps nothing new."""
    answer_id = await asks(housing, "session")
    desk = ladder_of(housing)
    for user in (BEN, MARTIN, "U0STRANGER"):
        with pytest.raises(NotAllowed):
            await desk.look(T1, user, answer_id)
        with pytest.raises(NotAllowed):
            await desk.choose(T1, user, answer_id, act(), "writing", "")
    with pytest.raises(NotFound):
        await desk.look("T0OTHER", AMINA, answer_id)
    for way, speaker in (
        ("a duel", ""),
        ("representative", MARTIN),
        ("representative", AMINA),
        ("representative", "U9"),
    ):
        with pytest.raises(FieldProblem):
            await desk.choose(T1, AMINA, answer_id, act(), way, speaker)
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, AMINA, housing.clock.now())
        await work.commit()
    with pytest.raises(AskAgain):
        await desk.choose(T1, AMINA, answer_id, act(), "writing", "")


async def test_a_colleague_says_yes(housing: Room) -> None:
    """They read the question and not who asks; after their yes leaders read who speaks, and who asked is told."""
    await asks(housing, "representative", speaker=BEN)
    question = await only(housing)
    (asked,) = items(housing, "question/speak", BEN)
    assert [each["text"] for each in asked["questions"]] == [DEPOT]
    assert AMINA not in str(asked)
    assert put(housing)["speaker"] is None
    assert await ladder_of(housing).speak(T1, BEN, question.id, act(), yes=True)
    assert not await ladder_of(housing).speak(T1, BEN, question.id, act(), yes=True)
    await brought(housing)
    assert put(housing)["speaker"] == BEN
    assert (await desk_of(housing).look(T1, MARTIN, question.id)).speaker == BEN
    assert [item["said"] for item in items(housing, "question/spoken", AMINA)] == ["yes"]
    assert items(housing, "question/speak", BEN)[0]["now"] == "yes"
    for user in (AMINA, CARYS, MARTIN):
        with pytest.raises(NotAllowed):
            await ladder_of(housing).speak(T1, user, question.id, act(), yes=True)


async def test_a_colleague_says_no(housing: Room) -> None:
    """Only who asked learns of the no, in confidence; leaders never learn that the colleague was asked."""
    await asks(housing, "representative", speaker=BEN)
    await ladder_of(housing).speak(T1, BEN, (await only(housing)).id, act(), yes=False)
    await brought(housing)
    assert [item["said"] for item in items(housing, "question/spoken", AMINA)] == ["no"]
    assert put(housing)["speaker"] is None
    assert BEN not in str(housing.slack.said("digest/leader", f"D{MARTIN[1:]}")[-1]["questions"])


async def test_somebody_else_is_named(housing: Room) -> None:
    """The first colleague is not needed any more and their message says so; one not asked yet is never written to."""
    answer_id = await asks(housing, "representative", speaker=BEN)
    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "representative", CARYS)
    await brought(housing)
    assert (items(housing, "question/speak", BEN), len(items(housing, "question/speak", CARYS))) == ([], 1)
    with pytest.raises(NotAllowed):
        await ladder_of(housing).speak(T1, BEN, (await only(housing)).id, act(), yes=True)
    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "representative", DEV)
    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "session", "")
    await brought(housing)
    assert housing.slack.said("question/speak", f"D{DEV[1:]}") == []
    assert put(housing)["wish"] == "session"


async def test_who_is_away_is_not_asked(housing: Room) -> None:
    """A colleague who objected gets nothing, and who named them reads no more than that no answer came."""
    answer_id = await asks(housing, "session")
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, BEN, housing.clock.now())
        await work.commit()
    await ladder_of(housing).choose(T1, AMINA, answer_id, act(), "representative", BEN)
    await brought(housing)
    assert housing.slack.said("question/speak", f"D{BEN[1:]}") == []
    assert (await ladder_of(housing).look(T1, AMINA, answer_id)).said == "asked"


@pytest.mark.parametrize(("way", "told"), [("representative", 1), ("by_name", 1), ("session", 0), ("writing", 0)])
async def test_the_next_step_is_told_in_confidence(housing: Room, way: str, told: int) -> None:
    """Whoever has a step of their own to take is told once that leaders have their question, under no Slack id."""
    await asks(housing, way)
    await brought(housing)
    assert len(items(housing, "question/next", AMINA)) == told
    assert [row.recipient for row in await housing.deliveries("question/next") if row.recipient == AMINA] == []


async def test_taken_back_the_wish_goes(housing: Room) -> None:
    """Deleted, a question leaves no wish, and the colleague who was asked reads that nothing is left to do."""
    await asks(housing, "representative", speaker=BEN)
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    async with housing.database.reading() as work:
        assert await work.ladder.wish(answer.id) is None
    assert await records(housing) == []
    assert DEPOT not in str(housing.slack.said("question/speak"))


async def test_a_question_that_never_comes_is_waited_for_no_more(housing: Room) -> None:
    """What no leader may read leaves a wish that nobody looks for any more two weeks after the close."""
    await housing.answers(AMINA, DEPOT, question="to_leaders")
    (answer,) = await housing.stored()
    await ladder_of(housing).choose(T1, AMINA, answer.id, act(), "session", "")
    for kind in ("close", "digest"):
        await housing.comes(kind)
    await brought(housing)
    async with housing.database.reading() as work:
        assert len(await work.ladder.waiting()) == 1
    housing.clock.advance(timedelta(days=15))
    await brought(housing)
    async with housing.database.reading() as work:
        assert await work.ladder.waiting() == []
