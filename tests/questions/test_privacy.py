"""What somebody finds of questions who has the database and no key: no way from a person to what they asked."""

from __future__ import annotations

import json

import pytest

from bot.dialogues import events as ev
from bot.questions.records import question_id
from tests.conversation.room import HOUSING, T1, Cast, Room
from tests.conversation.test_privacy import reached, readable, ways
from tests.questions.town import AMINA, BEN, DEPOT, MARTIN, asked, askers_of, week_of, writes_back

OTHERS = ("U0EFA", "U0FAY", "U0GUS", "U0HAL", "U0IDA")
BIG = Cast(members=(*HOUSING.members, *OTHERS))
BACK = "And who decided that?"


@pytest.fixture
async def lived(room: Room) -> Room:
    """A week in which Amina does things by name, and asks in confidence, is answered and writes back."""
    await room.begins(BIG)
    await room.comes("open")
    for user in OTHERS:
        await room.rates(user, 4)
    await room.replies(AMINA)
    await room.hears(ev.ReactionAdded, user=AMINA, name="two", channel=HOUSING.channel, ts=room.prompt_ts())
    await asked(room, BEN, "Who pays for it?", "named")
    await week_of(room, ("U0DEV", "Another one?", "confidential"), (AMINA, DEPOT, "confidential"))
    await writes_back(room, AMINA, DEPOT, BACK)
    by_ben = next(answer.id for answer in await room.stored() if answer.author == BEN)
    await askers_of(room).vote(T1, AMINA, question_id(by_ben))
    await room.comes("told_back")
    return room


async def test_no_way_from_a_person_to_what_they_asked(lived: Room) -> None:
    """However rows are joined without a key, Amina's Slack id leads to no question of hers, no reply, and no code."""
    (secret,) = [answer for answer in await lived.stored() if answer.text == DEPOT]
    async with lived.database.reading() as work:
        question = await work.questions.of_answer(secret.id)
        assert question is not None
        codes = lived.identities.codes((await work.campaigns.get(question.campaign_id)).salt, "T0WORK", AMINA)  # type: ignore[union-attr]
        (reply,) = await work.questions.replies_of([codes.asking])
        (vote,) = await work.questions.votes_of([codes.votes])
    known = reached(ways(readable(lived)), AMINA)
    assert {answer.id for answer in await lived.stored() if answer.author == AMINA} <= known
    assert not known & {secret.id, secret.person_code, question.id, reply.id, reply.person_code, vote.person_code}


async def test_the_search_finds_what_there_is_to_find(lived: Room) -> None:
    """One message to her under her Slack id in the clear would lead to the leader's act, and so to her question."""
    (row,) = await lived.deliveries("question/told")
    (secret,) = [answer for answer in await lived.stored() if answer.text == DEPOT]
    careless = ("deliveries", {"recipient": AMINA, "created_at": f"{row.created_at:%Y-%m-%d %H:%M:%S.%f}"})
    assert secret.id in reached(ways([*readable(lived), careless]), AMINA)


async def test_nothing_readable_holds_words(lived: Room) -> None:
    """No column that needs no key holds what was asked, answered or written back."""
    rows = json.dumps([row for table, row in readable(lived) if table != "campaigns"])
    assert [words for words in (DEPOT, BACK, "The lease ran out.", "Who pays for it?") if words in rows] == []


async def test_a_leader_is_told_no_name(lived: Room) -> None:
    """Whatever was sent to the leader holds neither her Slack id, beside her own thread words, nor anything of hers."""
    sent = [message.facts for (place, _), message in lived.slack.standing.items() if place == f"D{MARTIN[1:]}"]
    about = [facts for facts in sent if DEPOT in json.dumps(facts)]
    assert about
    for facts in sent:
        put = json.dumps([facts.get("questions"), facts.get("items")])
        assert AMINA not in put
