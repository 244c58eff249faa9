"""What somebody finds of ideas who has the database and no key: no name, and no way from a person to an idea."""

from __future__ import annotations

import json
import re

import pytest

from bot.dialogues import events as ev
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.conversation.test_privacy import reached, readable, ways
from tests.ideas.town import AMINA, BEN, CARYS, IDEA, MARTIN, NEED, a_while, act, desk_of, ideas, moves, shares

OTHERS = ("U0EFA", "U0FAY", "U0GUS", "U0HAL", "U0IDA")
BIG = Cast(members=(*HOUSING.members, *OTHERS))


@pytest.fixture
async def lived(room: Room) -> Room:
    """Amina does things by name, shares one idea in confidence and another by name, and helps with a third."""
    await room.begins(BIG)
    await room.comes("open")
    await room.replies(AMINA)
    await room.hears(ev.ReactionAdded, user=AMINA, name="two", channel=HOUSING.channel, ts=room.prompt_ts())
    secret = await shares(room, red_tape="Form 12")
    await a_while(room)
    await shares(room, AMINA, "named", need="Keys are lost.")
    third, desk = await shares(room, BEN, "named", need="Vans are cold."), desk_of(room)
    await a_while(room)
    await desk.offer_help(T1, AMINA, third.id, act(), "trying", "")
    await desk.take_on(T1, CARYS, secret.id, act())
    await moves(room, secret.id, "experiment", CARYS, resources="A driver.")
    await a_while(room)
    await desk.answer(T1, MARTIN, secret.id, act(), "resources", "yes", "")
    await desk.answer(T1, MARTIN, secret.id, act(), "red_tape", "passed", "To the board.")
    await room.answers(AMINA, "In confidence too.")
    await a_while(room)
    return room


def secret_words(rows: str) -> list[str]:
    """Words of somebody that stand there."""
    return [words for words in (NEED, IDEA, "Form 12", "To the board.", "A driver.") if words in rows]


async def test_no_way_from_a_person_to_an_idea(lived: Room) -> None:
    """However rows are joined without a key, nobody's Slack id leads to the idea in confidence, nor to its code."""
    (secret,) = [idea for idea in await ideas(lived) if idea.person_code]
    leads = ways(readable(lived))
    for user in (AMINA, BEN, *OTHERS):
        assert not reached(leads, user) & {secret.id, secret.person_code}


async def test_no_code_is_one_of_another_kind(lived: Room) -> None:
    """The code of an idea is none under which the same person answers, rates, or takes part."""
    rows = [row for table, row in readable(lived) if table != "ideas"]
    codes = {idea.person_code for idea in await ideas(lived)} - {None}
    assert codes
    assert not [code for code in codes if str(code) in json.dumps(rows)]


async def test_nothing_readable_holds_words_or_names(lived: Room) -> None:
    """Of ideas and their history, no column that needs no key holds a word of anybody, a Slack id, or a time."""
    tables = {"ideas", "idea_moves", "lessons"}
    rows = json.dumps([row for table, row in readable(lived) if table in tables])
    assert secret_words(rows) == []
    assert re.findall(r"U0[A-Z]+|\d\d:\d\d", rows) == []
    everything = json.dumps([row for table, row in readable(lived) if table != "campaigns"])
    assert secret_words(everything) == []


async def test_nobody_is_told_who_raised_it(lived: Room) -> None:
    """In all that was sent to others about it there is no name of its author."""
    (secret,) = [idea for idea in await ideas(lived) if idea.person_code]
    sent = [
        message.facts
        for (place, _), message in lived.slack.standing.items()
        if place != "D0AMINA" and message.facts.get("idea_id") == secret.id
    ]
    assert len(sent) >= 5
    assert AMINA not in json.dumps(sent)
    assert AMINA not in str(await desk_of(lived).one(T1, MARTIN, secret.id))
