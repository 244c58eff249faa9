"""Very many teams that are due together each get a minute of their own, the same one each week."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.campaigns.plan import TeamPlan
from bot.campaigns.runner import CampaignRunner
from bot.campaigns.spread import own_wait, places, time_needed
from bot.clock import Clocks
from bot.dialogues.events import BeatDue, OpenDue, ToldBackDue
from tests.campaigns.world import ADMIN, WORKSPACE, World, london, plan

CHANNELS = [f"C{number:09}" for number in range(10_000)]
TEAMS = [TeamPlan(f"C0TEAM{number}", ("U0LEADER",), f"Team {number}", "Northbridge") for number in range(8)]
AN_HOUR = timedelta(hours=1)


def test_ten_thousand_teams_are_spread_over_the_time_they_need() -> None:
    """At four messages a second ten thousand last calls take 42 minutes, and about four fall on each second."""
    needed = time_needed({"last_call": 10_000}, 4.0)
    waits = [own_wait(place, needed, 8 * AN_HOUR) for place in places(CHANNELS).values()]
    assert needed == timedelta(seconds=2500)
    assert sorted(waits) == [timedelta(seconds=number // 4) for number in range(10_000)]


def test_a_question_is_two_messages_and_a_close_none() -> None:
    """The question and its details both go to the channel, so they take twice the time."""
    assert time_needed({"open": 600, "close": 600}, 4.0) == timedelta(minutes=5)


def test_a_team_keeps_its_place_when_others_come_and_go() -> None:
    """A place follows from the channel: with a tenth of the teams gone, nobody moves far."""
    before, after = places(CHANNELS), places(CHANNELS[: len(CHANNELS) * 9 // 10])
    assert max(abs(before[channel] - place) for channel, place in after.items()) < 0.02
    assert list(places(CHANNELS[::-1])) == list(before)


def test_what_fits_into_a_minute_is_not_spread() -> None:
    """A workspace of 240 teams is told all at once; delivery's own pace is enough there."""
    assert {own_wait(place / 240, time_needed({"playback": 240}, 4.0), AN_HOUR) for place in range(240)} == {
        timedelta(0)
    }


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 100_000), st.integers(-3600, 36_000))
def test_nothing_is_spread_past_the_time_that_is_left(place: float, teams: int, seconds: int) -> None:
    """However many teams there are, each one's own minute lies between the beat and the end of the day."""
    room = timedelta(seconds=seconds)
    wait = own_wait(place, time_needed({"nudge": teams}, 4.0), room)
    assert timedelta(0) <= wait <= max(room, timedelta(0))
    assert wait.microseconds == 0


async def many(world: World, **changes: object) -> None:
    """Eight teams in a campaign."""
    world.directory.inside |= {team.channel for team in TEAMS}
    await world.service.create(plan(*TEAMS, **changes), WORKSPACE, ADMIN)


def busy(world: World, budget: float) -> CampaignRunner:
    """A runner for a Slack that takes so few messages that eight teams are many."""
    clocks = Clocks(campaign=world.clock)
    return CampaignRunner(world.database, world.conversation.handle, clocks, world.directory, budget=budget)


def waits(world: World, kind: type[BeatDue], due_at: datetime) -> dict[str, timedelta]:
    """Each team's wait after a beat."""
    events = [event for event in world.conversation.events if isinstance(event, kind) and event.due_at == due_at]
    return {event.round_id: event.spread for event in events}


async def by_team(world: World, found: dict[str, timedelta]) -> dict[str, timedelta]:
    """The same by team and not by round."""
    async with world.database.reading() as work:
        rounds = [await work.rounds.get(round_id) for round_id in found]
    return {row.team_id: found[row.id] for row in rounds if row is not None}


async def test_each_team_has_the_same_minute_each_week(world: World) -> None:
    """Eight teams that need thirteen minutes are spread over them, alike in the first and the second week."""
    await many(world)
    world.runner = busy(world, 0.02)
    first, second = london(9, 8, 10), london(9, 15, 10)
    await world.play_until(second)
    one = await by_team(world, waits(world, OpenDue, first))
    assert sorted(one.values()) == [timedelta(seconds=100 * number) for number in range(8)]
    assert await by_team(world, waits(world, OpenDue, second)) == one
    assert set(waits(world, ToldBackDue, london(9, 14, 15)).values()) == {timedelta(seconds=50 * n) for n in range(8)}


async def test_a_workspace_as_most_are_is_not_spread(world: World) -> None:
    """At Slack's real pace eight teams are asked on the minute."""
    await many(world)
    world.runner = busy(world, 4.0)
    await world.at(london(9, 8, 10))
    assert set(waits(world, OpenDue, london(9, 8, 10)).values()) == {timedelta(0)}


async def test_too_many_for_the_day_are_told_of_and_stay_within_it(world: World) -> None:
    """When a beat at six takes longer than the working day lasts, all are due by seven, and the log says so once."""
    rhythm = {
        "open": "Tue 18:00", "playback": "Wed 15:00", "nudge": "Wed 15:00", "last_call": "Thu 12:00",
        "close": "Thu 17:00", "digest": "Fri 09:00", "told_back": "Mon 15:00",
    }  # fmt: skip
    await many(world, rhythm=rhythm)
    world.runner = busy(world, 0.001)
    with capture_logs() as logs:
        await world.at(london(9, 8, 18))
    assert max(waits(world, OpenDue, london(9, 8, 18)).values()) == AN_HOUR * 7 / 8
    told = [entry for entry in logs if entry["event"] == "too_many_for_the_rest_of_the_day"]
    assert [entry["minutes"] for entry in told] == [round(16_000 / 60)]


async def test_a_last_call_is_spread_before_the_close(world: World) -> None:
    """What makes sense before the close only is due before it."""
    rhythm = {
        "open": "Tue 10:00", "playback": "Wed 15:00", "nudge": "Wed 15:00", "last_call": "Thu 16:55",
        "close": "Thu 17:00", "digest": "Fri 09:00", "told_back": "Mon 15:00",
    }  # fmt: skip
    await many(world, rhythm=rhythm)
    world.runner = busy(world, 0.02)
    await world.play_until(london(9, 10, 16, 55))
    events = [event for event in world.conversation.events if isinstance(event, BeatDue)]
    calls = [event for event in events if event.due_at == london(9, 10, 16, 55)]
    assert len(calls) == 8
    assert all(event.due_at + event.spread < london(9, 10, 17) for event in calls)
