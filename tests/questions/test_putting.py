"""A question becomes a record when leaders read it: once, with a date to reply by, whoever asked it and however."""

from __future__ import annotations

import pytest

from tests.conversation.room import T1, Cast, Room
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, desk_of, only, records, small_week, week_of

TWO_LEADERS = Cast(leaders=("U0MARTIN", "U0NIA"), members=(AMINA, BEN, CARYS, "U0MARTIN", "U0NIA"))


@pytest.mark.parametrize("mode", ["named", "confidential", "unlinked"])
async def test_two_leaders_read_one_question(room: Room, mode: str) -> None:
    """Two digests that bring one question find one record, with the answer it is (none for an Unlinked one)."""
    await room.begins(TWO_LEADERS)
    await room.comes("open")
    await week_of(room, (AMINA, DEPOT, mode))
    question = await only(room)
    assert (question.state, question.kind, question.week) == ("waiting", "question", 1)
    assert (question.answer_id is None) == (mode == "unlinked")
    put = [facts["questions"]["put"] for facts in room.slack.said("digest/leader")]
    assert [[item["id"] for item in each] for each in put] == [[question.id]] * 2


async def test_two_unlinked_questions_are_two(housing: Room) -> None:
    """Nothing leads to an Unlinked question, yet each has a record of its own, with its words."""
    await week_of(housing, (AMINA, DEPOT, "unlinked"), (BEN, "Who pays for it?", "unlinked"))
    assert sorted(row.body["text"] for row in await records(housing)) == ["Who pays for it?", DEPOT]


async def test_ten_working_days_to_reply(housing: Room) -> None:
    """The date to reply by is ten working days after the digest, and the leader reads it."""
    await week_of(housing, (AMINA, DEPOT, "named"))
    assert (await only(housing)).reply_by.isoformat() == "2027-01-29"
    found = await desk_of(housing).look(T1, "U0MARTIN", (await only(housing)).id)
    assert (found.reply_by.isoformat(), found.author, found.team) == ("2027-01-29", AMINA, "Housing")


@pytest.mark.parametrize("mode", ["confidential", "unlinked"])
async def test_small_teams_ask_together(room: Room, mode: str) -> None:
    """What one of an organisation's small teams asks is put once, with no team, to the leaders of all of them."""
    await small_week(room, mode=mode)
    question = await only(room)
    assert (question.round_id, question.organisation) == (None, "Northbridge")
    for leader in ("U0MARTIN", "U0NIA"):
        found = await desk_of(room).look(T1, leader, question.id)
        assert (found.team, found.organisation, found.text) == (None, "Northbridge", DEPOT)


async def test_what_is_held_back_is_no_record(room: Room) -> None:
    """A question that no leader may read yet leaves no record, so that nobody can count it."""
    await room.begins()
    await room.comes("open")
    await room.answers(AMINA, DEPOT, question="to_leaders")
    await room.week("close", "digest", "told_back")
    assert await records(room) == []
