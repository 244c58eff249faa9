"""People of the story at their screens: what they meet, and what is written down as done."""

from __future__ import annotations

import pytest

from bot.errors import there
from demo.acts import PrivateAnswer, Rate, React, Reply
from demo.cast import Cast
from demo.playing import Player, has_action
from demo.record import Record
from demo.words import Words
from demo.world import World

ANSWERING = "UHOUS00003"


@pytest.fixture
async def player(stage: World) -> Player:
    """Plays this week, with an empty record."""
    channel = stage.cast.teams[0].channel
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, channel)
    prompt = there(stage.workspace.messages.get(channel, round_.prompt_ts or ""))
    return Player(stage.workspace, Record(), channel, round_.week, prompt)


async def test_a_worrying_answer_is_met_with_care(stage: World, player: Player, words: Words) -> None:
    """Who writes the worrying line is shown where help is, and is asked nothing more."""
    await player.do(PrivateAnswer(person=ANSWERING, text=words.worrying.text))
    await stage.parts.dispatcher.settle()
    inbox = [message for message in stage.workspace.person(ANSWERING).inbox() if message.by_app]
    assert any(stage.parts.core.settings.support_route in message.text for message in inbox)
    assert not any(has_action(message, "followup_reply") for message in inbox)


async def test_other_answers_are_followed_up(stage: World, player: Player, words: Words) -> None:
    """Who writes anything else in private is asked once more, and the second answer is kept too."""
    line = words.areas["residents"].lines("housing-repairs")["private"][0].text
    await player.do(PrivateAnswer(person=ANSWERING, text=line, follow_up="I could try it on one stair."))
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, stage.cast.teams[0].channel)
        kept = await work.answers.of_round(round_.id)
    assert [answer.text for answer in kept] == [line, "I could try it on one stair."]


async def test_what_was_done_is_written_down(stage: World, one_team: Cast) -> None:
    """The record holds the final words, the last rating of each scale, and nothing of what was taken back."""
    channel = stage.cast.teams[0].channel
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, channel)
    record = Record()
    prompt = there(stage.workspace.messages.get(channel, round_.prompt_ts or ""))
    player = Player(stage.workspace, record, channel, 1, prompt)
    first, second, third = (person.id for person in one_team.teams[0].people[:3])
    await player.do(Reply(person=first, text="Ask before we book.", edited_to="Ask before we book, please."))
    await player.do(Reply(person=second, text="Too late anyway.", deleted=True))
    await player.do(Rate(person=third, now=2, needed=4))
    await player.do(React(person=third, name="three"))
    await player.do(React(person=second, name="one", removed=True))
    assert list(record.of(channel, 1, first).thread.values()) == ["Ask before we book, please."]
    assert list(record.of(channel, 1, second).thread.values()) == [None]
    assert record.of(channel, 1, third).ratings == {"now": 3, "needed": 4}
    assert record.of(channel, 1, second).ratings == {}
    assert all(record.of(channel, 1, user).took_part for user in (first, second, third))
