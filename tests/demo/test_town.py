"""Colleagues who have their say while a visitor looks on."""

from __future__ import annotations

from bot.errors import there
from bot.storage.models import Round
from demo.town import Town
from demo.words import Words
from demo.world import World, next_event

VISITED = "UHOUS00001"


async def asked(stage: World) -> Round:
    """This week's round."""
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, stage.cast.teams[0].channel)
    return round_


async def taking_part(stage: World, round_: Round) -> int:
    """How many people took part."""
    async with stage.parts.core.database.reading() as work:
        return len(await work.participations.codes(round_.id))


async def test_colleagues_have_their_say_once(stage: World, words: Words) -> None:
    """Everyone who is not quiet takes part while the week is open, and asking them again changes nothing."""
    town, round_ = Town(words, seed=1), await asked(stage)
    assert await town.meanwhile(stage) > 0
    speaking = [person for person in stage.cast.teams[0].people if person.manner != "quiet"]
    assert await taking_part(stage, round_) == len(speaking)
    before = len(stage.workspace.messages.everything(round_.channel))
    assert await town.meanwhile(stage) == 0
    assert len(stage.workspace.messages.everything(round_.channel)) == before


async def test_whoever_a_visitor_plays_is_left_alone(stage: World, words: Words) -> None:
    """A person who answered by a visitor's hand says nothing else that week."""
    round_ = await asked(stage)
    person = stage.workspace.person(VISITED)
    ts = await person.post(round_.channel, "We should ask the people on the stairs first.", round_.prompt_ts)
    await Town(words, seed=1).meanwhile(stage)
    thread = person.thread(round_.channel, round_.prompt_ts or "")
    assert [message.ts for message in thread if message.user == VISITED] == [ts]
    assert len({message.user for message in thread if not message.by_app}) > 1


async def test_somebody_who_left_ends_only_their_own_turn(stage: World, words: Words) -> None:
    """A person who cannot act any more is passed over, and the others still have their say."""
    round_ = await asked(stage)
    await stage.workspace.person(VISITED).leave(round_.channel)
    await Town(words, seed=1).meanwhile(stage)
    speaking = [person for person in stage.cast.teams[0].people if person.manner != "quiet"]
    assert await taking_part(stage, round_) == len(speaking) - 1


async def test_reminded_people_answer_after_the_reminder(stage: World, words: Words) -> None:
    """Whoever planned to act on the reminder does so once it has come, and not before."""
    town, round_ = Town(words, seed=3), await asked(stage)  # with this seed one quiet person rates when reminded
    await town.meanwhile(stage)
    before = await taking_part(stage, round_)
    await next_event(stage)
    await town.meanwhile(stage)
    assert await taking_part(stage, round_) == before + 1


async def test_leaders_are_left_to_the_visitor(stage: World, words: Words) -> None:
    """Nobody offers a talk in a leader's place, whatever the plan says."""
    town, round_ = Town(words, seed=1), await asked(stage)
    while await next_event(stage) and (await asked_in(stage, round_)).state == "open":
        await town.meanwhile(stage)
    await next_event(stage)  # the digest
    await town.meanwhile(stage)
    async with stage.parts.core.database.reading() as work:
        assert await work.digests.of_campaign(round_.campaign_id) != []
        assert await work.offers.of_campaign(round_.campaign_id) == []


async def asked_in(stage: World, round_: Round) -> Round:
    """The round as it stands now."""
    async with stage.parts.core.database.reading() as work:
        return there(await work.rounds.get(round_.id))
