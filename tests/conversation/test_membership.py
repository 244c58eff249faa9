"""A question is for the people of its team: whoever else comes with a button or a form is turned away."""

from __future__ import annotations

import pytest

from bot.dialogues import events as ev
from bot.errors import NotInTeam
from tests.conversation.room import HOUSING, T1, Room

STRANGER = "U0ZOE"


async def test_who_is_not_in_the_team_changes_nothing(housing: Room) -> None:
    """A rating and an answer of somebody who is not in the channel are refused, and nothing of them is kept."""
    with pytest.raises(NotInTeam):
        await housing.rates(STRANGER, 3)
    for mode in ("named", "confidential", "unlinked"):
        with pytest.raises(NotInTeam):
            await housing.answers(STRANGER, mode=mode)
    round_ = await housing.round()
    async with housing.database.reading() as work:
        assert await work.participations.codes(round_.id) == set()
        assert await work.ratings.of_round(round_.id) == []
        assert await work.answers.of_round(round_.id) == []
        assert await work.unlinked.waiting(round_.id) == []


async def test_the_form_is_not_opened_for_them(housing: Room) -> None:
    """Not even the question's form is shown, nor who would read an answer."""
    with pytest.raises(NotInTeam):
        await housing.enquiries.answer_form(T1, (await housing.round()).id, STRANGER)


async def test_who_has_left_the_channel_answers_no_more(housing: Room) -> None:
    """A form that was opened in time is refused once its owner has left; what they said before stays theirs."""
    await housing.answers("U0BEN")
    await housing.sees(HOUSING.channel, "U0AMINA", "U0CARYS", "U0DEV", "U0MARTIN")
    with pytest.raises(NotInTeam):
        await housing.answers("U0BEN", "Once more.")
    (answer,) = await housing.stored()
    await housing.withdraws("U0BEN", answer)
    assert await housing.texts() == []


async def test_who_acts_in_the_channel_is_in_it(housing: Room) -> None:
    """Somebody who joined since Slack's list was read is taken as one of the team once they act in its channel."""
    await housing.hears(ev.MemberSeen, channel=HOUSING.channel, user=STRANGER)
    await housing.hears(ev.MemberSeen, channel=HOUSING.channel, user=STRANGER)
    await housing.rates(STRANGER, 3)
    assert (await housing.team()).members.count(STRANGER) == 1


async def test_being_seen_elsewhere_helps_nobody(housing: Room) -> None:
    """Acting in another channel makes nobody a member of this one."""
    await housing.hears(ev.MemberSeen, channel="C0ELSE", user=STRANGER)
    with pytest.raises(NotInTeam):
        await housing.rates(STRANGER, 3)


async def test_a_leader_who_is_not_in_the_channel_may_answer(housing: Room) -> None:
    """A leader of the team belongs to it, in the channel or not."""
    await housing.sees(HOUSING.channel, "U0AMINA", "U0BEN")
    await housing.rates("U0MARTIN", 3)
