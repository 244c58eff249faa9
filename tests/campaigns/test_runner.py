"""The runner, on both databases: in order, once in effect, and never at a loss after an absence."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.campaigns import runner as runner_module
from bot.campaigns.rhythm import KINDS
from bot.campaigns.runner import CampaignRunner
from bot.clock import Clocks
from bot.dialogues.events import BeatDue, MembersSeen, OpenDue
from tests.campaigns.world import ADMIN, HOUSING, NURSES, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS

WEEK = timedelta(days=7)


@pytest.fixture
async def spring(world: World) -> World:
    """A world with a running campaign of one team, whose first question comes on Tuesday, 8 September."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    return world


def other_runner(world: World) -> CampaignRunner:
    """A runner of another process."""
    return CampaignRunner(world.database, world.conversation.handle, Clocks(campaign=world.clock), world.directory)


@pytest.mark.both_databases
async def test_a_week_is_played_in_order(spring: World) -> None:
    """From the first question to the last word back every beat comes once, at its time, and then the campaign ends."""
    await spring.play_until(london(12, 30, 12))
    beats = [event for event in spring.conversation.events if isinstance(event, BeatDue)]
    assert spring.conversation.kinds() == list(KINDS) * WEEKS
    assert all(event.at == event.due_at for event in beats)
    assert [event.due_at for event in beats] == sorted(event.due_at for event in beats)
    assert await spring.states() == ["closed"] * WEEKS
    assert (await spring.service.show("Spring")).now.state == "finished"
    assert await spring.runner.next_event_at() is None


async def test_the_next_event_is_the_earliest_beat_or_message(spring: World) -> None:
    """The demo's clock can go from event to event: first the introduction, then the first question."""
    assert await spring.runner.next_event_at() == spring.clock.now()
    await spring.play_until(spring.clock.now())
    assert await spring.runner.next_event_at() == london(9, 8, 10)


async def test_nothing_is_handled_before_its_time(spring: World) -> None:
    """A minute before ten nothing happens; at ten the question comes, and a second tick does nothing more."""
    await spring.at(london(9, 8, 9, 59))
    assert spring.conversation.calls == []
    await spring.at(london(9, 8, 10))
    calls = list(spring.conversation.calls)
    await spring.at(london(9, 8, 10, 1))
    assert spring.conversation.kinds() == ["open"]
    assert spring.conversation.calls == calls


async def test_a_paused_campaign_is_silent(spring: World) -> None:
    """While a campaign is paused nothing comes due, and nothing is the next event but what was said already."""
    await spring.play_until(london(9, 9, 9))
    await spring.service.pause("Spring", ADMIN)
    await spring.at(london(9, 30, 9))
    assert spring.conversation.kinds() == ["open"]
    assert await spring.runner.next_event_at() is None


async def test_after_nine_days_away_the_newest_question_is_asked_once(spring: World) -> None:
    """Week one is told back late, week two is visibly missed, week three is asked once, a day late."""
    await spring.play_until(london(9, 14, 12))
    await spring.at(london(9, 23, 12))
    await spring.at(london(9, 23, 13))
    assert await spring.states() == ["closed", "missed", "open"] + ["upcoming"] * (WEEKS - 3)
    assert spring.conversation.kinds() == [*KINDS, "digest", "open"]  # the missed week's leaders may wait for a digest
    _, second, third, *_ = await spring.rounds()
    assert spring.conversation.beats()[-1] == ("open", third.id)
    states = {kind: beat.state for kind, beat in (await spring.beats(second)).items()}
    assert states == {**dict.fromkeys(KINDS, "cancelled"), "open": "missed", "digest": "done"}
    assert {"Housing": "missed"}.items() <= {
        week.team: week.state for week in (await spring.service.show("Spring")).weeks if week.week == 2
    }.items()


async def test_digests_are_written_once_however_late(spring: World) -> None:
    """Away from Friday morning for nine days: the digest and the word back of the week come late, and once."""
    await spring.play_until(london(9, 11, 8))
    await spring.at(london(9, 20, 8))
    await spring.at(london(9, 20, 9))
    assert spring.conversation.kinds() == [*KINDS, "digest"]  # the second is the missed week's
    assert await spring.states() == ["closed", "missed"] + ["upcoming"] * (WEEKS - 2)
    await spring.play_until(london(9, 22, 11))
    assert await spring.states() == ["closed", "missed", "open"] + ["upcoming"] * (WEEKS - 3)


async def test_a_week_that_the_conversation_missed_is_over(spring: World) -> None:
    """When the conversation itself decides that a question comes too late, only its week's digest is still due."""

    async def refusing(event: object) -> None:
        if isinstance(event, OpenDue):
            async with spring.database.unit_of_work() as work:
                row = await work.rounds.get(event.round_id)
                assert row is not None
                row.state = "missed"
                await work.commit()

    spring.clock.move_to(london(9, 8, 10))
    await CampaignRunner(spring.database, refusing, Clocks(campaign=spring.clock)).tick()
    beats = await spring.beats((await spring.rounds())[0])
    states = {kind: beat.state for kind, beat in beats.items()}
    assert states == {**dict.fromkeys(KINDS, "cancelled"), "open": "done", "digest": "planned"}


async def test_a_late_question_is_not_played_back_at_once(spring: World) -> None:
    """A question asked a day late is not followed at once by the playback and the reminder it overslept."""
    await spring.at(london(9, 9, 16))
    assert spring.conversation.kinds() == ["open"]
    first, *_ = await spring.rounds()
    beats = await spring.beats(first)
    assert (beats["playback"].state, beats["nudge"].state) == ("missed", "missed")
    await spring.play_until(london(9, 14, 16))
    assert spring.conversation.kinds() == ["open", "last_call", "close", "digest", "told_back"]


async def test_two_runners_handle_each_beat_once(world: World) -> None:
    """Two processes that tick at the same moments bring each beat to effect once."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    second = other_runner(world)
    for _ in range(8):
        moment = await world.runner.next_event_at()
        assert moment is not None
        world.clock.move_to(max(moment, world.clock.now()))
        await asyncio.gather(world.runner.tick(), second.tick())
        await world.play_until(world.clock.now())
    counted = Counter(world.conversation.beats())
    assert set(counted.values()) == {1}
    assert {kind for kind, _ in counted} >= {"open", "playback", "nudge", "last_call"}


async def test_a_crash_after_the_effect_brings_the_same_event_again(spring: World) -> None:
    """When the process dies before the mark, the next tick brings the very same event, which changes nothing."""
    spring.conversation.crash_after = {"open"}
    await spring.at(london(9, 8, 10))
    first, *_ = await spring.rounds()
    assert (await spring.beats(first))["open"].state == "planned"
    await spring.at(london(9, 8, 10, 1))
    opening = [call for call in spring.conversation.calls if call.startswith("beat/")]
    assert len(opening) == 2
    assert len(set(opening)) == 1
    assert spring.conversation.kinds() == ["open"]
    assert (await spring.beats(first))["open"].state == "done"


async def test_a_crash_that_lasts_is_not_a_missed_week(spring: World) -> None:
    """A question that was asked, but not marked before four days away, stays asked; its week is closed, not missed."""
    spring.conversation.crash_after = {"open"}
    await spring.at(london(9, 8, 10))
    await spring.at(london(9, 12, 10))
    assert (await spring.states())[0] == "closed"
    assert spring.conversation.kinds() == ["open", "close", "digest"]


async def test_trouble_in_one_team_stops_no_other(world: World) -> None:
    """A beat that fails holds back its own round, in order, and is tried again; the other team's week goes on."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    housing = (await world.rounds("Housing"))[0].id
    world.conversation.fail = {housing}
    await world.at(london(9, 8, 10))
    await world.at(london(9, 9, 15))
    assert {round_id for _, round_id in world.conversation.beats()} == {(await world.rounds("Nurses"))[0].id}
    assert world.conversation.kinds() == ["open", "playback", "nudge"]
    world.conversation.fail = set()
    await world.at(london(9, 9, 16))
    assert [kind for kind, round_id in world.conversation.beats() if round_id == housing] == ["open"]


@pytest.mark.parametrize(
    ("failing", "brought"),
    [
        ("playback", ["open", "nudge", "close", "digest", "told_back"]),
        ("close", ["open"]),
        ("digest", ["open", "close"]),
    ],
)
async def test_only_what_builds_on_trouble_waits(spring: World, failing: str, brought: list[str]) -> None:
    """A playback that fails stops nothing; a close holds back the digest, and a digest the word back."""
    spring.conversation.fail = {failing}
    await spring.at(london(9, 8, 10))
    if failing == "playback":
        await spring.at(london(9, 9, 15))
    await spring.at(london(9, 14, 15))
    assert spring.conversation.kinds() == brought
    spring.conversation.fail = set()
    await spring.at(london(9, 14, 16))
    assert spring.conversation.kinds()[-2:] == ["digest", "told_back"]


async def test_stuck_beats_do_not_fill_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few beats are read at a time, those behind a failing one are reached."""
    monkeypatch.setattr(runner_module, "AT_ONCE", 1)
    await world.service.create(plan(), WORKSPACE, ADMIN)
    world.conversation.fail = {(await world.rounds("Housing"))[0].id}
    await world.at(london(9, 8, 10))
    await world.at(london(9, 10, 17))
    assert world.conversation.kinds() == ["open", "close"]


async def test_the_runner_looks_who_is_there(spring: World) -> None:
    """Before a question, a playback, a reminder and a close the channel's people are read, once a tick."""
    await spring.at(london(9, 8, 10))
    spring.directory.people["C0HOUSING"] = ("U1", "U2", "U3")
    await spring.at(london(9, 9, 15))
    assert spring.directory.asked["C0HOUSING"] == 3  # when it was created, at the question, and once for two beats
    seen = [event for event in spring.conversation.events if isinstance(event, MembersSeen)]
    assert seen[-1].users == ("U1", "U2", "U3")
    assert (await spring.service.show("Spring")).members == 3


async def test_slack_away_does_not_stop_the_week(spring: World) -> None:
    """When Slack does not list the people, the beat is brought with those known from before."""
    spring.directory.away = True
    await spring.at(london(9, 8, 10))
    assert spring.conversation.kinds() == ["open"]
    assert (await spring.service.show("Spring")).members == 3  # its leader is in the channel too


async def test_without_a_directory_nobody_is_looked_for(spring: World) -> None:
    """The runner works without Slack's lists."""
    alone = CampaignRunner(spring.database, spring.conversation.handle, Clocks(campaign=spring.clock))
    spring.clock.move_to(london(9, 8, 10))
    tick = await alone.tick()
    assert (tick.done, tick.missed, tick.failed) == (1, 0, 0)
    assert spring.conversation.kinds() == ["open"]


@pytest.mark.parametrize("resumed", [False, True])
async def test_a_beat_that_was_moved_meanwhile_is_left_alone(world: World, resumed: bool) -> None:
    """When an admin pauses in the middle of a tick, and even resumes, the beats read before are not brought."""
    await world.service.create(plan(HOUSING, replace(NURSES, zone="Europe/Dublin")), WORKSPACE, ADMIN)
    handle = world.conversation.handle

    async def pausing(event: object) -> None:
        await handle(event)  # type: ignore[arg-type]
        if isinstance(event, BeatDue) and len(world.conversation.beats()) == 1:
            await world.service.pause("Spring", ADMIN)
            if resumed:
                await world.service.resume("Spring", ADMIN)

    runner = CampaignRunner(world.database, pausing, Clocks(campaign=world.clock))
    world.clock.move_to(london(9, 8, 10))
    await runner.tick()
    assert world.conversation.kinds() == ["open"]
    if resumed:
        assert sorted([(await world.opens("Housing"))[0].day, (await world.opens("Nurses"))[0].day]) == [8, 15]
