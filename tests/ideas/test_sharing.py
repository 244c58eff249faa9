"""An idea begins: from an answer or any time, with a name or without, and its team hears of it."""

from __future__ import annotations

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from tests.conversation.room import NURSES, T1, Room
from tests.ideas.town import AMINA, BEN, IDEA, MARTIN, NEED, a_while, act, desk_of, ideas, one, shares, standing


async def test_with_a_name(housing: Room) -> None:
    """The team reads the name a few minutes later, and whoever raised it takes it forward."""
    await shares(housing, AMINA, "named")
    await housing.posts()
    assert standing(housing) == []
    await a_while(housing)
    (facts,) = standing(housing)
    assert (facts["credit"], facts["owner"], facts["need"], facts["stage"]) == (AMINA, AMINA, NEED, "idea")


async def test_without_a_name(housing: Room) -> None:
    """The team reads the words and no name; a code stands in its place, and nothing finer than the week."""
    idea = await shares(housing)
    await a_while(housing)
    (facts,) = standing(housing)
    assert (facts["credit"], facts["owner"], facts["idea"]) == (None, None, IDEA)
    assert AMINA not in str(idea.body)
    assert idea.person_code
    assert idea.raised_in.weekday() == 0


async def test_a_need_alone(housing: Room) -> None:
    """Without an idea it is a need, which its team reads as one."""
    await shares(housing, idea="")
    await a_while(housing)
    assert [facts["stage"] for facts in standing(housing)] == ["needed"]


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_from_ones_own_answer(housing: Room, mode: str) -> None:
    """The form has the answer's words, and its name stays beside them or away from them."""
    await housing.answers(AMINA, "The rota leaves no hour.", mode)
    (answer,) = await housing.stored()
    form = await desk_of(housing).form_from(T1, AMINA, answer.id)
    assert (form.text, form.named) == ("The rota leaves no hour.", mode == "named")
    with pytest.raises(NotAllowed):
        await desk_of(housing).form_from(T1, BEN, answer.id)


async def test_sent_twice_it_is_one(housing: Room) -> None:
    """The same form again keeps one idea, and tells the team once."""
    said = {"need": NEED, "for_whom": "tenants", "mode": "named"}
    team = await housing.team()
    assert await desk_of(housing).share(T1, AMINA, "view/V1", team.id, said)
    assert not await desk_of(housing).share(T1, AMINA, "view/V1", team.id, said)
    await a_while(housing)
    assert (len(await ideas(housing)), len(standing(housing))) == (1, 1)


async def test_for_people_of_the_team_alone(room: Room) -> None:
    """Whoever is of another team can neither share there nor read, help or take on."""
    await room.begins()
    await room.begins(NURSES, name="Other")
    idea = await shares(room)
    desk, team = desk_of(room), await room.team()
    with pytest.raises(NotAllowed):
        await desk.share(T1, "U0GWEN", act(), team.id, {"need": "A", "for_whom": "B", "mode": "named"})
    with pytest.raises(NotAllowed):
        await desk.one(T1, "U0GWEN", idea.id)
    with pytest.raises(NotAllowed):
        await desk.offer_help(T1, "U0GWEN", idea.id, act(), "ideas", "")
    with pytest.raises(NotAllowed):
        await desk.take_on(T1, "U0GWEN", idea.id, act())
    with pytest.raises(NotFound):
        await desk.one("T0OTHER", AMINA, idea.id)
    assert await desk.listed(T1, "U0GWEN") == ()


async def test_a_form_without_a_choice_of_name_is_refused(housing: Room) -> None:
    """Nobody's name is shown, or kept away, without their choice."""
    with pytest.raises(FieldProblem) as missed:
        await shares(housing, mode="unlinked")
    assert missed.value.field == "mode"


async def test_who_left_or_objected_gives_nothing_new(housing: Room) -> None:
    """They are told why in a sentence."""
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, AMINA, housing.clock.now())
        await work.commit()
    with pytest.raises(AskAgain, match="keep nothing new"):
        await shares(housing)


async def test_a_name_is_put_to_it_later(housing: Room) -> None:
    """Only whoever raised it can; then the team reads the name, and the code is gone."""
    idea, desk = await shares(housing), desk_of(housing)
    await a_while(housing)
    with pytest.raises(NotAllowed):
        await desk.put_name(T1, BEN, idea.id, act())
    assert await desk.put_name(T1, AMINA, idea.id, act())
    await housing.posts()
    assert [facts["credit"] for facts in standing(housing)] == [AMINA]
    assert (await one(housing, idea.id)).person_code is None


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_it_is_taken_back(housing: Room, mode: str) -> None:
    """Only whoever raised it can; then nothing of it is left, in the channel neither."""
    idea, desk = await shares(housing, AMINA, mode, red_tape="Form 12"), desk_of(housing)
    await a_while(housing)
    with pytest.raises(NotAllowed):
        await desk.take_back(T1, BEN, idea.id, act())
    assert await desk.take_back(T1, AMINA, idea.id, act())
    await housing.posts()
    assert await ideas(housing) == []
    said = str([*standing(housing), *housing.slack.said("idea/asked")])
    assert NEED not in said
    assert IDEA not in said
    assert "Form 12" not in said
    assert AMINA not in str([facts["credit"] for facts in standing(housing)])


async def test_taken_back_before_it_is_told(housing: Room) -> None:
    """Nothing comes to the channel at all."""
    idea = await shares(housing)
    await desk_of(housing).take_back(T1, AMINA, idea.id, act())
    await a_while(housing)
    assert standing(housing) == []


async def test_what_others_began_stays(housing: Room) -> None:
    """Once a colleague takes it forward, taking it back takes its words and its author away, and not the work."""
    idea, desk = await shares(housing), desk_of(housing)
    await a_while(housing)
    await desk.take_on(T1, BEN, idea.id, act())
    await desk.take_back(T1, AMINA, idea.id, act())
    await housing.posts()
    left = await one(housing, idea.id)
    assert (left.body["owner"], left.person_code, left.body.get("need")) == (BEN, None, None)
    assert [facts["need"] for facts in standing(housing)] == [""]
    assert (await desk.one(T1, MARTIN, idea.id)).words == {}
