"""Votes: counted by code, told only where they point at nobody, and an attack that tries to find a voter."""

from __future__ import annotations

import itertools

import pytest

from bot.errors import NotAllowed, NotInTeam
from bot.questions.votes import to_be_said
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.questions.town import (
    AMINA,
    ANSWER,
    BEN,
    CARYS,
    DEPOT,
    DEV,
    MARTIN,
    a_while,
    act,
    askers_of,
    desk_of,
    only,
    told,
    week_of,
)

MORE = ("U0EFA", "U0FAY")
LARGER = Cast(members=(*HOUSING.members, *MORE))


@pytest.mark.parametrize("threshold", [3, 4, 5])
def test_no_voter_is_found(threshold: int) -> None:
    """Fewer than k colleagues who tell each other how they voted learn of nobody else that they voted, from whatever is
    said in a team of any size up to 2 k + 1 (more people hide more)."""
    for staff in range(1, 2 * threshold + 2):
        for known in range(min(threshold, staff)):
            votes_known = range(known + 1)
            for mine, said in itertools.product(votes_known, (0, threshold)):
                others = staff - known
                worlds = [
                    votes
                    for votes in itertools.product((False, True), repeat=others)
                    if to_be_said(mine + sum(votes), staff, threshold) == said
                ]
                for place in range(others):
                    assert not worlds or not all(votes[place] for votes in worlds), (staff, known, mine, said)


@pytest.mark.parametrize("threshold", [3, 5])
def test_a_team_of_exactly_k_would_give_all_away(threshold: int) -> None:
    """The attack finds what there is to find: in a team of exactly k, or of few more, “k or more” would name people."""
    worlds = [votes for votes in itertools.product((False, True), repeat=threshold) if sum(votes) >= threshold]
    assert all(all(votes) for votes in worlds)
    assert [to_be_said(threshold, staff, threshold) for staff in range(threshold, 2 * threshold)] == [0] * threshold
    assert to_be_said(threshold, 2 * threshold, threshold) == threshold


async def test_it_is_said_once_at_its_moment(room: Room) -> None:
    """Three of six ask it too: nobody hears so before the team is told back, and a fourth changes nothing."""
    await room.begins(LARGER)
    await room.comes("open")
    await week_of(room, (AMINA, DEPOT, "named"))
    desk, question = askers_of(room), await only(room)
    for user in (BEN, CARYS, DEV):
        assert await desk.vote(T1, user, question.id) == "counted"
        assert (await desk_of(room).look(T1, MARTIN, question.id)).asked_by == 0
    assert await desk.vote(T1, BEN, question.id) == "before"
    await room.comes("told_back")
    assert (await desk_of(room).look(T1, MARTIN, question.id)).asked_by == 3
    assert room.slack.said("told_back")[-1]["questions"][0]["asked_by"] == 3
    await desk.vote(T1, MORE[0], question.id)
    await room.week("open", "close", "digest", "told_back", week=2)
    assert room.slack.said("told_back")[-1]["questions"][0]["asked_by"] == 3


async def test_who_may_vote(housing: Room) -> None:
    """Colleagues of its team, once each; not its leader, not a stranger; its author asks it already."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    desk, question = askers_of(housing), await only(housing)
    with pytest.raises(NotAllowed):
        await desk.vote(T1, MARTIN, question.id)
    with pytest.raises(NotInTeam):
        await desk.vote(T1, "U0STRANGER", question.id)
    assert await desk.vote(T1, AMINA, question.id) == "own"


async def test_voters_are_answered_too(housing: Room) -> None:
    """Whoever asks it too gets the private answer, and may write back."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question = await only(housing)
    await askers_of(housing).vote(T1, BEN, question.id)
    await desk_of(housing).answer(T1, MARTIN, question.id, act(), ANSWER, "private")
    await a_while(housing)
    assert [told(housing, user) for user in (AMINA, BEN, CARYS)] == [[ANSWER], [ANSWER], []]
    assert await askers_of(housing).reply(T1, BEN, question.id, act(), "And now?")
