"""The runner after an absence, and on a machine whose clock is set: each question once, what was missed is seen."""

from datetime import datetime, timedelta

import pytest

from bot.campaigns.rhythm import KINDS
from bot.campaigns.runner import CampaignRunner
from bot.clock import Clocks
from bot.dialogues.events import BeatDue, Event, OpenDue
from bot.dialogues.week import PROMPT_GRACE
from tests.campaigns.world import ADMIN, HOUSING, THURSDAY, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS
from tests.support.machine import Machine

A_MINUTE, JUST_AFTER = timedelta(minutes=1), timedelta(seconds=5)
STEP = timedelta(hours=2)
NINE_DAYS = timedelta(days=9)
MIDWEEK = london(9, 16, 14)  # Wednesday of the second week, an hour before the playback


@pytest.fixture
async def spring(one_world: World) -> World:
    """A campaign of one team, whose first question comes on Tuesday, 8 September."""
    await one_world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    return one_world


def brought(world: World, since: int = 0) -> list[tuple[str, str]]:
    """What came due: kind and round, in order."""
    return world.conversation.beats()[since:]


async def restarted(world: World, at: datetime) -> World:
    """A process that knows nothing but the database, and begins at a moment."""
    new = World(world.database, at)
    new.conversation.events = world.conversation.events
    return new


# --- the machine's clock is set --------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [STEP, -STEP], ids=["forward", "back"])
async def test_a_machine_that_is_set_in_the_middle_of_a_week_changes_nothing(spring: World, step: timedelta) -> None:
    """In the service campaign time is Slack's: whatever the machine believes, no beat is early, late or double."""
    machine = Machine(wall=THURSDAY, true=THURSDAY)
    machine.ask()
    late: list[timedelta] = []

    async def handle(event: Event) -> None:
        if isinstance(event, BeatDue):
            late.append(machine.true - event.due_at)
        await spring.conversation.handle(event)

    runner = CampaignRunner(spring.database, handle, Clocks(machine, machine), spring.directory)
    spring.runner = runner

    async def ticks_after(span: timedelta) -> None:
        machine.pass_(max(span.total_seconds(), 1))
        machine.ask()
        spring.clock.move_to(machine.true)  # for what stands for the dispatcher
        await runner.tick()
        await spring.send_what_is_due()

    async def passes_until(end: datetime) -> None:
        """A minute before each event, and just after it."""
        while machine.true < end:
            coming = min(end, await runner.next_event_at() or end)
            await ticks_after(coming - machine.true - A_MINUTE)
            await ticks_after(coming - machine.true + JUST_AFTER)

    await passes_until(MIDWEEK)
    machine.wall += step
    for _ in range(12):
        await ticks_after(STEP / 6)
    await passes_until(MIDWEEK + timedelta(days=6))
    first, second, third, *_ = await spring.rounds()
    assert brought(spring) == [(kind, row.id) for row in (first, second) for kind in KINDS] + [("open", third.id)]
    assert all(timedelta(0) <= each <= STEP / 6 for each in late)


@pytest.mark.parametrize("at", [MIDWEEK, london(9, 15, 9), london(9, 17, 16), london(9, 18, 8, 30)])
async def test_campaign_time_itself_steps_forward_and_back(spring: World, at: datetime) -> None:
    """Before Slack has said the time, a step brings beats two hours early at most, and none of them a second time."""
    await spring.play_until(at)
    await spring.at(at + STEP)
    await spring.send_what_is_due()
    early = brought(spring)
    for moment in (at, at + STEP / 2, at + STEP):
        await spring.at(moment)
    assert brought(spring) == early
    await spring.play_until(london(9, 22, 9))
    first, second, *_ = await spring.rounds()
    assert brought(spring) == [(kind, row.id) for row in (first, second) for kind in KINDS]


@pytest.mark.parametrize("at", [MIDWEEK, london(9, 15, 10), london(9, 17, 17), london(9, 18, 9)])
async def test_campaign_time_itself_steps_back_and_forward(spring: World, at: datetime) -> None:
    """Set back by two hours, the same two hours are lived again, and what came in them does not come again."""
    await spring.play_until(at)
    before = brought(spring)
    for minutes in range(-120, 1, 40):
        await spring.at(at + timedelta(minutes=minutes))
    assert brought(spring) == before
    await spring.play_until(london(9, 22, 9))
    first, second, *_ = await spring.rounds()
    assert brought(spring) == [(kind, row.id) for row in (first, second) for kind in KINDS]


# --- restarts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("away", [timedelta(minutes=1), timedelta(minutes=7), timedelta(minutes=55)])
async def test_restarts_after_minutes_lose_nothing_and_double_nothing(spring: World, away: timedelta) -> None:
    """A process that is started anew all through two weeks, away for minutes at every beat, brings each beat once."""
    world, now = spring, london(9, 8, 9)
    while (moment := await world.runner.next_event_at()) is not None and moment < london(9, 22, 9):
        now = max(now, moment) + away
        world = await restarted(world, now)
        await world.runner.tick()
        await world.send_what_is_due()
        again = await restarted(world, now)
        await again.runner.tick()
    first, second, *_ = await spring.rounds()
    assert sorted(brought(spring)) == sorted((kind, row.id) for row in (first, second) for kind in KINDS)
    assert await spring.states() == ["closed", "closed"] + ["upcoming"] * (WEEKS - 2)


LEFT = [
    london(9, 7, 9),  # before the first question
    london(9, 8, 12),  # in the open week
    london(9, 10, 16),
    london(9, 12, 12),  # at the weekend
    london(9, 14, 14),
    london(9, 14, 16),  # all is told back
]


@pytest.mark.parametrize("left", LEFT, ids=lambda moment: f"{moment:%a-%H}")
async def test_after_nine_days_the_newest_question_is_asked_once_and_the_others_are_seen_as_missed(
    spring: World, left: datetime
) -> None:
    """Whenever it went away: what fell due is asked if it is the newest and within its grace, else visibly missed."""
    await spring.play_until(left)
    asked_before = [row.id for row in await spring.rounds() if row.state != "upcoming"]
    back = left + NINE_DAYS
    due = {row.id: (await spring.beats(row))["open"].due_at for row in await spring.rounds()}
    fell_due = [id_ for id_, at in due.items() if at <= back and id_ not in asked_before]
    now = await restarted(spring, back)
    for minutes in range(3):
        now.clock.move_to(back + timedelta(minutes=minutes))
        await now.runner.tick()
        await now.send_what_is_due()
    in_grace = [id_ for id_ in fell_due[-1:] if back - due[id_] <= PROMPT_GRACE]
    asked = [event.round_id for event in now.conversation.events if isinstance(event, OpenDue)]
    assert asked == [*asked_before, *in_grace]
    status = await now.service.show("Spring")
    missed = [week.week for week in status.weeks if week.state == "missed"]
    assert missed == [row.week for row in await now.rounds() if row.id in set(fell_due) - set(in_grace)]
    assert sorted(trouble.week for trouble in status.now.troubles if trouble.state == "missed") == missed
    assert len(missed) == len(fell_due) - len(in_grace)
    assert fell_due
