"""An idea is taken on, tried, decided, stopped and looked back at; its team reads each step where the idea stands."""

from __future__ import annotations

import pytest

from bot.dialogues.own_events import CampaignLeft
from bot.errors import AskAgain, FieldProblem, NotAllowed
from bot.slack.blocks.compose import compose
from tests.conversation.room import NURSES, T1, Cast, Room, read_texts
from tests.ideas.town import (
    AMINA,
    BEN,
    CARYS,
    IDEA,
    LEARNED,
    MARTIN,
    a_while,
    act,
    desk_of,
    moves,
    one,
    shares,
    standing,
    tried,
)

TRUST = Cast("C0TRUST", ("U0ZOE", "U0YAN"), ("U0YAN",), "Wards", "Health trust")


def told(room: Room) -> list[str]:
    """What was said in the threads of ideas."""
    return [facts["kind"] for facts in room.slack.said("idea/moved", "C0HOUSING")]


async def test_the_whole_way(housing: Room) -> None:
    """From an idea to what spreads: each step is in the history with its answers, and in the thread."""
    idea = await tried(housing)
    assert [facts["decide_on"] for facts in standing(housing)] == ["2027-01-22"]
    await moves(housing, idea.id, "decided", decided="We keep it.", why="Half the calls.")
    await moves(housing, idea.id, "spread", spread_to="Repairs East")
    shown = await desk_of(housing).one(T1, BEN, idea.id)
    assert [step.kind for step in shown.moves] == ["idea", "experiment", "decided", "spread"]
    assert {step.by for step in shown.moves} == {AMINA}
    assert shown.moves[2].said == {"decided": "We keep it.", "why": "Half the calls."}
    assert told(housing) == ["experiment", "decided", "spread"]
    assert [facts["stage"] for facts in standing(housing)] == ["spread"]


async def test_a_need_finds_its_idea(housing: Room) -> None:
    """A need that somebody takes on becomes an idea, in their words."""
    idea = await shares(housing, idea="")
    await desk_of(housing).take_on(T1, BEN, idea.id, act())
    await moves(housing, idea.id, "idea", BEN, idea=IDEA)
    found = await one(housing, idea.id)
    assert (found.stage, found.body["idea"]) == ("idea", IDEA)


async def test_to_stop_is_to_learn(housing: Room) -> None:
    """An idea that is stopped is finished, with what was learned, and can be looked back at like any other."""
    idea = await tried(housing)
    with pytest.raises(FieldProblem) as missed:
        await moves(housing, idea.id, "stopped")
    assert missed.value.field == "learned"
    await moves(housing, idea.id, "stopped", learned="People change their phones.")
    assert (await desk_of(housing).one(T1, AMINA, idea.id)).may >= {"review"}


async def test_only_its_owner_moves_it(housing: Room) -> None:
    """A colleague, and a leader too, can help or decide, and not move it."""
    idea = await tried(housing)
    for user in (BEN, MARTIN):
        with pytest.raises(NotAllowed):
            await moves(housing, idea.id, "stopped", user, learned="x")
        with pytest.raises(NotAllowed):
            await desk_of(housing).ask_finisher(T1, user, idea.id, act())
        with pytest.raises(NotAllowed):
            await desk_of(housing).look_back(T1, user, idea.id, act(), LEARNED, "team")


async def test_moved_twice_is_moved_once(housing: Room) -> None:
    """The same form again changes nothing and says so, also where the stage has moved on by it."""
    idea = await tried(housing)
    said = {"decided": "We keep it.", "why": "Half the calls."}
    assert await desk_of(housing).move(T1, AMINA, idea.id, "view/V9", "decided", said)
    assert not await desk_of(housing).move(T1, AMINA, idea.id, "view/V9", "decided", said)
    assert len((await desk_of(housing).one(T1, AMINA, idea.id)).moves) == 3


# --- handing over -----------------------------------------------------------------------------------------------------


async def test_an_idea_without_a_name_finds_an_owner(housing: Room) -> None:
    """A colleague takes it on; its author is told in confidence, later, and nobody reads who that is."""
    idea = await shares(housing)
    await a_while(housing)
    assert await desk_of(housing).take_on(T1, BEN, idea.id, act())
    await housing.posts()
    assert housing.slack.said("idea/handed_over") == []
    await a_while(housing)
    assert [facts["by"] for facts in housing.slack.said("idea/handed_over", "D0AMINA")] == [BEN]
    (row,) = await housing.deliveries("idea/handed_over")
    assert row.recipient not in {AMINA, BEN}
    assert [facts["owner"] for facts in standing(housing)] == [BEN]
    assert [facts["credit"] for facts in standing(housing)] == [None]


async def test_a_finisher_takes_over_and_the_credit_stays(housing: Room) -> None:
    """An owner asks for a finisher, a colleague takes over by their own act, and whoever raised it is told."""
    idea, desk = await tried(housing), desk_of(housing)
    with pytest.raises(AskAgain):
        await desk.take_on(T1, BEN, idea.id, act())
    assert await desk.ask_finisher(T1, AMINA, idea.id, act())
    assert [line.idea_id for line in await desk.listed(T1, CARYS, "finishers")] == [idea.id]
    assert await desk.take_on(T1, BEN, idea.id, act())
    await housing.posts()
    shown = await desk.one(T1, CARYS, idea.id)
    assert (shown.credit, shown.line.owner, shown.line.finisher) == (AMINA, BEN, False)
    assert [facts["by"] for facts in housing.slack.said("idea/handed_over", "D0AMINA")] == [BEN]
    assert await desk.listed(T1, CARYS, "finishers") == ()


async def test_its_own_author_may_take_it_on(housing: Room) -> None:
    """Whoever raised it without a name takes it on like any colleague, and is told nothing they know."""
    idea = await shares(housing)
    await a_while(housing)
    await desk_of(housing).take_on(T1, AMINA, idea.id, act())
    await a_while(housing)
    assert housing.slack.said("idea/handed_over") == []
    assert [facts["credit"] for facts in standing(housing)] == [None]


# --- helping ----------------------------------------------------------------------------------------------------------


async def test_help_is_offered_by_name_to_the_owner_alone(housing: Room) -> None:
    """The owner reads who helps and how; others read how many; the offer can be taken back."""
    idea, desk = await tried(housing), desk_of(housing)
    assert await desk.offer_help(T1, BEN, idea.id, act(), "skill", "I can write Welsh.")
    assert await desk.offer_help(T1, CARYS, idea.id, act(), "finishing", "")
    await housing.posts()
    assert {facts["by"] for facts in housing.slack.said("idea/offered", "D0AMINA")} == {BEN, CARYS}
    own, other = await desk.one(T1, AMINA, idea.id), await desk.one(T1, MARTIN, idea.id)
    assert [(one.user, one.role) for one in own.helpers] == [(BEN, "skill"), (CARYS, "finishing")]
    assert (other.helpers, other.helping) == ((), 2)
    assert await desk.take_help_back(T1, BEN, idea.id, act())
    assert (await desk.one(T1, AMINA, idea.id)).helping == 1


@pytest.mark.parametrize(("role", "field"), [("skill", "text"), ("cheering", "role")])
async def test_help_says_how(housing: Room, role: str, field: str) -> None:
    """A skill needs its name, and what is not a way to help is none."""
    idea = await tried(housing)
    with pytest.raises(FieldProblem) as missed:
        await desk_of(housing).offer_help(T1, BEN, idea.id, act(), role, "")
    assert missed.value.field == field


# --- leaders ----------------------------------------------------------------------------------------------------------


async def test_leaders_say_what_an_idea_gets(housing: Room) -> None:
    """What is asked for goes to the team's leaders; nothing is decided before they answer, and all read the answer."""
    idea, desk = await tried(housing, resources="Two days of a driver."), desk_of(housing)
    await a_while(housing)
    assert [facts["text"] for facts in housing.slack.said("idea/asked", "D0MARTIN")] == ["Two days of a driver."]
    with pytest.raises(AskAgain):
        await moves(housing, idea.id, "decided", decided="x", why="y")
    with pytest.raises(NotAllowed):
        await desk.answer(T1, BEN, idea.id, act(), "resources", "yes", "")
    with pytest.raises(FieldProblem):
        await desk.answer(T1, MARTIN, idea.id, act(), "resources", "no", "")
    await desk.answer(T1, MARTIN, idea.id, act(), "resources", "no", "Not before May.")
    await housing.posts()
    assert [facts["state"] for facts in housing.slack.said("idea/asked", "D0MARTIN")] == ["no"]
    assert told(housing)[-1] == "resources"
    assert await moves(housing, idea.id, "decided", decided="x", why="y")


async def test_a_rule_in_the_way_goes_to_leaders(housing: Room) -> None:
    """The tag asks the team's leaders whether the rule can go, and the team reads what they say."""
    idea = await shares(housing, red_tape="Form 12 needs three signatures.")
    await a_while(housing)
    (facts,) = housing.slack.said("idea/asked", "D0MARTIN")
    assert (facts["what"], facts["text"]) == ("red_tape", "Form 12 needs three signatures.")
    assert "are asked about" in compose("idea/shared", standing(housing)[0], read_texts()).text
    assert AMINA not in str(facts)
    await desk_of(housing).answer(T1, MARTIN, idea.id, act(), "red_tape", "removed", "")
    await housing.posts()
    assert (await desk_of(housing).one(T1, BEN, idea.id)).asks == (("red_tape", "removed"),)
    (stands,) = standing(housing)
    text = compose("idea/shared", stands, read_texts()).text
    assert "A rule in the way (leaders say: the rule can go):" in text
    assert "are asked about" not in text
    answer = compose("idea/moved", housing.slack.said("idea/moved", "C0HOUSING")[-1], read_texts()).text
    assert answer.splitlines()[1:] == ["• The answer: the rule can go"]


async def test_leaders_answer_only_what_they_were_asked(housing: Room) -> None:
    """A leader of the team cannot answer what nobody asked."""
    idea = await tried(housing)
    with pytest.raises(AskAgain):
        await desk_of(housing).answer(T1, MARTIN, idea.id, act(), "resources", "yes", "")


# --- looking back -----------------------------------------------------------------------------------------------------


async def stopped(room: Room, reach: str) -> str:
    """An idea that was stopped and looked back at."""
    idea = await tried(room)
    await moves(room, idea.id, "stopped", learned="People change their phones.")
    await desk_of(room).look_back(T1, AMINA, idea.id, act(), LEARNED, reach)
    await a_while(room)
    return idea.id


async def test_what_was_learned_is_found(housing: Room) -> None:
    """A team finds its lesson by its words, with or without accents, and without a name."""
    await stopped(housing, "team")
    (lesson,) = await desk_of(housing).learned(T1, BEN, "CAFE texts")
    assert (lesson.title, lesson.outcome, lesson.said["next"]) == (
        "Texts before a visit",
        "stopped",
        "Do it in each street.",
    )
    assert AMINA not in str(lesson)
    assert await desk_of(housing).learned(T1, BEN, "trams") == ()


async def test_a_review_waits_for_the_end(housing: Room) -> None:
    """An idea that is still being tried cannot be looked back at."""
    idea = await tried(housing)
    with pytest.raises(AskAgain):
        await desk_of(housing).look_back(T1, AMINA, idea.id, act(), LEARNED, "team")


@pytest.mark.parametrize(("reach", "answer", "same", "other"), [
    ("team", "", False, False),
    ("organisation", "", True, False),
    ("all", "", True, False),
    ("all", "no", True, False),
    ("all", "yes", True, True),
])  # fmt: skip
async def test_how_far_a_lesson_goes(room: Room, reach: str, answer: str, same: bool, other: bool) -> None:
    """No further than its owner says; to other organisations only once a leader of its own says yes."""
    await room.begins()
    await room.begins(NURSES, name="Same")
    await room.begins(TRUST, name="Other")
    await room.comes("open")
    idea_id = await stopped(room, reach)
    desk = desk_of(room)
    if answer:
        why = "Not ours to tell." if answer == "no" else ""
        await desk.answer(T1, MARTIN, idea_id, act(), "reach", answer, why, "1")
    assert [bool(await desk.learned(T1, user)) for user in (BEN, "U0GWEN", "U0ZOE")] == [True, same, other]
    assert bool(await desk.learned(T1, "U0STRANGER")) is False


async def found(room: Room, user: str) -> list[str]:
    """What somebody finds of what was learned: what to do next time."""
    return [one.said["next"] for one in await desk_of(room).learned(T1, user)]


@pytest.fixture
async def two_houses(room: Room) -> Room:
    """Housing, and a team of another organisation in the same workspace."""
    await room.begins()
    await room.begins(TRUST, name="Other")
    await room.comes("open")
    return room


AGAIN = {**LEARNED, "next": "Knock first."}


@pytest.mark.parametrize("reach", ["team", "organisation"])
async def test_the_last_choice_of_an_owner_holds(two_houses: Room, reach: str) -> None:
    """Who looks back again and chooses fewer is asked about no more: no late yes or no takes the words further."""
    idea_id, desk = await stopped(two_houses, "all"), desk_of(two_houses)
    await desk.look_back(T1, AMINA, idea_id, act(), AGAIN, reach)
    await two_houses.posts()
    (asked,) = two_houses.slack.said("idea/asked", "D0MARTIN")
    text = compose("idea/asked", asked, read_texts()).text
    assert "does not ask it any more" in text
    assert LEARNED["next"] not in str(asked)
    for answer in ("yes", "no"):
        with pytest.raises(AskAgain):
            await desk.answer(T1, MARTIN, idea_id, act(), "reach", answer, "Why not.", "1")
    assert await found(two_houses, BEN) == ["Knock first."]
    assert await found(two_houses, "U0ZOE") == []
    async with two_houses.database.reading() as work:
        assert [lesson.reach for lesson in await work.ideas.lessons(T1)] == [reach]


async def test_a_leader_says_yes_to_the_words_they_read(two_houses: Room) -> None:
    """A form with the older words is not taken; the new words come as a request of their own."""
    idea_id, desk = await stopped(two_houses, "all"), desk_of(two_houses)
    await desk.look_back(T1, AMINA, idea_id, act(), AGAIN, "all")
    await a_while(two_houses)
    texts = [compose("idea/asked", one, read_texts()).text for one in two_houses.slack.said("idea/asked", "D0MARTIN")]
    assert [("Knock first." in text, "any more" in text) for text in texts] == [(False, True), (True, False)]
    with pytest.raises(AskAgain, match="changed since you opened"):
        await desk.answer(T1, MARTIN, idea_id, act(), "reach", "yes", "", "1")
    assert await found(two_houses, "U0ZOE") == []
    await desk.answer(T1, MARTIN, idea_id, act(), "reach", "yes", "", "2")
    assert await found(two_houses, "U0ZOE") == ["Knock first."]


async def test_a_yes_holds_for_its_words_alone(two_houses: Room) -> None:
    """The same words stay where they were let; other words are asked for anew, and stay at home until then."""
    idea_id, desk = await stopped(two_houses, "all"), desk_of(two_houses)
    await desk.answer(T1, MARTIN, idea_id, act(), "reach", "yes", "", "1")
    await desk.look_back(T1, AMINA, idea_id, act(), LEARNED, "all")
    await a_while(two_houses)
    assert await found(two_houses, "U0ZOE") == [LEARNED["next"]]
    assert len(two_houses.slack.said("idea/asked", "D0MARTIN")) == 1
    await desk.look_back(T1, AMINA, idea_id, act(), AGAIN, "all")
    await a_while(two_houses)
    assert await found(two_houses, "U0ZOE") == []
    assert [facts["state"] for facts in two_houses.slack.said("idea/asked", "D0MARTIN")] == ["yes", ""]


async def test_words_that_are_deleted_are_not_asked_about(two_houses: Room) -> None:
    """Whoever leaves with everything takes their review out of what its leaders were asked, too."""
    idea_id = await stopped(two_houses, "all")
    team = await two_houses.team()
    await two_houses.hears(CampaignLeft, user=AMINA, campaign_id=team.campaign_id, forget=True)
    await two_houses.posts()
    (asked,) = two_houses.slack.said("idea/asked", "D0MARTIN")
    assert not [words for words in LEARNED.values() if words in str(asked)]
    with pytest.raises(AskAgain):
        await desk_of(two_houses).answer(T1, MARTIN, idea_id, act(), "reach", "yes", "", "1")
