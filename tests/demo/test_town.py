"""Colleagues who have their say while a visitor looks on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.errors import there
from bot.storage.models import Round
from demo.cast import Cast
from demo.controls import Controls
from demo.live import begin
from demo.town import Town
from demo.words import Words
from demo.world import World, next_event, plan_of, world

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


async def test_a_small_team_s_first_digest_holds_figures_back(cast: Cast, words: Words, tmp_path: Path) -> None:
    """In the demo as it starts two of the small team are on leave in week 1, and its digest has no figures."""
    (small,) = (team for team in cast.teams if team.slug == "care-at-home")
    assert sum(1 in person.on_leave for person in small.people) == 2
    async with world(cast.model_copy(update={"teams": (small,)}), tmp_path / "small.sqlite3") as stage:
        await begin(stage)
        controls = Controls(cast.begins, cast.zone, Town(words, seed=1).meanwhile)
        controls.begin(stage)
        controls.play("quick")
        while controls.playing:
            await asyncio.sleep(0.02)
        *_, digest = stage.workspace.person(small.leaders[0]).inbox()
    assert "No figures this week" in digest.text


async def test_people_live_in_every_campaign(cast: Cast, words: Words, tmp_path: Path) -> None:
    """A campaign that a visitor plans is lived in like the story's own: its team's people answer too."""
    both = cast.model_copy(update={"teams": cast.teams[:2]})
    async with world(both, tmp_path / "two.sqlite3") as stage:
        plan = plan_of(both)
        for name, teams in ((plan.name, plan.teams[:1]), ("A visitor's own", plan.teams[1:])):
            one = replace(plan, name=name, teams=teams, readers=None)
            await stage.parts.campaigns.create(one, stage.parts.workspace, cast.admin.id)
        await stage.parts.dispatcher.settle()
        while not await asked_everywhere(stage):
            await next_event(stage)
        await Town(words, seed=1).meanwhile(stage)
        for team in both.teams:
            written = stage.workspace.messages.everything(team.channel)
            assert {message.user for message in written} & {person.id for person in team.people}


async def asked_everywhere(stage: World) -> bool:
    """Whether a week's question is open in each team."""
    async with stage.parts.core.database.reading() as work:
        opened = [await work.rounds.open_in(stage.parts.workspace, team.channel) for team in stage.cast.teams]
    return all(opened)
